import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {createActivityLog} from '../../../src/record/recorder/activity-log.js';
import {readEvent} from '../../../src/record/recorder/events/event-meaning.js';
import {historyRow} from '../../../src/record/recorder/events/history-row.js';
import {eventLineOf} from '../../../src/record/recorder/events/recorded-line.js';
import {type Entry, happenedAt, parseEntry, type Subject} from '../../../src/record/recorder/store/entry.js';
import {openStoreReader} from '../../../src/record/recorder/store/read-store.js';
import {openStore} from '../../../src/record/recorder/store/store.js';

const web: Subject = {workload: trusted('web'), generation: trusted('g1'), container: trusted('c'.repeat(64))};
const start = Date.parse('2026-11-29T12:00:00Z');
const seconds = (text: number): string => new Date(start + text * 1000).toISOString();

let state: string;
let steady: number;
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'dockscope-repeats-'));
	vi.useFakeTimers({toFake: ['Date'], now: start});
	steady = 0;
});
afterEach(() => {
	vi.useRealTimers();
	rmSync(state, {recursive: true, force: true});
});
const pass = (time: number): void => {
	steady += time * 1000;
	vi.setSystemTime(Date.now() + time * 1000);
};

/** What is in the store after something was repeated at 10 and 20 seconds, and written at 60. */
async function repeated(happen: (log: ReturnType<typeof createActivityLog>) => void): Promise<readonly Entry[]> {
	const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, null, {
		now: Date.now,
		steady: () => steady,
	});
	const none = {excepted: trusted(''), expired: trusted('')};
	const log = createActivityLog(
		store,
		0,
		() => none,
		() => steady,
	);
	happen(log);
	for (const wait of [10, 10]) {
		pass(wait);
		happen(log);
	}
	pass(40);
	log.flush();
	await store.close();
	return [...openStoreReader(join(state, 'dockscope/recorded')).read()];
}

it.each([
	['an engine event', log => log.event(web, readEvent({Type: 'container', Action: 'oom', Actor: {ID: web.container}}))],
	['an alert', log => log.judge(web, {kind: 'oom'}, {})],
] as const satisfies readonly (readonly [string, (log: ReturnType<typeof createActivityLog>) => void])[])(
	'%s that is repeated has the time at which it last happened, not at which it was written',
	async (_, happen) => {
		const [first, rest] = await repeated(happen);
		if (first === undefined || rest === undefined) throw new Error('nothing was recorded');
		expect([first, rest].map(entry => new Date(entry.at).toISOString())).toEqual([seconds(0), seconds(60)]);
		expect([first, rest].map(entry => new Date(happenedAt(entry)).toISOString())).toEqual([seconds(0), seconds(20)]);
		expect(eventLineOf(rest)).toMatchObject({at: seconds(20), count: 2});
		expect(historyRow(rest)).toMatchObject({at: start + 20_000, first: start + 10_000, count: 2});
	},
);

it('reads what earlier versions wrote without these times', () => {
	const line =
		'{"n":1,"at":5,"workload":"web","generation":"g","container":"c","kind":"event","type":"container","action":"start","severity":"info","meaning":"","detail":"","count":3}';
	const entry = parseEntry(line);
	expect(entry === null ? null : happenedAt(entry)).toBe(5);
	expect(entry === null ? null : historyRow(entry)).toMatchObject({at: 5, count: 3});
});

it('never takes a time of others that is later than its own', () => {
	const alert = {source: 'falco', rule: 'r', severity: 'high', priority: 'Error', text: 't', count: 1, first: 9e15, last: 9e15};
	const entry = parseEntry(JSON.stringify({n: 1, at: 5, workload: 'web', container: 'c', kind: 'alert', ...alert}));
	expect(entry === null ? null : happenedAt(entry)).toBe(5);
});
