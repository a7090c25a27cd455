import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, it} from 'vitest';
import type {Capability} from '../../src/facts/index.js';
import {createJournal} from '../../src/ownership/journal.js';
import {traceCapabilities} from '../../src/trace/capability-tracer.js';
import {usedCapabilities} from '../../src/trace/used-capabilities.js';

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
