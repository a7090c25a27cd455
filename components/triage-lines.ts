import {fitTo, type SafeText, safe, truncate, trusted, widthOf} from '../src/base/index.js';
import {cutWords, type FleetLine, pathWithin, shortestPath, whyLine} from '../src/tui/index.js';
import type {Part} from './line.js';

/** Columns between a path and what breaks it. */
const gap = 3;

const labelWidth = 4;

/** Two lines: why the selected container has its grade, and its shortest attack path with what breaks it. */
export function triageLines(line: FleetLine | undefined, columns: number): readonly [readonly Part[], readonly Part[]] {
	const room = columns - labelWidth - 4;
	const {why, path, cut} = wordsOf(line, room);
	const cutShown = truncate(cut, room - widthOf(path) - gap);
	const pathShown = fitTo(path, room - (cutShown === '' ? 0 : widthOf(cutShown) + gap));
	const label = (text: string): Part => ({text: trusted(` ${fitTo(trusted(text), labelWidth)}  `), tone: 'muted'});
	return [
		[label(why === '' ? '' : 'why'), {text: why}],
		[
			label(path === '' ? '' : 'path'),
			{text: pathShown},
			...(cutShown === '' ? [] : [{text: trusted(' '.repeat(gap) + cutShown), tone: 'ok' as const}]),
		],
	];
}

function wordsOf(line: FleetLine | undefined, room: number): {why: SafeText; path: SafeText; cut: SafeText} {
	const none = trusted('');
	const entry = line?.kind === 'group' ? line.worst : line?.entry;
	if (!line || !entry) return {why: none, path: none, cut: none};
	const path = entry.assessed ? shortestPath(entry.assessed) : null;
	const cut = path ? trusted(`cut by: ${cutWords(path)}`) : none;
	// A project is as bad as its worst container.
	const whose = line.kind === 'group' ? safe`${truncate(entry.name, Math.floor(room / 3))}: ` : none;
	return {
		why: safe`${whose}${whyLine(entry, room - widthOf(whose))}`,
		// The path must be understood, and what breaks it must be done: it gets at least a third.
		path: path ? pathWithin(path, Math.max(room - widthOf(cut) - gap, Math.floor((room * 2) / 3))) : none,
		cut,
	};
}
