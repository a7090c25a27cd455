import {type FileFacts, shellQuote} from '../../../../base/index.js';
import type {ChangeDraft} from '../../../changes/change.js';
import {fail, failAs, fromHost, type HostRulePart, pass} from '../../rule.js';
import type {Judgement} from '../../verdict.js';
import type {HostFile} from './host-file.js';

/** A rule's check, remedy and examples for a file with at most these permission bits. */
export function atMost(allowed: number, file: HostFile): HostRulePart {
	return {
		check: scope => {
			const found = file.find(scope);
			return 'none' in found ? found.none : judgeMode(found.file, allowed);
		},
		remedy: scope => {
			const found = file.find(scope);
			return modeRemedy('file' in found ? [found.file] : [], allowed);
		},
		examples: {
			bad: {host: file.example({mode: allowed | 0o022})},
			good: {host: file.example({mode: allowed})},
		},
	};
}

/**
 * Compares bit by bit: 606 is a smaller number than 644, and open to the world. The sticky bit is harmless, as is setgid on a
 * directory; bits that only the owner gains are reported as low.
 */
export function judgeMode(file: FileFacts, allowed: number): Judgement {
	const harmless = 0o1000 | (file.kind === 'directory' ? 0o2000 : 0);
	const excess = file.mode & ~allowed & ~harmless;
	const evidence = [fromHost(`stat ${file.path} mode`, octal(file.mode))];
	if (file.writableParent !== null) {
		const parent = fromHost(`stat ${file.writableParent}`, 'writable by others than its owner, not sticky');
		return failAs({detail: `other users can replace ${file.path}`}, ...evidence, parent);
	}
	if (excess === 0) return pass(...evidence);
	const ownerAlone = (excess & ~0o700) === 0;
	return ownerAlone
		? failAs({severity: 'low', detail: `mode ${octal(file.mode)} gives its owner more than ${octal(allowed)}`}, ...evidence)
		: fail(...evidence);
}

function modeRemedy(files: readonly FileFacts[], allowed: number): ChangeDraft {
	const wrong = files.filter(file => judgeMode(file, allowed).verdict === 'fail');
	const parents = new Set(wrong.flatMap(({writableParent}) => (writableParent === null ? [] : [writableParent])));
	const commands = [
		...wrong.filter(({mode}) => (mode & ~allowed & 0o6777) !== 0).map(({path}) => `chmod ${octal(allowed)} ${shellQuote(path)}`),
		...[...parents].map(path => `chmod go-w ${shellQuote(path)}`),
	];
	return {text: `Remove the excess permissions: ${commands.join('; ') || `chmod ${octal(allowed)}`}`};
}

/** `644`, `4755` */
export const octal = (mode: number): string => mode.toString(8).padStart(3, '0');
