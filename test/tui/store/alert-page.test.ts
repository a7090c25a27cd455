import {expect, it} from 'vitest';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {findException} from '../../../src/judge/policy/exceptions.js';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import {detectionSlugs} from '../../../src/record/recorder/detections/detect.js';
import {detections} from '../../../src/record/recorder/detections/index.js';
import {type HistoryRow, historyRow} from '../../../src/record/recorder/events/history-row.js';
import {exceptionText} from '../../../src/tui/pages/alert-exception.js';
import type {History} from '../../../src/tui/pages/history.js';
import {itemPositions} from '../../../src/tui/pages/layout/page.js';
import {pageText} from '../../../src/tui/pages/layout/table.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {selectedContainer, selectedItem} from '../../../src/tui/store/selection.js';
import {sampleNow, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

function alertRow(rule: string, workload: string, container: string, at: number, detail = '/tmp/x'): HistoryRow {
	const row = historyRow({
		...{n: 1, at, kind: 'detection', severity: trusted('high'), count: 1, first: at},
		...{rule: trusted(rule), workload: trusted(workload), container: trusted(container)},
		...{text: sanitise(detail), generation: trusted('g'), excepted: trusted(''), expired: trusted('')},
	});
	if (row === null) throw new Error('an alert is a row');
	return row;
}

/** Events with alerts of the first container of the shop, newest first. */
function opened(rowsFor: (workload: string, id: string) => readonly HistoryRow[]) {
	const {tui} = sampleTui(shop, {rows: 60});
	const [first] = tui.store.getState().model.entries;
	if (first === undefined) throw new Error('the fleet has no containers');
	const history: History = {
		...{since: sampleNow, recorder: 'recording', problem: null, older: 'none', alerts: new Map()},
		rows: rowsFor(first.name, first.id),
	};
	tui.store.setState({history});
	tui.actions.openEvents();
	const page = () => {
		const found = pageOf(tui.store.getState());
		return found === null ? '' : pageText(found, 100);
	};
	return {...tui, first, page};
}

it('opens the page of an alert: when it was seen, why it matters, what to do, and the container', () => {
	const {store, actions, page, first, close} = opened((name, id) => [
		alertRow('runtime-program-outside-image', name, id, sampleNow),
		alertRow('runtime-shell', name, id, sampleNow - 1_000),
		alertRow('runtime-program-outside-image', name, id, sampleNow - 2_000),
	]);
	expect(selectedContainer(store.getState())).toBe(first.id);
	actions.enter();
	const rule = detections.find(({slug}) => slug === 'runtime-program-outside-image');
	expect(page()).toContain(`${rule?.title}\n high  runtime-program-outside-image`);
	expect(page()).toContain('2026-03-10 12:00:00Z  /tmp/x (2 times since 11:59:58)');
	expect(page()).toContain(rule?.rationale.slice(0, 50));
	expect(page()).toContain(rule?.remedy.slice(0, 50));
	expect(page()).toContain('F: keep the evidence in a file · f: the hardened command');
	expect(selectedContainer(store.getState())).toBe(first.id);
	actions.down();
	actions.enter();
	expect(store.getState().frames.at(-1)?.view).toEqual({kind: 'container', id: first.id, tab: 'processes'});
	close();
});

it('leads to the container that has taken the place of the one that raised it', () => {
	const {actions, page, first, close} = opened(name => [alertRow('runtime-shell', name, 'e'.repeat(64), sampleNow)]);
	actions.enter();
	expect(page()).toContain(`LOOK AT ${first.name}, which has taken its place`);
	close();
});

it('says that the container is gone when its workload is', () => {
	const {actions, page, close} = opened(() => [alertRow('runtime-shell', 'away', 'e'.repeat(64), sampleNow)]);
	actions.enter();
	expect(page()).toContain('The container is gone.');
	close();
});

it('explains nothing of the rules of other engines', () => {
	const {actions, page, close} = opened((workload, id) => [
		{
			...{at: sampleNow, kind: 'alert', severity: 'high', count: 1},
			...{workload: trusted(workload), container: trusted(id), text: trusted('falco: Terminal shell: error: a shell')},
			alert: {source: trusted('falco'), rule: trusted('Terminal shell'), detail: trusted('error: a shell')},
		},
	]);
	actions.enter();
	expect(page()).toContain('Terminal shell\n high  a rule of falco');
	expect(page()).toContain('error: a shell');
	expect(page()).not.toContain('exceptions:');
	close();
});

it.each([
	['web', {names: ['web'], services: [], images: []}, '/tmp/[x]*? "quoted" \\ back: #1'],
	['shop/web', {names: ['shop-web-1'], services: ['web', 'shop/web'], images: []}, '169.254.169.254:80'],
])('shows an exception that the policy reads, and that covers the alert: %s', (workload, target, detail) => {
	const rule = trusted('runtime-metadata-service');
	const text = exceptionText({rule, workload: trusted(workload), detail: sanitise(detail)}, sampleNow);
	const {exceptions} = parsePolicy(text, 'dockscope.yaml', [], detectionSlugs);
	const day = new Date(sampleNow).toISOString();
	expect(findException(exceptions, rule, target, detail, day)).toMatchObject({expired: false});
	expect(findException(exceptions, rule, target, `${detail} more`, day)).toBeNull();
});

it('keeps the selected row while its page covers the events', () => {
	const {store, actions, close} = opened((name, id) =>
		[0, 1, 2].map(index => alertRow('runtime-shell', name, id, sampleNow - index * 1_000, `shell ${index}`)),
	);
	actions.down();
	actions.enter();
	const history = store.getState().history as History;
	const more = alertRow('runtime-oom', 'web', 'f'.repeat(64), sampleNow + 1_000);
	store.setState({history: {...history, rows: [more, ...history.rows]}});
	actions.back();
	expect(selectedItem(store.getState())?.copy).toContain('shell 1');
	expect(itemPositions(pageOf(store.getState()) ?? {lines: []})).toHaveLength(4);
	close();
});
