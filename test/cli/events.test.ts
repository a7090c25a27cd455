import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {events} from '../../src/cli/events/events.js';
import type {Content, Subject} from '../../src/record/recorder/store/entry.js';
import {openStore, type Store} from '../../src/record/recorder/store/store.js';
import {noSubject} from '../../src/record/recorder/subject.js';
import {runCommand} from '../support/command-run.js';
import {startReplayingEngine} from '../support/replaying-engine.js';
import {violations} from '../support/validate.js';

const minute = 60_000;
const web: Subject = {workload: trusted('shop/web'), generation: trusted('g'), container: trusted('c1')};
const alert = (severity: string, more: {excepted?: string; count?: number; text?: string} = {}): Content => ({
	kind: 'detection',
	rule: trusted('runtime-shell'),
	severity: trusted(severity),
	text: trusted(more.text ?? 'sh as root'),
	count: more.count ?? 1,
	first: 1,
	excepted: trusted(more.excepted ?? ''),
	expired: trusted(''),
});
const recorder = (state: 'started' | 'stopped', missing: readonly string[] = []): Content => ({
	kind: 'recorder',
	state: trusted(state),
	sees: [],
	missing: missing.map(trusted),
	learning: 1,
});
const event: Content = {
	kind: 'event',
	type: trusted('container'),
	action: trusted('exec_start'),
	severity: trusted('medium'),
	meaning: trusted('someone runs a command inside a running container'),
	detail: trusted('id'),
	count: 2,
};

