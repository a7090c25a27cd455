import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {ownIdentity} from '../../../src/base/ownership/process-identity.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {recorderOf} from '../../../src/record/recorder/store/claim.js';
import type {Content, Subject} from '../../../src/record/recorder/store/entry.js';
import {openStoreHistory} from '../../../src/record/recorder/store/read-back.js';
import {readRecorded} from '../../../src/record/recorder/store/read-recorded.js';
import {openStoreReader, readWorkloads, storeSize} from '../../../src/record/recorder/store/read-store.js';
import {segmentPaths} from '../../../src/record/recorder/store/segment-files.js';
import {openStore} from '../../../src/record/recorder/store/store.js';
import {StoreError} from '../../../src/record/recorder/store/store-error.js';
import {countHabit, generationOf, HABIT_LIMITS, hasDone} from '../../../src/record/recorder/store/workload.js';

const mb = 1024 * 1024;
const day = 86_400_000;
const limits = {bytes: 64 * mb, age: 30 * day};
const web: Subject = {workload: trusted('shop/web'), generation: trusted('g1'), container: trusted('c1')};
const seen = (key: string): Content => ({kind: 'seen', what: trusted('program'), key: trusted(key), note: trusted('uid 0')});
const detected = (text: string, count = 1, first = 1): Content => ({
	kind: 'detection',
	excepted: trusted(''),
	expired: trusted(''),
	rule: trusted('runtime-shell'),
	severity: trusted('medium'),
	text: trusted(text),
	count,
	first,
});

