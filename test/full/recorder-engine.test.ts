import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/record/recorder/store/entry.js';
import {readWorkloads} from '../../src/record/recorder/store/read-store.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder, tracesOf} from '../support/recorder-process.js';
import {dockscope} from '../support/run-cli.js';

const missing = await whyNoEngine();
/** Detections that an engine which goes and comes back must not raise: no container has done anything. */
const alarms = /^runtime-/;

describe.skipIf(missing !== null)('a recorder whose engine goes and comes back, without live-restore', () => {
	let engine: PrivateEngine;
	let state: string;
	let recorder: RecorderProcess;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'app:1'});
		const run = (name: string, restart: string, script: string) =>
			engine.docker('run', '-d', '--name', name, '--restart', restart, '--stop-timeout', '1', 'app:1', 'sh', '-c', script);
		const work = 'touch /tmp/f; chown 1000 /tmp/f; nc -ll -p 9000 -e true & while :; do sleep 1; done';
		for (const name of ['one', 'two', 'three', 'four', 'five']) await run(name, 'always', work);
		// Ends with an error when it is asked to stop, and is not started again.
		await run('stays', 'no', 'trap "exit 3" TERM; while :; do sleep 0.2; done');
	});
	beforeEach(async () => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-engine-gone-'));
		recorder = await startRecorder(engine.host, state, ['--learn', '2s']);
		// What is usual is learned, and a start was recorded: from now on news are alerts.
		await engine.docker('restart', 'one', 'two', 'three', 'four', 'five');
		await engine.docker('start', 'stays');
		await sleep(75_000);
	}, 150_000);
	afterEach(async () => {
		await recorder.end('SIGKILL');
		await dockscope(['sweep', '--yes'], {env: {XDG_STATE_HOME: state, HOME: state, DOCKER_HOST: engine.host}});
		rmSync(state, {recursive: true, force: true});
	});
	afterAll(() => engine?.stop());

	const alerts = (since: number): string[] =>
		recordedIn(state).flatMap(entry =>
			entry.n >= since && entry.kind === 'detection' && alarms.test(entry.rule)
				? [`${entry.workload} ${entry.rule} ${entry.text}`]
				: [],
		);
	const next = (): number => (recordedIn(state).at(-1)?.n ?? 0) + 1;
	const wait = (what: string, since: number, is: (entry: Entry) => boolean): Promise<true> =>
		until(what, async () => recordedIn(state).some(entry => entry.n >= since && is(entry)) || null);

	/** What holds after it is back: nothing false was said, what was missed is counted, and all goes on. */
	async function goesOn(since: number): Promise<void> {
		await wait('the gap', since, ({kind}) => kind === 'lost');
		await sleep(15_000);
		expect(alerts(since)).toEqual([]);
		expect(recorder.child.exitCode).toBeNull();
		expect((await engine.docker('ps', '--format', '{{.Names}}')).split('\n').sort()).toEqual([
			...['five', 'four', 'one', 'three', 'two'],
		]);
		// What is new after it is noticed, in a container that was started again and in a new one.
		await engine.docker('exec', 'three', 'sh', '-c', 'cp /bin/busybox /tmp/busybox; /tmp/busybox sleep 0.3');
		await wait(
			'a program in a container that was started again',
			since,
			entry => entry.kind === 'detection' && entry.workload === 'three' && entry.rule === 'runtime-program-outside-image',
		);
		await engine.docker('run', '--rm', '--name', `later${since}`, 'app:1', 'sh', '-c', 'touch /tmp/x; chown 7 /tmp/x; sleep 1');
		await wait(
			'a new container',
			since,
			entry => entry.kind === 'seen' && entry.key === 'CHOWN' && entry.workload === `later${since}`,
		);
		const numbers = recordedIn(state).map(({n}) => n);
		expect(numbers).toEqual(numbers.map((_, index) => index));
		// One line when it goes and one when it is back, not one for each retry.
		const said = recorder.stderr().split('\n').slice(1, -1);
		expect(said.length, said.join('\n')).toBeLessThanOrEqual(2);
		expect(await recorder.end()).toBe(0);
		expect(tracesOf(state)).toEqual([]);
		const folder = join(state, 'dockscope/recorded');
		for (const {generations} of readWorkloads(folder).values())
			for (const one of generations) expect(one.last).toBeGreaterThanOrEqual(one.first);
	}

	it('goes on after a restart that stops all containers, and raises nothing', async () => {
		const since = next();
		await engine.restart();
		await goesOn(since);
	});

	it('goes on after a minute without an engine', async () => {
		const since = next();
		await engine.kill9();
		await sleep(60_000);
		await engine.restart();
		await goesOn(since);
	});
});
