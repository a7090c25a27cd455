import type {ArchiveSettings} from '../../scan/index.js';
import type {ScanOutput} from './scan-options.js';

const betweenPhases = 100;

/** On a terminal one line that is written again. */
export function phaseWriter({err, progress}: ScanOutput): ArchiveSettings['onPhase'] {
	let last = 0;
	return phase => {
		if (!progress || Date.now() - last < betweenPhases) return;
		last = Date.now();
		err(`\r\x1b[K  ${phase}`);
	};
}

export const clear = ({progress}: ScanOutput): string => (progress ? '\r\x1b[K' : '');