describe('the store of the recorder', () => {
	let state: string;
	let folder: string;
	let env: {XDG_STATE_HOME: string};
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-store-'));
		folder = join(state, 'dockscope/recorded');
		env = {XDG_STATE_HOME: state};
	});
	afterEach(() => rmSync(state, {recursive: true, force: true}));

	const entries = () => [...openStoreReader(folder).read()];
	const keys = () => entries().map(entry => (entry.kind === 'seen' ? entry.key : entry.kind));

	it('is private, and holds what was added in order', async () => {
		const store = openStore(env, limits);
		store.add(web, seen('/bin/sh'));
		store.add(web, detected('sh'));
		expect(entries().map(({n, kind}) => [n, kind])).toEqual([
			[0, 'seen'],
			[1, 'detection'],
		]);
		await store.close();
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
		expect(readdirSync(folder).filter(name => name.includes('claim'))).toEqual([]);
		expect(readWorkloads(folder).get('shop/web')?.generations[0]?.seen.program.get('/bin/sh')?.note).toBe('uid 0');
	});

	it('is read by what follows it, line by line', () => {
		const store = openStore(env, limits);
		const reader = openStoreReader(folder);
		store.add(web, seen('/a'));
		expect([...reader.read()]).toHaveLength(1);
		store.add(web, seen('/ä'));
		appendFileSync(segmentPaths(folder)[0] ?? '', '{"n":2,"at":1');
		expect([...reader.read()].map(({n}) => n)).toEqual([1]);
		appendFileSync(segmentPaths(folder)[0] ?? '', ',"kind":"clock","moved":7}\n');
		expect([...reader.read()]).toMatchObject([{n: 2, kind: 'clock', moved: 7}]);
		expect([...reader.read()]).toEqual([]);
	});

	it('drops a torn last line, wherever it was cut', async () => {
		const store = openStore(env, limits);
		for (const key of ['/a', '/b', '/c']) store.add(web, seen(key));
		await store.close();
		const [segment = ''] = segmentPaths(folder);
		const whole = readFileSync(segment);
		const lastLine = whole.subarray(0, -1).lastIndexOf(0x0a) + 1;
		for (const cut of [whole.length - 1, Math.floor((whole.length + lastLine) / 2), lastLine + 1]) {
			writeFileSync(segment, whole);
			truncateSync(segment, cut);
			const again = openStore(env, limits);
			again.add(web, seen('/d'));
			expect(keys()).toEqual(['/a', '/b', '/d']);
			await again.close();
		}
	});

	it('skips and counts lines that are damaged or too long, and reads what follows', async () => {
		const store = openStore(env, limits, trusted('A'));
		const [segment = ''] = segmentPaths(folder);
		store.add(web, seen('/a'));
		appendFileSync(segment, `{"n":7,"text":"${'x'.repeat(3 * mb)}"}\n`);
		store.add(web, seen('/b'));
		// No UTF-8: as text it is longer than in the file.
		appendFileSync(segment, Buffer.from([0xff, 0xfe, 0x0a]));
		const reader = openStoreReader(folder);
		expect([...reader.read()].map(({n}) => n)).toEqual([0, 1]);
		expect(reader.skipped()).toBe(2);
		store.add(web, seen('/c'));
		expect([...reader.read()].map(({n}) => n)).toEqual([2]);
		await store.close();
		expect(readRecorded(folder)).toMatchObject({unreadable: 2});
		const older: number[] = [];
		await openStoreHistory(folder, trusted('A')).before()(({n}) => {
			older.push(n);
			return 'more';
		});
		expect(older).toEqual([2, 1, 0]);
		const again = openStore(env, limits, trusted('A'));
		again.add(web, seen('/d'));
		expect(keys()).toEqual(['/a', '/b', '/c', '/d']);
		await again.close();
	});

	it('opens after a cut at every byte of its first line', async () => {
		await openStore(env, limits).close();
		const [segment = ''] = segmentPaths(folder);
		const whole = readFileSync(segment);
		for (let cut = 0; cut < whole.length; cut += 1) {
			writeFileSync(segment, whole.subarray(0, cut));
			const again = openStore(env, limits);
			again.add(web, seen('/x'));
			expect(keys()).toEqual(['/x']);
			await again.close();
		}
	});

	it('makes the summaries again from the entries after a crash', async () => {
		const first = openStore(env, limits);
		first.add(web, seen('/bin/a'));
		await first.save();
		first.add(web, seen('/bin/b'));
		first.add(web, detected('sh', 3, 5));
		// As after kill -9: neither saved nor closed; the claim is of a process that has ended.
		const [claim = ''] = readdirSync(folder).filter(name => name.endsWith('.claim'));
		writeFileSync(join(folder, claim), JSON.stringify({...ownIdentity(), start: '1'}));
		const again = openStore(env, limits);
		expect(again.recovered).toBe(2);
		const workload = again.workload(trusted('shop/web'));
		expect(hasDone(workload, 'program', '/bin/a') && hasDone(workload, 'program', '/bin/b')).toBe(true);
		expect([...workload.detections.values()]).toMatchObject([{count: 3, first: 5}]);
		expect(again.add(web, seen('/bin/c')).n).toBe(3);
		await again.close();
	});

	it.each([
		['damaged', '{"workload":'],
		['too large', ' '.repeat(9 * mb)],
	])('does without a summary that is %s, and without lines that are damaged', async (_, text) => {
		const store = openStore(env, limits);
		store.add(web, seen('/a'));
		await store.close();
		const [summary = ''] = readdirSync(folder).filter(name => name.startsWith('workload-'));
		writeFileSync(join(folder, summary), text);
		appendFileSync(segmentPaths(folder)[0] ?? '', 'rubbish\n{"n":7,"at":1,"kind":"of a later version"}\n');
		const again = openStore(env, limits);
		expect(hasDone(again.workload(trusted('shop/web')), 'program', '/a')).toBe(true);
		const reader = openStoreReader(folder);
		expect([...reader.read()]).toHaveLength(1);
		expect(reader.skipped()).toBe(2);
		await again.close();
	});

	it('refuses a second recorder, and not after the first was killed', async () => {
		const store = openStore(env, limits);
		expect(recorderOf(folder)?.pid).toBe(process.pid);
		expect(() => openStore(env, limits)).toThrow(new RegExp(`another recorder writes to this store: process ${process.pid} `));
		await store.close();
		expect(recorderOf(folder)).toBeNull();

		const other = spawn('sleep', ['60']);
		await once(other, 'spawn');
		const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8');
		const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
		const claim = join(folder, `${'a'.repeat(24)}.claim`);
		writeFileSync(claim, JSON.stringify({...ownIdentity(), pid: other.pid, start}));
		expect(() => openStore(env, limits)).toThrow(/another recorder/);
		other.kill('SIGKILL');
		await once(other, 'exit');
		await openStore(env, limits).close();
	});

	it('waits for a recorder that cannot be seen from here, until it is silent', async () => {
		await openStore(env, limits).close();
		const claim = join(folder, `${'b'.repeat(24)}.claim`);
		writeFileSync(claim, JSON.stringify({...ownIdentity(), host: 'elsewhere'}));
		expect(() => openStore(env, limits)).toThrow(/on elsewhere/);
		utimesSync(claim, new Date(Date.now() - 400_000), new Date(Date.now() - 400_000));
		await openStore(env, limits).close();
	});

	it('stays within its size, and drops the oldest first', async () => {
		const small = {bytes: 256 * 1024, age: 30 * day};
		const store = openStore(env, small);
		for (let index = 0; index < 6000; index += 1) {
			store.add(web, detected(`shell ${index}`));
			if (index % 500 === 0) await store.save();
		}
		await store.save();
		expect(storeSize(folder).total).toBeLessThanOrEqual(small.bytes);
		const left = entries().map(({n}) => n);
		expect(left.at(-1)).toBe(5999);
		expect(left).toEqual(left.map((_, index) => (left[0] ?? 0) + index));
		expect(left.length).toBeGreaterThan(500);
		await store.close();
	});

	it('stays within its size with many workloads of made-up names, and keeps the newest', async () => {
		const small = {bytes: mb, age: 30 * day};
		const store = openStore(env, small);
		for (let index = 0; index < 700; index += 1) {
			const job: Subject = {...web, workload: trusted(`job-${index}`)};
			for (let program = 0; program < 20; program += 1) {
				const key = trusted(`/builds/${index}/${program}`);
				const workload = store.workload(job.workload);
				countHabit(generationOf(workload, job.generation, index), 'program', key, Date.now(), {note: trusted('uid 0')});
				store.add(job, seen(key));
			}
			if (index % 300 === 299) await store.save();
			expect(store.workloads().size).toBeLessThanOrEqual(1000);
			if (index % 10 === 0) expect(storeSize(folder).total).toBeLessThanOrEqual(mb);
		}
		await store.close();
		expect(storeSize(folder).summaries).toBeGreaterThan(mb / 4);
		expect(storeSize(folder).total).toBeLessThanOrEqual(mb);
		const kept = readWorkloads(folder);
		expect(hasDone(kept.get('job-699') ?? store.workload(trusted('none')), 'program', '/builds/699/19')).toBe(true);
		expect(kept.has('job-0')).toBe(false);
		expect(entries().at(-1)).toMatchObject({workload: 'job-699', key: '/builds/699/19'});
	});

	it('stays within its size with one workload that does a lot, and keeps what was last', async () => {
		const store = openStore(env, {bytes: mb, age: 30 * day});
		const workload = store.workload(trusted('shop/web'));
		for (let id = 0; id < 3; id += 1) {
			const generation = generationOf(workload, trusted(`g${id}`), id);
			for (let index = 0; index < HABIT_LIMITS.program; index += 1)
				countHabit(generation, 'program', `/${'ä'.repeat(299)}${index}`, index, {note: trusted('x'.repeat(300))});
		}
		await store.close();
		expect(storeSize(folder).summaries).toBeLessThanOrEqual(mb / 8);
		const [left, ...more] = readWorkloads(folder).get('shop/web')?.generations ?? [];
		expect(more).toEqual([]);
		expect(left?.id).toBe('g2');
		expect(left?.seen.program.has(`/${'ä'.repeat(299)}${HABIT_LIMITS.program - 1}`)).toBe(true);
		expect((left?.seen.program.size ?? 0) + (left?.overflow ?? 0)).toBe(HABIT_LIMITS.program);
	});

	it('removes what a recorder left that was killed while it wrote a summary', async () => {
		const store = openStore(env, limits);
		store.add(web, seen('/a'));
		await store.close();
		writeFileSync(join(folder, '.dockscope-0123456789ab'), '{"schema":');
		await openStore(env, limits).close();
		expect(readdirSync(folder).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('keeps what is old after a jump of the clock, and drops it after an hour without one', async () => {
		const small = {bytes: 64 * 1024, age: 30 * day};
		const time = {now: Date.now(), steady: 0};
		const store = openStore(env, small, null, {now: () => time.now, steady: () => time.steady});
		for (let index = 0; index < 60; index += 1) store.add(web, detected(`shell ${index}`));
		const segments = segmentPaths(folder).length;
		expect(segments).toBeGreaterThan(1);
		time.now += 40 * 365 * day;
		await store.save();
		expect(segmentPaths(folder)).toHaveLength(segments);
		expect(entries().at(-1)).toMatchObject({kind: 'clock', moved: 40 * 365 * day});
		time.now -= 50 * 365 * day;
		store.add(web, seen('/after'));
		expect(entries().slice(-2)).toMatchObject([
			{kind: 'clock', moved: -50 * 365 * day},
			{kind: 'seen', key: '/after'},
		]);

		time.now += 50 * 365 * day;
		store.add(web, seen('/again'));
		time.now += 3_600_001;
		time.steady += 3_600_001;
		await store.save();
		expect(segmentPaths(folder)).toHaveLength(1);
		await store.close();
	});

	it('bounds what it keeps of a workload', async () => {
		const store = openStore(env, limits);
		const workload = store.workload(trusted('shop/web'));
		const generation = generationOf(workload, trusted('g1'), 1);
		for (let index = 0; index < HABIT_LIMITS.program + 10; index += 1)
			countHabit(generation, 'program', `/p${index}`, 1, {note: trusted('')});
		expect([generation.seen.program.size, generation.overflow]).toEqual([HABIT_LIMITS.program, 10]);
		for (let index = 0; index < 20; index += 1) generationOf(workload, trusted(`g${index}`), index);
		expect(workload.generations).toHaveLength(10);
		await store.close();
	});

	it.skipIf(process.getuid?.() !== 0)('stops with one message on a full disk, and keeps what was written', async () => {
		mkdirSync(join(state, 'dockscope'), {mode: 0o700});
		mkdirSync(folder, {mode: 0o700});
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'none', folder]);
		try {
			const store = openStore(env, limits);
			let written = 0;
			let failure: unknown;
			for (; failure === undefined && written < 10_000; written += failure === undefined ? 1 : 0) {
				try {
					store.add(web, detected(`shell ${written}`));
				} catch (error) {
					failure = error;
				}
			}
			expect(failure).toBeInstanceOf(StoreError);
			expect(String(failure)).toContain('no space left on the disk. What was recorded before is kept');
			expect(String(failure)).not.toContain('\n');
			expect(written).toBeGreaterThan(50);
			await expect(store.close()).rejects.toThrow(/no space left/);
			expect(entries()).toHaveLength(written);
			expect(readFileSync(segmentPaths(folder)[0] ?? '', 'utf8').endsWith('\n')).toBe(true);
		} finally {
			execFileSync('umount', [folder]);
		}
	});

	it('is not made through a link, and is not read when others can write to it', () => {
		mkdirSync(join(state, 'dockscope/recorded'), {recursive: true, mode: 0o777});
		execFileSync('chmod', ['777', join(state, 'dockscope')]);
		expect(() => openStore(env, limits)).toThrow(/the store of the recorder cannot be trusted: .* is open to other users/);
	});
});
