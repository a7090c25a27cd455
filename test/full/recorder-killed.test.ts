import {execFileSync} from 'node:child_process';
import {
	appendFileSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statfsSync,
	truncateSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/record/recorder/store/entry.js';
import {storeSize} from '../../src/record/recorder/store/read-store.js';
import {segmentPaths} from '../../src/record/recorder/store/segment-files.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {runningProcesses, until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder, tracesOf} from '../support/recorder-process.js';
import {dockscope} from '../support/run-cli.js';

const missing = await whyNoEngine();
const kills = 20;

describe.skipIf(missing !== null)('a recorder to which bad things happen', () => {
	let engine: PrivateEngine;
	let state: string;
	let folder: string;
	let recorder: RecorderProcess | null = null;
	let rounds = 0;

	beforeAll(async () => {
		engine = await startPrivateEngine({daemonJson: {'live-restore': true}});
		await busyboxImage(engine, {name: 'app:1'});
		await engine.docker('run', '-d', '--name', 'app', '--stop-signal', 'KILL', 'app:1', 'sh', '-c', work);
		await engine.docker('run', '-d', '--name', 'idle', '--stop-signal', 'KILL', 'app:1', 'sleep', '100000');
	});
	/** New programs and sockets all the time. */
	const work =
		'i=0; while :; do i=$((i+1)); cp /bin/busybox /tmp/p$i; /tmp/p$i true; rm /tmp/p$i; touch /tmp/f; chown 1000 /tmp/f; usleep 20000; done';
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-killed-'));
		folder = join(state, 'dockscope/recorded');
		return async () => {
			await recorder?.end('SIGKILL');
			recorder = null;
			await dockscope(['sweep', '--yes'], {env: {XDG_STATE_HOME: state, HOME: state, DOCKER_HOST: engine.host}});
			rmSync(state, {recursive: true, force: true});
		};
	});
	afterAll(() => engine?.stop());

	const start = async (...args: readonly string[]): Promise<RecorderProcess> => {
		recorder = await startRecorder(engine.host, state, args);
		return recorder;
	};
	const numbered = (entries: readonly Entry[]): void => {
		const numbers = entries.map(({n}) => n);
		expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
	};
	const wait = (what: string, is: (entry: Entry) => boolean): Promise<true> =>
		until(what, async () => recordedIn(state).some(is) || null);
	const isOf = (workload: string, action: RegExp) => (entry: Entry) =>
		entry.kind === 'event' && entry.workload === workload && action.test(entry.action);

	it(`loses nothing but a torn line when it is killed at any of ${kills} moments, and leaves nothing that the next start keeps`, async () => {
		const mounts = readFileSync('/proc/mounts', 'utf8');
		let before: readonly string[] = [];
		for (; rounds < kills; rounds += 1) {
			const {child, end} = await start('--learn', '1s');
			// Of the one before nothing is left but what it wrote.
			expect(tracesOf(state)).toHaveLength(1);
			await sleep(rounds * 97);
			await end('SIGKILL');
			recorder = null;
			expect((await runningProcesses()).filter(({parent}) => parent === child.pid)).toEqual([]);
			const lines = segmentPaths(folder).flatMap(path => readFileSync(path, 'utf8').split('\n').slice(1));
			const torn = lines.at(-1) ?? '';
			const whole = lines.filter(line => line !== '' && line !== torn);
			expect(whole.slice(0, before.length)).toEqual(before);
			for (const line of whole) JSON.parse(line);
			numbered(recordedIn(state));
			before = whole;
		}
		expect(before.length).toBeGreaterThan(kills * 2);
		expect((await dockscope(['record', 'status'], {env: {XDG_STATE_HOME: state, HOME: state}})).stdout).toContain(
			'not recording now',
		);
		const swept = await dockscope(['sweep', '--yes'], {env: {XDG_STATE_HOME: state, HOME: state, DOCKER_HOST: engine.host}});
		expect(swept.status, swept.stderr).toBe(0);
		expect(tracesOf(state)).toEqual([]);
		expect(readFileSync('/proc/mounts', 'utf8').match(/tracefs/g)).toEqual(mounts.match(/tracefs/g));
		const last = await start('--learn', '1s');
		expect(await last.end()).toBe(0);
		expect(readdirSync(folder).filter(name => !/^(segment-\d{16}\.jsonl|workload-[0-9a-f]{32}\.json)$/.test(name))).toEqual([]);
		expect(tracesOf(state)).toEqual([]);
	});

	it('stops with one message and status 2 on a full disk, leaves no trace, and goes on when there is room', async () => {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k,mode=0700', 'none', folder]);
		try {
			const {child, stderr} = await start('--learn', '1s');
			await until('it stops', async () => (child.exitCode === null ? null : true));
			expect(child.exitCode).toBe(2);
			expect(stderr().match(/no space left on the disk/g)).toHaveLength(1);
			expect(stderr()).toMatch(/^dockscope: recording stops: .*What was recorded before is kept\.?$/m);
			expect(tracesOf(state)).toEqual([]);
			numbered(recordedIn(state));
			const count = recordedIn(state).length;
			expect(count).toBeGreaterThan(50);
			// Of 24. A summary that did not fit beside the old one is removed again.
			expect(statfsSync(folder).bfree).toBeLessThan(12);
			execFileSync('mount', ['-o', 'remount,size=8m', folder]);
			const again = await start('--learn', '1s');
			await until('it writes', async () => recordedIn(state).length > count + 20 || null);
			expect(await again.end()).toBe(0);
			numbered(recordedIn(state));
		} finally {
			execFileSync('umount', ['-l', folder]);
		}
	});

	it('goes on through a restart of the engine, notes that events may be missing, and follows what starts afterwards', async () => {
		const {end, stderr, child} = await start('--learn', '1s');
		const pid = await engine.docker('inspect', '--format', '{{.State.Pid}}', 'app');
		await engine.restart();
		expect(await engine.docker('inspect', '--format', '{{.State.Pid}}', 'app')).toBe(pid);
		await wait('the gap', ({kind}) => kind === 'lost');
		const since = recordedIn(state).length;
		await until(
			'the container that stayed is recorded',
			async () =>
				recordedIn(state)
					.slice(since)
					.some(({workload}) => workload === 'app') || null,
		);
		await engine.docker(
			'run',
			'-d',
			'--name',
			'later',
			'--stop-signal',
			'KILL',
			'app:1',
			'sh',
			'-c',
			'mkdir /tmp/later; cp /bin/busybox /tmp/later/sleep; exec /tmp/later/sleep 1000',
		);
		await wait(
			'a container that starts later',
			entry => entry.kind === 'seen' && entry.workload === 'later' && entry.key === '/tmp/later/sleep',
		);
		await engine.docker('restart', 'idle');
		await wait('a restart', isOf('idle', /^start$/));
		// One line when it goes, not one for each retry.
		expect(
			stderr()
				.split('\n')
				.filter(line => line.includes('engine')).length,
		).toBeLessThanOrEqual(3);
		expect(child.exitCode).toBeNull();
		expect(await end()).toBe(0);
		expect(tracesOf(state)).toEqual([]);
	});

	const numberIn = (container: string): number => Number(container.replaceAll('f', ''));

	it('stays within its size, and loses no alert while it begins new segments', async () => {
		const file = join(state, 'falco.json');
		const {end} = await start('--learn', '1s', '--max-size', '1', '--alerts', file);
		const seen = new Set<string>();
		for (let sent = 0; sent < 4000; ) {
			const last = sent + 200;
			const alerts = Array.from({length: 200}, (_, index) => ({
				rule: 'Rule',
				priority: 'Notice',
				output: 'x'.repeat(300),
				output_fields: {'container.id': String(sent + index).padStart(12, 'f')},
			}));
			appendFileSync(file, alerts.map(alert => `${JSON.stringify(alert)}\n`).join(''));
			sent = last;
			await wait(`alert ${last}`, entry => entry.kind === 'alert' && numberIn(entry.container) === last - 1);
			for (const path of segmentPaths(folder)) seen.add(path);
			expect(storeSize(folder).total).toBeLessThanOrEqual(1024 * 1024);
		}
		expect(seen.size).toBeGreaterThan(16);
		numbered(recordedIn(state));
		const kept = recordedIn(state).flatMap(entry => (entry.kind === 'alert' ? [numberIn(entry.container)] : []));
		expect(kept).toEqual(kept.map((_, index) => (kept[0] ?? 0) + index));
		expect(kept.length).toBeGreaterThan(1000);
		expect(await end()).toBe(0);
	});

	it('takes each alert of a file once, although it is killed again and again and the file is rotated', async () => {
		const file = join(state, 'falco.json');
		const written: Record<string, number> = {};
		const write = (count: number): void => {
			const rules = Array.from({length: count}, (_, index) => `Rule ${index % 7}`);
			const lines = rules.map(rule => {
				written[rule] = (written[rule] ?? 0) + 1;
				// As real ones, no two are the same: they have their time.
				return `${JSON.stringify({rule, priority: 'Notice', output: `${rule}, time ${written[rule]}`})}\n`;
			});
			appendFileSync(file, lines.join(''));
		};
		for (let round = 0; round < 8; round += 1) {
			write(50);
			const {end} = await start('--learn', '1s', '--alerts', file);
			write(50);
			// The first summaries are written after five seconds: some are killed before, some after it.
			await sleep(round * 900);
			write(50);
			if (round % 3 === 1) renameSync(file, `${file}.${round}`);
			if (round % 3 === 2) {
				copyFileSync(file, `${file}.${round}`);
				truncateSync(file);
			}
			await end('SIGKILL');
			recorder = null;
		}
		const last = await start('--learn', '1s', '--alerts', file);
		write(1);
		await sleep(3000);
		expect(await last.end()).toBe(0);
		const counted: Record<string, number> = {};
		for (const entry of recordedIn(state))
			if (entry.kind === 'alert') counted[entry.rule] = (counted[entry.rule] ?? 0) + entry.count;
		expect(counted).toEqual(written);
	});
});
