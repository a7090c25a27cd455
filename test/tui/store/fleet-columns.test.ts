import {describe, expect, it} from 'vitest';
import {fleetHeadings} from '../../../components/fleet-headings.js';
import {gap, layOutFleet} from '../../../components/fleet-layout.js';
import {fleetRow, rowFacts} from '../../../components/fleet-row.js';
import {fleetColumns, rowSource} from '../../../src/tui/store/fleet-columns.js';
import {shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

function sample(metersOn: boolean) {
	const {tui, copied} = sampleTui(shop);
	const ids = tui.store.getState().model.entries.map(({id}) => id);
	tui.store.setState({
		metersOn,
		meters: new Map(
			metersOn
				? ids.map(id => [
						id,
						{cpu: 12, memory: 3e8, network: null, tasks: null, counters: {used: 0, system: 0, at: 0, network: null}},
					])
				: [],
		),
	});
	const lines = tui.store.getState().lines.flatMap(line => (line.kind === 'container' ? [line] : []));
	return {tui, copied, lines};
}

/** What of a line of the list is in each of its columns. */
function cellsOf(text: string, layout: ReturnType<typeof layOutFleet>): readonly string[] {
	let at = 1;
	return layout.map(({width}) => {
		const cell = text.slice(at, at + width);
		at += width + gap;
		return cell.trim();
	});
}

describe('a column of the list', () => {
	it.each([60, 80, 100, 120, 250])('has its cells under its heading, at %i columns', columns => {
		const {tui, lines} = sample(true);
		const layout = layOutFleet(columns, true, false);
		expect(cellsOf(fleetHeadings(layout, null).text, layout)).toEqual(layout.map(({column}) => column.title));
		for (const line of lines) {
			const facts = rowFacts(line, tui.store.getState());
			const row = fleetRow({layout, selected: false, ...facts}).map(({text}) => text);
			const painted = cellsOf(row.join(''), layout);
			// Badges that do not fit are counted; a score is aligned.
			for (const [index, {column}] of layout.entries())
				if (!['risk', 'badges'].includes(column.name))
					expect(column.cell(facts).startsWith((painted[index] ?? '').replace(/…$/, '')), column.name).toBe(true);
		}
		tui.close();
	});

	it.each([true, false])('is copied with its heading and its cells, with meters: %s', async metersOn => {
		const {tui, copied, lines} = sample(metersOn);
		await tui.actions.copyPage();
		const [headings = '', ...rows] = (copied[0] ?? '').split('\n');
		const shown = fleetColumns.filter(({needs}) => metersOn || needs !== 'meters');
		expect(headings.trim().split(/ +/)).toEqual(shown.map(({title}) => title));
		for (const [index, {entry}] of lines.entries())
			for (const {name, cell} of shown) expect(rows[index], name).toContain(cell(rowSource(entry, tui.store.getState())));
		tui.close();
	});
});