describe('dockscope events --since', () => {
	let state: string;
	let store: Store;
	let now: number;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-events-'));
		const clock = {now: () => now, steady: () => now - Date.now() + performance.now()};
		now = Date.now() - 10 * minute;
		store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, null, clock);
	});
	afterEach(async () => {
		await store.close();
		rmSync(state, {recursive: true, force: true});
	});
	/** Adds an entry so many minutes ago. */
	const add = (ago: number, content: Content, subject = web): void => {
		now = Date.now() - ago * minute;
		store.add(content.kind === 'recorder' || content.kind === 'lost' ? noSubject : subject, content);
	};

	async function run(...args: readonly string[]) {
		const ended = await runCommand(events, ['events', ...args], state);
		return {...ended, lines: ended.out.split('\n').slice(0, -1)};
	}

	it('shows what was recorded, and ends without asking the engine', async () => {
		add(10, recorder('started'));
		add(9, alert('medium'));
		add(3, alert('high', {count: 4}));
		add(2, event);
		const {status, lines, err} = await run('--since', '5m', '--host', 'unix:///nonexistent.sock');
		expect(status).toBe(0);
		expect(lines.map(line => line.slice(20).trim())).toEqual([
			'high      detection runtime-shell  shop/web  sh as root · 4 times · Interactive shell started',
			'medium    container exec_start  shop/web  id · 2 times · someone runs a command inside a running container',
		]);
		expect(err).toBe('');
	});

	it('filters by severity, and hides what the policy excepts', async () => {
		add(10, recorder('started'));
		add(3, alert('low'));
		add(3, alert('critical', {excepted: 'ops console'}));
		add(3, alert('high', {text: 'bash as root'}));
		const shown = async (...args: string[]) => (await run('--since', '5m', ...args)).lines.map(line => line.slice(22, 30).trim());
		expect(await shown()).toEqual(['low', 'high']);
		expect(await shown('--severity', 'high')).toEqual(['high']);
		expect(await shown('--severity', 'high', '--all')).toEqual(['critical', 'high']);
		expect((await run('--since', '5m', '--all')).out).toContain('(excepted: ops console)');
	});

	it.each([
		['high', 'high', 1],
		['high', 'critical', 0],
		['info', 'info', 1],
		['critical', 'low', 1],
	])('an alert of %s with --fail-on %s: %i', async (severity, failOn, status) => {
		add(10, recorder('started'));
		add(3, alert(severity));
		expect((await run('--since', '5m', '--fail-on', failOn)).status).toBe(status);
	});

	it('the gate counts what the filter hides, and not what is older or excepted', async () => {
		add(10, recorder('started'));
		add(3, alert('medium'));
		expect(await run('--since', '5m', '--severity', 'critical', '--fail-on', 'medium')).toMatchObject({status: 1, out: ''});
		expect((await run('--since', '1m', '--fail-on', 'info')).status).toBe(0);
		add(0.2, alert('high', {excepted: 'why'}));
		expect((await run('--since', '1m', '--fail-on', 'info', '--all')).status).toBe(0);
	});

	it('writes JSON lines that their schema describes', async () => {
		add(10, recorder('started'));
		add(3, alert('high', {excepted: 'why', text: '\u001b[31m'}));
		add(3, event);
		const {lines} = await run('--since', '5m', '--format', 'json', '--all');
		const objects = lines.map(line => JSON.parse(line) as Record<string, unknown>);
		expect(objects.flatMap(one => violations('event', one))).toEqual([]);
		expect(objects[0]).toMatchObject({type: 'detection', action: 'runtime-shell', count: 1, excepted: 'why'});
		expect(objects[1]).toMatchObject({type: 'container', action: 'exec_start', count: 2, excepted: null});
		expect(lines.join('')).not.toContain('\u001b');
	});

	it('a gate without a recording has no verdict: status 3', async () => {
		expect(await run('--since', '5m', '--fail-on', 'high')).toMatchObject({
			status: 3,
			err: 'nothing was recorded in the last 5 min: dockscope record does\n',
		});
		add(9, recorder('started'));
		add(8, recorder('stopped'));
		expect((await run('--since', '5m', '--fail-on', 'high')).status).toBe(3);
		expect((await run('--since', '5m')).status).toBe(0);
	});

	it('reports for how long nothing was recorded, what was lost and what was not seen', async () => {
		add(10, recorder('started'));
		add(9, recorder('stopped'));
		add(5, recorder('started', ['programs: they need root']));
		add(4, {kind: 'lost', source: trusted('the kernel trace'), count: 3});
		const {status, err} = await run('--since', '10m', '--fail-on', 'high');
		expect(status).toBe(0);
		expect(err.split('\n')).toEqual([
			'recorded for 6 min of the last 10 min: what happened in the rest is unknown',
			'lost: 3 events of the kernel trace',
			'not recorded: programs: they need root',
			'',
		]);
	});

	it('a recorder that was killed ended with its last entry', async () => {
		add(10, recorder('started'));
		add(8, event);
		add(4, recorder('started'));
		add(3, recorder('stopped'));
		expect((await run('--since', '10m')).err).toContain('recorded for 3 min of the last 10 min');
	});

	it('shows what was recorded of the engine that is asked, counts what is of others, and shows all where it does not answer', async () => {
		const clock = {now: () => now, steady: () => now - Date.now() + performance.now()};
		for (const name of ['A', 'B']) {
			await store.close();
			store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, trusted(name), clock);
			add(9, recorder('started'));
			add(8, alert('critical', {text: `old ${name}`}));
			add(3, alert(name === 'A' ? 'critical' : 'low', {text: `sh in ${name}`}));
			add(2, recorder('stopped'));
		}
		const answers: Record<string, unknown> = {'/version': {ApiVersion: '1.45', Components: []}, '/info': {ID: 'B'}};
		const engine = await startReplayingEngine('1.45', path =>
			path in answers ? {json: answers[path]} : {status: 404, message: 'page not found'},
		);
		const asked = ['--since', '5m', '--fail-on', 'high', '--host', `unix://${engine.socketPath}`];
		const of = await run(...asked).finally(engine.stop);
		expect(of.lines.map(line => /sh in \w/.exec(line)?.[0])).toEqual(['sh in B']);
		expect(of.status).toBe(0);
		expect(of.err).toContain('1 event of other engines not shown: --host or --context selects one\n');
		const all = await run(...asked);
		expect(all.lines).toHaveLength(2);
		expect(all.status).toBe(1);
		expect(all.err).toContain('the engine does not answer: what was recorded of every engine is shown\n');
	});

	it.each([
		[['--since', '5m', '--for', '5m'], '--for needs --follow where --since is given'],
		[['--for', '5'], '--for takes a number of seconds'],
		[['--fail-on', 'severe'], '--fail-on "severe" is not known'],
	])('%j is refused', async (args, message) => {
		await expect(run(...args)).rejects.toThrow(message);
	});

	it('a store that cannot be read is one line', async () => {
		await store.close();
		rmSync(join(state, 'dockscope/recorded'), {recursive: true});
		writeFileSync(join(state, 'dockscope/recorded'), '');
		await expect(run('--since', '5m')).rejects.toThrow(/recorded/);
		rmSync(join(state, 'dockscope'), {recursive: true});
		store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12});
	});
});
