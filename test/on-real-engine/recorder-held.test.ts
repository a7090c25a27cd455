import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {findProgram} from '../support/engine-binaries.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {runningProcesses, until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder, tracesOf} from '../support/recorder-process.js';
import {sharedFolder} from '../support/temporary-folder.js';

async function whyNot(): Promise<string | null> {
	const missing = (await findProgram('bindfs')) === null ? 'bindfs is not installed' : null;
	const why = (await whyNoEngine()) ?? (process.getuid?.() === 0 ? missing : 'needs root');
	if (why !== null) console.error(`SKIPPING the recorder and a held container: ${why}`);
	return why;
}

/** Its program lies on a mount whose server has stopped, and which its mount table does not show: whoever asks what /proc/PID/exe is waits for ever. */
describe.skipIf(await whyNot())('a recorder, and a container whose program does not answer', () => {
	const state = sharedFolder();
	let engine: PrivateEngine;
	let recorder: RecorderProcess;
	let mount: string;
	let server = 0;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		mount = join(engine.dir, 'dead');
		mkdirSync(mount);
		mkdirSync(join(engine.dir, 'alive'));
		execFileSync('bindfs', [join(engine.dir, 'alive'), mount]);
		copyFileSync('/usr/bin/sleep', join(engine.dir, 'alive/sleep'));
		await busyboxImage(engine, {hostPrograms: ['/usr/bin/sleep']});
		await startIdle(engine, 'other');
		await startIdle(engine, 'detached', '-v', `${mount}:/data`);
		server = Number(execFileSync('pgrep', ['-f', `bindfs .* ${mount}`], {encoding: 'utf8'}).trim());
		recorder = await startRecorder(engine.host, state);
	});
	afterAll(async () => {
		recorder?.child.kill('SIGKILL');
		if (server > 0) process.kill(server, 'SIGCONT');
		await engine?.docker('rm', '-f', 'detached');
		execFileSync('umount', ['-l', mount]);
		await engine?.stop();
	});

	const programsOf = (workload: string): readonly string[] =>
		recordedIn(state).flatMap(entry =>
			entry.kind === 'seen' && entry.what === 'program' && entry.workload === workload ? [entry.key] : [],
		);

	it('records what others do, and what can be seen of that one', async () => {
		// It reads of the program in its trace once that is out of reach.
		recorder.child.kill('SIGSTOP');
		await engine.docker('exec', '-d', 'detached', '/data/sleep', '99999');
		const {pid} = await until('its program runs', async () => {
			const all = await runningProcesses();
			return (
				all.find(one => one.command === '/data/sleep 99999 ' && readlinkSync(`/proc/${one.pid}/exe`) === '/data/sleep') ?? null
			);
		});
		execFileSync('nsenter', ['--target', String(pid), '--mount', 'umount', '-l', '/data']);
		process.kill(server, 'SIGSTOP');
		recorder.child.kill('SIGCONT');
		await engine.docker('exec', 'other', 'sh', '-c', 'sleep 0.3; true');
		await until('what the other ran is recorded', async () => programsOf('other').includes('/bin/sh'));
		await until('what that one ran is recorded', async () => programsOf('detached').includes('/data/sleep'));
	});

	it('ends within a second, and leaves nothing behind', async () => {
		const before = performance.now();
		expect(await recorder.end()).toBe(0);
		expect(performance.now() - before).toBeLessThan(1000);
		expect(tracesOf(state)).toEqual([]);
		await expect
			.poll(async () => (await runningProcesses()).filter(({command, parent}) => parent === 1 && command.includes('reader.js')))
			.toEqual([]);
	});
});
