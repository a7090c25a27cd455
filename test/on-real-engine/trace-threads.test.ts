import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, it} from 'vitest';
import type {Capability} from '../../src/base/facts/index.js';
import {createJournal} from '../../src/base/ownership/journal.js';
import {traceCapabilities} from '../../src/base/trace/capability-tracer.js';
import {usedCapabilities} from '../../src/base/trace/used-capabilities.js';

let folder = '';
let program: ChildProcess | undefined;
afterEach(async () => {
	program?.kill('SIGKILL');
	await rm(folder, {recursive: true, force: true});
});

/** Its first thread does nothing; another gives a file away, again and again. */
const worker = `
	const {chownSync} = require('node:fs');
	const {parentPort, workerData} = require('node:worker_threads');
	setInterval(() => chownSync(workerData, 1, 1), 20);
	parentPort.postMessage('ready');
`;
const main = (file: string): string => `
	const {Worker} = require('node:worker_threads');
	new Worker(${JSON.stringify(worker)}, {eval: true, workerData: ${JSON.stringify(file)}}).on('message', text => console.log(text));
`;

it('sees what a thread uses that was there before the trace', async ({skip}) => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-trace-'));
	const file = join(folder, 'file');
	await writeFile(file, '');
	const started = spawn(process.execPath, ['-e', main(file)], {stdio: ['ignore', 'pipe', 'inherit']});
	program = started;
	await new Promise(resolve => started.stdout.once('data', resolve));
	const pid = started.pid ?? 0;

	const tracer = await traceCapabilities('threads', () => [pid], createJournal({XDG_STATE_HOME: folder}));
	if (!tracer.known) return skip(`no trace here: ${tracer.reason.reason}`);
	try {
		await new Promise(resolve => setTimeout(resolve, 1000));
		const tasks = [...tracer.value.tasks.keys()];
		expect(tasks).toContain(pid);
		const uses = usedCapabilities(tracer.value.events(), {root: pid, live: true, tasks}, new Set<Capability>(['CHOWN']));
		expect(uses.map(use => use.capability)).toEqual(['CHOWN']);
	} finally {
		tracer.value.close();
	}
});

it('follows no task that had ended when it was written to the list, whose number a stranger may get', async ({skip}) => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-trace-'));
	const ends = spawn('sleep', ['100'], {stdio: 'ignore'});
	const stays = spawn('sleep', ['100'], {stdio: 'ignore'});
	program = stays;
	const pids = [ends, stays].map(({pid}) => pid ?? 0);
	// It becomes a zombie, as a process does that its parent has not asked about yet.
	ends.kill('SIGKILL');
	const isZombie = (): boolean => /^State:\s*Z/m.test(readFileSync(`/proc/${pids[0]}/status`, 'utf8'));
	while (!isZombie());
	const tracer = await traceCapabilities('ended', () => pids, createJournal({XDG_STATE_HOME: folder}));
	if (!tracer.known) return skip(`no trace here: ${tracer.reason.reason}`);
	try {
		expect([...tracer.value.tasks.keys()]).toEqual([pids[1]]);
	} finally {
		tracer.value.close();
	}
});
