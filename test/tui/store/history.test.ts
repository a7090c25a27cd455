import {appendFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Content, Subject} from '../../../src/record/recorder/store/entry.js';
import {segmentPaths} from '../../../src/record/recorder/store/segment-files.js';
import {openStore, type Store} from '../../../src/record/recorder/store/store.js';
import {countAlerts} from '../../../src/tui/store/alert-tallies.js';
import {createHistory, type HistoryService} from '../../../src/tui/store/history.js';
import {sampleFleet, sampleModel, shop} from '../../support/sample-fleet.js';

const mb = 1024 * 1024;
const limits = {bytes: 64 * mb, age: 1e12};
const web: Subject = {workload: trusted('web'), generation: trusted('g'), container: trusted('c'.repeat(64))};
/** Of the sample fleet. */
const engine = trusted('sample');
const shell = (text: string, severity = 'medium'): Content => ({
	kind: 'detection',
	rule: trusted('runtime-shell'),
	severity: trusted(severity),
	text: trusted(text),
	count: 1,
	first: 1,
	excepted: trusted(''),
	expired: trusted(''),
});

let state: string;
let env: {XDG_STATE_HOME: string};
const open: (Store | HistoryService)[] = [];
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'dockscope-history-'));
	env = {XDG_STATE_HOME: state};
});
afterEach(async () => {
	for (const one of open.splice(0)) await one.close();
	rmSync(state, {recursive: true, force: true});
});
function history(): HistoryService {
	const service = createHistory({
		reader: {} as unknown as EngineReader,
		fleet: sampleFleet(sampleModel(shop)),
		variables: env,
		expected: () => ({excepted: trusted(''), expired: trusted('')}),
		now: Date.now,
	});
	open.push(service);
	return service;
}
function store(of = engine, most = limits): Store {
	const opened = openStore(env, most, of);
	open.push(opened);
	return opened;
}
const close = async (one: Store): Promise<void> => {
	open.splice(open.indexOf(one), 1);
	await one.close();
};
const texts = (service: HistoryService) => service.view().rows.map(({text}) => text);
it('reads what a recorder has written about this engine, newest first, and what it writes on', async () => {
	await close(store(trusted('another engine'), limits));
	const other = store(trusted('another engine'));
	other.add(web, shell('elsewhere'));
	await close(other);
	const recorder = store();
	for (let n = 0; n < 700; n += 1) recorder.add(web, shell(`sh ${n}`));
	const service = history();
	expect(service.view().recorder).toBe('recording');
	await expect.poll(() => service.view().rows.length).toBe(300);
	expect(texts(service).slice(0, 2)).toEqual(['Interactive shell started: sh 699', 'Interactive shell started: sh 698']);
	recorder.add(web, shell('now', 'high'));
	await expect.poll(() => texts(service)[0]).toBe('Interactive shell started: now');
	await expect.poll(() => service.view().alerts.get('web')?.count).toBe(701);
	expect(service.view().alerts.get('web')).toEqual({count: 701, severity: 'high'});
	for (const most of [601, 701]) {
		expect(service.view().older).toBe('more');
		service.older();
		await expect.poll(() => service.view().rows.length).toBe(most);
	}
	expect(service.view().older).toBe('none');
	expect(texts(service).at(-1)).toBe('Interactive shell started: sh 0');
	expect(texts(service).join()).not.toContain('elsewhere');
});

it('reads over the ends of segments and pieces, whole characters and lines only', async () => {
	const recorder = store(engine, {...limits, bytes: 4 * mb});
	const long = 'ü'.repeat(50_000);
	for (let n = 0; n < 20; n += 1) recorder.add(web, shell(`${n} ${long}`));
	await close(recorder);
	expect(segmentPaths(join(state, 'dockscope/recorded')).length).toBeGreaterThan(3);
	appendFileSync(segmentPaths(join(state, 'dockscope/recorded')).at(-1) ?? '', '{"n":99,"at":1,"kind":"det');
	const service = history();
	await expect.poll(() => service.view().rows.length).toBe(20);
	expect(texts(service)).toEqual(Array.from({length: 20}, (_, n) => `Interactive shell started: ${19 - n} ${long}`));
	expect(service.view()).toMatchObject({recorder: 'stopped', older: 'none', problem: null});
});

it('shows nothing of a store that could lead the terminal astray', async () => {
	const recorder = store();
	recorder.add(web, shell('first'));
	const [path = ''] = segmentPaths(join(state, 'dockscope/recorded'));
	const hostile = {
		...shell('\u001b]52;c;AAAA\u0007\u202E\nsh'),
		n: 7,
		at: Date.now(),
		workload: '\u001b[2Jweb',
		generation: '',
		container: '\u0000',
	};
	appendFileSync(path, `${JSON.stringify(hostile)}\n`);
	const service = history();
	await expect.poll(() => service.view().rows.length).toBe(2);
	for (const {text, workload, container} of service.view().rows)
		expect(`${text}${workload}${container}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

it('finds a recorder that is started later', async () => {
	const service = history();
	expect(service.view().recorder).toBe('none');
	const recorder = store();
	await expect.poll(() => service.view().recorder).toBe('recording');
	recorder.add(web, shell('sh'));
	await expect.poll(() => texts(service).length).toBe(1);
	await close(recorder);
	await expect.poll(() => service.view().recorder).toBe('stopped');
});

it('counts the alerts of a day, and forgets them', () => {
	const alerts = countAlerts();
	const day = 86_400_000;
	const row = {kind: 'alert', workload: trusted('web'), container: trusted(''), text: trusted('x')} as const;
	alerts.add({...row, at: 0, severity: 'high', count: 2});
	alerts.add({...row, at: day / 2, severity: 'low', count: 1});
	alerts.add({...row, at: day / 2, severity: 'info', count: 9});
	expect(alerts.tallies(day - 1).get('web')).toEqual({count: 3, severity: 'high'});
	expect(alerts.tallies(day + 60_000).get('web')).toEqual({count: 1, severity: 'low'});
	expect(alerts.tallies(2 * day).size).toBe(0);
	alerts.add({...row, at: 3 * day, severity: 'high', count: 1});
	const found = alerts.tallies(3 * day + 1);
	expect(alerts.tallies(4 * day - 1)).toBe(found);
	expect(alerts.tallies(4 * day).size).toBe(0);
});
