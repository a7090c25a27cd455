import type {FleetLine} from '../src/store/rows.js';
import {cutWords, pathWithin, shortestPath, whyLine} from '../src/store/triage.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {fitTo, truncate, widthOf} from '../src/terminal/width.js';
import type {Part} from './line.js';

/** Two lines: why the selected container has its grade, and the shortest way out of it with what cuts it. */
export function triageLines(line: FleetLine | undefined, columns: number): readonly [readonly Part[], readonly Part[]] {
	const nameWidth = columns < 80 ? 12 : 18;
	const room = columns - nameWidth - 4;
	const {name, why, path, cut} = wordsOf(line, room);
	const cutShown = truncate(cut, room - widthOf(path) - 1);
	const pathShown = fitTo(path, room - (cutShown === '' ? 0 : widthOf(cutShown) + 1));
	const label = (text: SafeText): SafeText => own(` ${fitTo(text, nameWidth)}  `);
	return [
		[{text: label(name), bold: true}, {text: why}],
		[
			{text: label(own(path === '' ? '' : 'path')), tone: 'muted'},
			{text: pathShown},
			...(cutShown === '' ? [] : [{text: own(` ${cutShown}`), tone: 'ok' as const}]),
		],
	];
}

function wordsOf(line: FleetLine | undefined, room: number): {name: SafeText; why: SafeText; path: SafeText; cut: SafeText} {
	const none = own('');
	if (!line) return {name: none, why: none, path: none, cut: none};
	if (line.kind === 'group') return {name: line.name, why: own('the worst grade of its containers'), path: none, cut: none};
	const path = line.entry.assessed ? shortestPath(line.entry.assessed) : null;
	const cut = path ? own(`cut by: ${cutWords(path)}`) : none;
	return {
		name: line.entry.name,
		why: whyLine(line.entry, room),
		// The path is what must be understood, what cuts it what must be done: it gets a third at least.
		path: path ? pathWithin(path, Math.max(room - widthOf(cut) - 1, Math.floor((room * 2) / 3))) : none,
		cut,
	};
}
