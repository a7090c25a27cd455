import {sanitise} from '../../terminal/sanitise.js';
import {truncate, widthOf} from '../../terminal/width.js';
import type {ScanOutput} from './scan-options.js';

/** Columns of the narrowest terminal: a line that wraps could not be replaced. */
const columns = 59;

/**
 * Shows on a terminal what a scan among several is doing, in one line that is replaced each time; lines written meanwhile appear above it,
 * named after the scan. Without a terminal there are only those lines.
 */
export function statusLine({out, err, progress}: ScanOutput, name: string): {readonly output: ScanOutput; end(): void} {
	let shown = 0;
	const clear = () => {
		if (shown > 0) err(`\r${' '.repeat(shown)}\r`);
		shown = 0;
	};
	const show = (phase: string) => {
		if (!progress) return;
		clear();
		const line = truncate(sanitise(`${name}: ${phase}`), columns);
		err(line);
		shown = widthOf(line);
	};
	return {
		output: {
			out,
			err(text) {
				clear();
				err(text.startsWith(' ') ? text : `${name}: ${text}`);
			},
			progress,
			onPhase: show,
		},
		end: clear,
	};
}
