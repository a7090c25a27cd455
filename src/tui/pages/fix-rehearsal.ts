import {safe, sanitise} from '../../base/index.js';
import type {FixState} from './fix-state.js';
import type {KeyNames} from './key-names.js';
import {type Line, line, prose, say} from './layout/page.js';

/** The trials of a rehearsal so far, and what it came to. */
export function rehearsalLines(
	{running, trials, end}: NonNullable<FixState['rehearsal']>,
	{cancelScans}: KeyNames,
	width: number,
): readonly Line[] {
	return [
		...trials.map(({what, ok, note}) =>
			line(
				say(sanitise(`   ${what.padEnd(24)} `)),
				say(ok === null ? '…' : ok ? '✓' : '✗', ok === null ? 'muted' : ok ? 'ok' : 'high'),
				' ',
				say(note),
			),
		),
		...(running ? [line(say(safe`   ${cancelScans} cancels; every twin is removed`, 'muted'))] : []),
		...(end ? prose(end.summary, width, {indent: 3, tone: end.state === 'worked' ? 'strong' : 'medium'}) : []),
	];
}
