import {counted, type SafeText, sanitise, trusted} from '../../base/index.js';
import {gradeWord} from '../../judge/index.js';
import {tableLines} from '../pages/layout/page.js';
import {pageText} from '../pages/layout/table.js';
import {fleetColumns, rowSource} from './fleet-columns.js';
import type {State} from './state.js';

/** The whole list as plain text, with every column that a terminal can show now: what `C` copies. */
export function fleetText(state: Pick<State, 'lines' | 'clock' | 'meters' | 'metersOn' | 'scans' | 'history'>): SafeText {
	const columns = fleetColumns.filter(({needs}) => needs !== 'meters' || state.metersOn);
	const rows = state.lines.map(line => {
		if (line.kind === 'container') {
			const source = rowSource(line.entry, state);
			return columns.map(({cell}) => cell(source));
		}
		const worst = line.worst?.assessed?.risk;
		return [worst ? gradeWord(worst) : trusted('?'), line.name, sanitise(counted(line.count, 'container'))];
	});
	return pageText({lines: tableLines({columns, rows})}, Number.POSITIVE_INFINITY);
}
