import {expect, it} from 'vitest';
import {keyNamesOf} from '../../../components/keymap.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {HistoryRow} from '../../../src/record/recorder/events/history-row.js';
import type {History} from '../../../src/tui/pages/history.js';
import {itemPositions} from '../../../src/tui/pages/layout/page.js';
import {pageText} from '../../../src/tui/pages/layout/table.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {sampleNow, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

const row = (text: string, at: number): HistoryRow => ({
	at,
	kind: 'event',
	severity: 'info',
	workload: trusted('metrics'),
	container: trusted(''),
	text: trusted(text),
	count: 1,
});
const historyOf = (rows: readonly HistoryRow[], more: Partial<History> = {}): History => ({
	rows,
	since: sampleNow,
	recorder: 'recording',
	problem: null,
	older: 'more',
	alerts: new Map(),
	...more,
});

function opened() {
	const {tui} = sampleTui(shop);
	tui.actions.openEvents();
	const page = () => {
		const found = pageOf(tui.store.getState());
		return found === null ? '' : pageText(found, 100);
	};
	return {...tui, page};
}

it('follows the newest event until one is selected, which then stays selected, the first one too', () => {
	const {store, actions, page, close} = opened();
	const rows = [row('second', sampleNow - 2_000), row('first', sampleNow - 3_000)];
	const third = row('third', sampleNow - 1_000);
	const selected = () => {
		const found = pageOf(store.getState());
		const {cursor = 0} = store.getState().frames.at(-1) ?? {};
		return found === null ? undefined : found.lines[itemPositions(found)[cursor] ?? -1]?.item?.copy;
	};
	store.setState({history: historyOf(rows)});
	expect(page()).toContain('· follows the newest');
	store.setState({history: historyOf([third, ...rows])});
	expect(selected()).toMatch(/third$/);
	actions.down();
	actions.up();
	expect(selected()).toMatch(/third$/);
	expect(page()).toContain('· g follows the newest');
	store.setState({history: historyOf([row('fourth', sampleNow), third, ...rows])});
	expect(selected()).toMatch(/third$/);
	actions.toTop();
	expect(selected()).toMatch(/fourth$/);
	expect(page()).toContain('· follows the newest');
	close();
});

it('keeps an event selected that happens again', () => {
	const {store, actions, close} = opened();
	const [died, other] = [row('die', sampleNow - 9_000), row('other', sampleNow - 8_000)];
	const selected = () => {
		const found = pageOf(store.getState());
		const {cursor = 0} = store.getState().frames.at(-1) ?? {};
		return found === null ? undefined : found.lines[itemPositions(found)[cursor] ?? -1]?.item?.copy;
	};
	store.setState({history: historyOf([other, died])});
	actions.down();
	expect(selected()).toMatch(/ die$/);
	store.setState({history: historyOf([row('die', sampleNow - 1_000), other, died])});
	expect(selected()).toMatch(/ die \(2 times/);
	close();
});

it('counts what is newer while it is paused, and shows older rows as they are read', () => {
	const {store, actions, page, close} = opened();
	const rows = [row('second', sampleNow - 1_000), row('first', sampleNow - 2_000)];
	store.setState({history: historyOf(rows), keyNames: keyNamesOf({togglePause: ['z']})});
	actions.togglePause();
	expect(page()).toContain('paused: z goes on');
	store.setState({history: historyOf([...rows, row('before', sampleNow - 3_000)])});
	expect(page()).toContain('paused: z goes on');
	expect(page()).toContain('before');
	store.setState({
		history: historyOf([row('third', sampleNow), ...rows, row('before', sampleNow - 3_000)]),
		// The engine has an event for it, which is the row that is shown.
		events: [{at: sampleNow, id: '', name: trusted('metrics'), text: trusted('running → exited'), hasEvent: true}],
	});
	expect(page()).toContain('paused, 1 newer: z goes on');
	expect(page()).not.toContain('third');
	actions.togglePause();
	expect(page()).toContain('third');
	close();
});

it.each([
	['proj:shop', ['shop/web: exec', 'shop/db: exec']],
	['!proj:shop', ['metrics: exec', 'metrics: shell']],
	['alert:medium', ['metrics: shell']],
	['alert:high', []],
	['sev:medium', ['metrics: shell', 'shop/db: exec']],
	['img:postgres', ['shop/db: exec']],
	['!img:postgres', ['metrics: exec', 'metrics: shell', 'shop/web: exec']],
])('filters by %s', (filter, expected) => {
	const {store, actions, page, close} = opened();
	const of = (workload: string, more: Partial<HistoryRow> = {}) => ({
		...row(`${workload}: exec`, sampleNow - 1_000),
		workload: trusted(workload),
		...more,
	});
	const rows = [
		of('metrics'),
		of('metrics', {kind: 'alert', severity: 'medium', text: trusted('metrics: shell')}),
		of('shop/web'),
		of('shop/db', {severity: 'medium'}),
	];
	store.setState({history: historyOf(rows)});
	actions.filterEvents(filter);
	const all = ['metrics: exec', 'metrics: shell', 'shop/web: exec', 'shop/db: exec'];
	expect(all.filter(text => page().includes(text)).toSorted()).toEqual(expected.toSorted());
	close();
});

it('does not say that nothing was recorded when that could not be read', () => {
	const {store, page, close} = opened();
	store.setState({history: historyOf([], {recorder: 'none', older: 'none', problem: trusted('cannot read it')})});
	expect(page()).toContain('what was recorded could not be read');
	expect(page()).toContain('nothing seen yet');
	expect(page()).not.toContain('nothing was recorded');
	close();
});
