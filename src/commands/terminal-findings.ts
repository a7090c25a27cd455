import {terminalFeatures} from '../terminal/features.js';
import type {Finding} from './doctor-finding.js';
import type {Run} from './run.js';

/** What the terminal can show, judged from the environment. */
export function terminalFindings({env, stdin, stdout}: Run): Finding[] {
	const {interactive, color, unicode, multiplexer, ssh} = terminalFeatures(env, {stdin, stdout});
	const clipboard =
		multiplexer === null
			? 'OSC 52'
			: `OSC 52 through ${multiplexer}; in tmux it needs "set -g set-clipboard on" or "allow-passthrough on"`;
	return [
		{
			area: 'terminal',
			what: 'interactive',
			state: interactive ? 'ok' : 'limited',
			says: interactive ? 'the terminal UI can open' : 'not a terminal: the fleet is printed once',
		},
		{
			area: 'terminal',
			what: 'colour',
			state: color ? 'ok' : 'limited',
			says: color ? 'sixteen colours' : 'off (NO_COLOR or TERM)',
		},
		{
			area: 'terminal',
			what: 'characters',
			state: unicode ? 'ok' : 'limited',
			says: unicode ? 'UTF-8' : 'ASCII only: the locale is not UTF-8',
		},
		{area: 'terminal', what: 'clipboard', state: 'ok', says: ssh ? `${clipboard}, to the machine you connected from` : clipboard},
	];
}
