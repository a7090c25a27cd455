import {counted, type SafeText, sanitise, trusted} from '../../base/index.js';
import {gradeWord, gradeWords} from '../../judge/index.js';
import {type Column, tableLines} from '../pages/layout/page.js';
import {pageText} from '../pages/layout/table.js';
import {age} from '../pages/words.js';
import {imageWords, reachable} from './cells.js';
import type {FleetLine} from './rows.js';
import type {State} from './state.js';

const columns: readonly Column[] = ['RISK', 'NAME', 'BADGES', 'REACHABLE', 'UP', 'IMAGE'].map(title => ({
	title: sanitise(title),
}));

/** The whole list as plain text: what `C` copies. */
export function fleetText({lines, clock}: Pick<State, 'lines' | 'clock'>): SafeText {
	return pageText({lines: tableLines({columns, rows: lines.map(line => rowOf(line, clock))})});
}

function rowOf(line: FleetLine, clock: number): readonly SafeText[] {
	if (line.kind === 'group') {
		const worst = line.worst?.assessed?.risk;
		return [worst ? gradeWord(worst) : trusted('?'), line.name, sanitise(counted(line.count, 'container'))];
	}
	const {entry} = line;
	const risk = entry.assessed?.risk;
	return [
		risk ? gradeWords(risk) : trusted('?'),
		entry.name,
		sanitise(entry.assessed?.badges.map(badge => badge.word).join(' ') ?? ''),
		reachable(entry),
		age(entry.assessed?.facts.startedAt ?? null, clock),
		imageWords(entry.image),
	];
}
