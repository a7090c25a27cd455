import {appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/record/recorder/store/entry.js';
import {segmentPaths} from '../../src/record/recorder/store/segment-files.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder} from '../support/recorder-process.js';
import {dockscope} from '../support/run-cli.js';

/** Debian's libfaketime: sets the clock of one program, and leaves the steady one as it is. Time namespaces cannot. */
const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
if (!existsSync(library)) console.error('SKIPPING the jumps of the clock: libfaketime is not installed');
const missing = existsSync(library) ? await whyNoEngine() : 'libfaketime is not installed';
const day = 86_400_000;
const minute = 60_000;

describe.skipIf(missing !== null)('a recorder whose clock is set', () => {
	let engine: PrivateEngine;
	let state: string;
	let clock: string;
	let alerts: string;
	let recorder: RecorderProcess;
	let sent = 0;
	const began = Date.now();

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'app:1'});
		await engine.docker('run', '-d', '--name', 'app', '--stop-signal', 'KILL', 'app:1', 'sleep', '100000');
		state = mkdtempSync(join(tmpdir(), 'dockscope-clock-'));
		clock = join(state, 'clock');
		alerts = join(state, 'falco.json');
		set(0);
		await start();
	});
	afterAll(async () => {
		await recorder?.end('SIGKILL');
		await engine?.stop();
		rmSync(state, {recursive: true, force: true});
	});

	/** @param days  that the clock is ahead */
	const set = (days: number): void => writeFileSync(clock, `${days < 0 ? '' : '+'}${days}d\n`);
	const faketime = () => ({
		LD_PRELOAD: library,
		FAKETIME_TIMESTAMP_FILE: clock,
		FAKETIME_NO_CACHE: '1',
		FAKETIME_DONT_FAKE_MONOTONIC: '1',
		NO_FAKE_STAT: '1',
	});
	const start = async (): Promise<void> => {
		const before = ['env', ...Object.entries(faketime()).map(([name, value]) => `${name}=${value}`)];
		recorder = await startRecorder(
			engine.host,
			state,
			['--learn', '1s', '--max-size', '1', '--max-age', '1', '--alerts', alerts],
			before,
		);
	};
	const wait = (what: string, is: (entry: Entry) => boolean): Promise<true> =>
		until(what, async () => recordedIn(state).some(is) || null);
	const numberIn = (container: string): number => Number(container.replaceAll('f', ''));

	/** A shell in the container, and alerts enough for a new segment. */
	async function happens(name: string): Promise<void> {
		await engine.docker(
			'exec',
			'app',
			'sh',
			'-c',
			`mkdir /tmp/${name}; cp /bin/busybox /tmp/${name}/sleep; /tmp/${name}/sleep 0.3`,
		);
		const lines = Array.from({length: 150}, () => {
			sent += 1;
			const fields = {'container.id': String(sent).padStart(12, 'f')};
			return `${JSON.stringify({rule: 'Rule', priority: 'Notice', output: 'x'.repeat(300), output_fields: fields})}\n`;
		});
		appendFileSync(alerts, lines.join(''));
		await wait(`the program ${name}`, entry => entry.kind === 'seen' && entry.key === `/tmp/${name}/sleep`);
		await wait('the last alert', entry => entry.kind === 'alert' && numberIn(entry.container) === sent);
	}

	it('loses nothing when it jumps a day ahead and two days back, and keeps its order', async () => {
		await happens('before');
		await sleep(4000);
		set(1);
		await happens('ahead');
		// The summaries are written, and what is too old is looked for.
		await sleep(12_000);
		set(-1);
		await happens('behind');
		await sleep(20_000);
		expect(await recorder.end()).toBe(0);
		// The one after it begins with a store from the future, and comes back to the present.
		await start();
		await happens('again');
		set(0);
		await happens('present');
		await sleep(6000);

		const entries = recordedIn(state);
		expect(entries.map(({n}) => n)).toEqual(entries.map((_, index) => index));
		const kept = entries.flatMap(entry => (entry.kind === 'alert' ? [numberIn(entry.container)] : []));
		expect(kept).toEqual(Array.from({length: sent}, (_, index) => index + 1));
		expect(segmentPaths(join(state, 'dockscope/recorded')).length).toBeGreaterThan(3);
		const moved = entries.flatMap(entry => (entry.kind === 'clock' ? [entry.moved] : []));
		expect(moved.map(milliseconds => Math.round(milliseconds / day))).toEqual([1, -2, 1]);
		expect(recorder.stderr().split('\n').filter(Boolean)).toHaveLength(2);
	});

	it.each([
		['by a clock a day behind', -1],
		['by the clock of now', 0],
		['by a clock a day ahead', 1],
	])('has no time that is negative or was never recorded, %s', async (_, days) => {
		set(days);
		// The recorder notices.
		await sleep(2500);
		const env = {XDG_STATE_HOME: state, HOME: state, ...faketime()};
		const ask = async (...args: readonly string[]): Promise<string> => {
			const {status, stdout, stderr} = await dockscope([...args], {env});
			expect(status, stderr).toBe(0);
			const text = stdout + stderr;
			// Lengths of time, not dates.
			expect(text.match(/(^|[ (:])-\d[\d.]* ?(s|min|h|d|days?)\b/gm)).toBeNull();
			return text;
		};
		const most = Date.now() - began;
		const range = / (\S+Z) to (\S+Z)/.exec(await ask('record', 'status')) ?? [];
		expect(Date.parse(range[2] ?? '')).toBeGreaterThan(Date.parse(range[1] ?? ''));
		const {workloads} = JSON.parse(await ask('record', 'status', '--format', 'json'));
		const {generations} = workloads.find(({name}: {name: string}) => name === 'app');
		for (const {first, last, seconds, seen} of generations) {
			expect(Date.parse(last)).toBeGreaterThanOrEqual(Date.parse(first));
			expect(seconds).toBeGreaterThan(30);
			expect(seconds * 1000).toBeLessThan(most);
			for (const one of Object.values(seen).flat() as {first: string; last: string}[])
				expect(Date.parse(one.last)).toBeGreaterThanOrEqual(Date.parse(one.first));
		}
		const past = await ask('events', '--since', '10m', '--host', engine.host);
		const words = /recorded for (\d+) (s|min) of the last 10 min/.exec(past);
		// On each of the three days it has recorded for less than a minute or two.
		expect(words, past.slice(-200)).not.toBeNull();
		expect(Number(words?.[1]) * (words?.[2] === 's' ? 1000 : minute)).toBeLessThanOrEqual(most);
		expect(await ask('drift', 'app', '--host', engine.host)).toContain('app');
		const {observation} = JSON.parse(await ask('harden', 'app', '--least', '--format', 'json', '--host', engine.host));
		expect(observation.seconds).toBeGreaterThan(0);
		expect(observation.seconds * 1000).toBeLessThan(most);
		expect(observation.lastNew).toBeGreaterThanOrEqual(0);
	});
});
