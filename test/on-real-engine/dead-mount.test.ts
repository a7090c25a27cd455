import {execFileSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {findProgram} from '../support/engine-binaries.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {runningProcesses} from '../support/process-table.js';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const verdictsOf = (json: string, name: string): unknown =>
	JSON.parse(json).verdicts.filter(({target}: {target: {name: string}}) => target.name === name);

async function whyNot(): Promise<string | null> {
	const why = (await whyNoEngine()) ?? ((await findProgram('bindfs')) === null ? 'bindfs is not installed' : null);
	if (why !== null) console.error(`SKIPPING the dead mount: ${why}`);
	return why;
}

/** The server of a mount is stopped, as that of an NFS share that went away: whoever looks at it waits for ever. */
describe.skipIf(await whyNot())('a mount that never answers', () => {
	let engine: PrivateEngine;
	let screen: Screen | null = null;
	let server = 0;
	let mount: string;
	let before: string;
	const audit = async () => (await run(['--host', engine.host, 'audit', '--format', 'json'])).stdout;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		mount = join(engine.dir, 'dead');
		mkdirSync(mount);
		mkdirSync(join(engine.dir, 'alive'));
		execFileSync('bindfs', [join(engine.dir, 'alive'), mount]);
		await startIdle(engine, 'with', '-v', `${mount}:/data`);
		await startIdle(engine, 'without', '--user', '65534');
		before = await audit();
		server = Number(execFileSync('pgrep', ['-f', `bindfs .* ${mount}`], {encoding: 'utf8'}).trim());
		process.kill(server, 'SIGSTOP');
	});
	afterAll(async () => {
		await screen?.stop();
		if (server > 0) process.kill(server, 'SIGCONT');
		await engine?.docker('rm', '-f', 'with');
		execFileSync('umount', ['-l', mount]);
		await engine?.stop();
	});

	it('leaves the verdicts on every other container as they were', async () => {
		expect(verdictsOf(await audit(), 'without')).toEqual(verdictsOf(before, 'without'));
	});

	it.each([
		['inspect', 'without'],
		['inspect', 'with'],
		['command', 'with'],
		['harden', 'without'],
		['doctor'],
		['snapshot'],
		['drift'],
		['freeze', 'with', '--output', 'with.tar.gz'],
	])('does not hold %s %s', async (...args) => {
		const {status, stderr} = await run(['--host', engine.host, ...args]);
		expect(status, stderr).toBe(0);
	});

	it('leaves the keys alive, and the program ends', async () => {
		screen = await dockscope({args: ['--host', engine.host], columns: 100, rows: 24});
		await screen.shows(/without/);
		// The fleet is read again.
		await engine.docker('restart', '-t', '0', 'without');
		await screen.settles();
		screen.press('?');
		await screen.shows(/help|keys/i);
		screen.press('Esc', '^c');
		await screen.exit();
		expect(screen.restored()).toBe(true);
	});

	it('leaves no reader behind', async () => {
		await expect
			.poll(async () => (await runningProcesses()).filter(({command, parent}) => parent === 1 && command.includes('reader.js')))
			.toEqual([]);
	});
});
