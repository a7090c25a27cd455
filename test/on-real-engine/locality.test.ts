import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {copyFile, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {isLocalEngine} from '../../src/base/engine/endpoint/locality.js';
import {until} from '../support/process-table.js';

/** Starts a program of this name that runs itself again through /proc/self/exe, as Podman does without root; that one listens. */
async function listenAs(name: string): Promise<string> {
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-locality-'));
	const [program, socket] = [join(dir, name), join(dir, 'p.sock')];
	await copyFile(process.execPath, program);
	const inner = `require('node:net').createServer().listen(${JSON.stringify(socket)}); process.stdin.on('end', () => process.exit()).resume()`;
	const outer = `require('node:child_process').spawn('/proc/self/exe', ['-e', ${JSON.stringify(inner)}], {stdio: 'inherit'})`;
	const child: ChildProcess = spawn(program, ['-e', outer], {stdio: ['pipe', 'ignore', 'ignore']});
	onTestFinished(async () => {
		const ended = new Promise(resolve => child.once('exit', resolve));
		child.stdin?.end();
		await ended;
		await rm(dir, {recursive: true});
	});
	await until(`${name} listens`, async () => existsSync(socket));
	return socket;
}

it('recognises rootless Podman by the program that it re-executes under another name', async () => {
	expect(await isLocalEngine(await listenAs('podman'), [])).toBe(true);
});

it('accepts no other program that does so as an engine', async () => {
	expect(await isLocalEngine(await listenAs('forwarder'), [])).toBe(false);
});
