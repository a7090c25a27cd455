import {terminalFeatures} from '../../base/index.js';
import type {Run} from '../run.js';
import type {DoctorFinding} from './finding.js';

/** What the terminal can show, judged from the environment. */
export function terminalFindings({env, stdin, stdout}: Run): DoctorFinding[] {
	const {interactive, color, unicode, multiplexer, ssh} = terminalFeatures(env, {stdin, stdout});
	const clipboard =
		multiplexer === null
			? 'OSC 52'
			: `OSC 52 through ${multiplexer}; in tmux it needs "set -g set-clipboard on" or "allow-passthrough on"`;
	const finding = (what: string, isOk: boolean, says: string): DoctorFinding => ({
		area: 'terminal',
		what,
		state: isOk ? 'ok' : 'limited',
		says,
	});
	return [
		finding('interactive', interactive, interactive ? 'the terminal UI can open' : 'not a terminal: the fleet is printed once'),
		finding('colour', color, color ? 'sixteen colours' : 'off (NO_COLOR or TERM)'),
		finding('characters', unicode, unicode ? 'UTF-8' : 'ASCII only: the locale is not UTF-8'),
		finding('clipboard', true, ssh ? `${clipboard}, to the machine you connected from` : clipboard),
	];
}
