import {expect, it} from 'vitest';
import {layOutFleet} from '../../../components/fleet-layout.js';
import {fleetRow, rowFacts} from '../../../components/fleet-row.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {History} from '../../../src/tui/pages/history.js';
import {pageText} from '../../../src/tui/pages/layout/table.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {sampleNow, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

const alert = {at: sampleNow, kind: 'alert', severity: 'high', container: trusted(''), count: 1} as const;
const history: History = {
	rows: [
		{...alert, workload: trusted('metrics'), text: trusted('Privileged exec started: id')},
		{...alert, workload: trusted('elsewhere'), text: trusted('not this one')},
	],
	since: sampleNow,
	recorder: 'recording',
	problem: null,
	older: 'none',
	alerts: new Map([
		['metrics', {count: 3, severity: 'high'}],
		['ci-runner', {count: 200, severity: 'low'}],
	]),
};

it('counts alerts before the badges, sorts and filters by them, and names them on the overview', async () => {
	const service = {
		view: () => history,
		older: () => undefined,
		generation: () => null,
		subscribe: () => () => undefined,
		close: () => undefined,
	};
	const {tui} = sampleTui(shop, {loadHistory: async () => service});
	const {store, actions} = tui;
	actions.loadHistory();
	await new Promise(resolve => setImmediate(resolve));
	const names = () => store.getState().lines.map(line => (line.kind === 'container' ? line.entry.name : ''));
	const rows = () =>
		store.getState().lines.flatMap(line =>
			line.kind === 'container'
				? [
						fleetRow({layout: layOutFleet(80, false, false), selected: false, ...rowFacts(line, store.getState())})
							.map(({text}) => text)
							.join(''),
					]
				: [],
		);
	expect(rows().find(row => row.includes('metrics'))).toMatch(/metrics +!H3 /);
	expect(rows().find(row => row.includes('ci-runner'))).toMatch(/ci-runner +!L99\+ /);
	expect(rows().find(row => row.includes('traefik'))).not.toContain('!');
	actions.sortBy('alerts');
	expect(names().slice(0, 2)).toEqual(['metrics', 'ci-runner']);
	actions.setFilter('alert:medium');
	expect(names()).toEqual(['metrics']);
	actions.setFilter('badge:!');
	expect(names()).toEqual(['metrics', 'ci-runner']);
	actions.setFilter('!alert:info name:r');
	expect(names()).not.toContain('metrics');
	actions.setFilter('name:metrics');
	actions.enter();
	const page = pageOf(store.getState());
	expect(page && pageText(page, 100)).toMatch(
		/ALERTS {3}3 alerts in the last 24 hours, the worst high\n {3}12:00:00 {2}high {5}Privileged exec started: id\n {3}e: all of them/,
	);
	expect(page && pageText(page, 100)).not.toContain('not this one');
	tui.close();
});
