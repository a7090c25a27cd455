import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {findProgram} from '../support/engine-binaries.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {runningProcesses, until} from '../support/process-table.js';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const verdictsOf = (json: string, name: string): unknown =>
	JSON.parse(json).verdicts.filter(({target}: {target: {name: string}}) => target.name === name);

const report = (image: string): string =>
	JSON.stringify({
		SchemaVersion: 2,
		ArtifactName: image,
		ArtifactType: 'container_image',
		Results: [
			{
				Target: image,
				Class: 'os-pkgs',
				Type: 'debian',
				Vulnerabilities: [
					{VulnerabilityID: 'CVE-2026-1', PkgName: 'coreutils', InstalledVersion: '9.7-3', Severity: 'HIGH', Title: 'x'},
				],
			},
		],
	});

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
		// Their programs lie there; the mount table of one does not say so any more.
		copyFileSync('/usr/bin/sleep', join(engine.dir, 'alive/sleep'));
		await busyboxImage(engine, {name: 'held:1', hostPrograms: ['/usr/bin/sleep']});
		for (const name of ['runs', 'detached'])
			await engine.docker(
				...['run', '-d', '--name', name, '--network', 'none', '-v', `${mount}:/data`, '-w', '/data', 'held:1'],
				...['/data/sleep', '100000'],
			);
		const pid = await engine.docker('inspect', '--format', '{{.State.Pid}}', 'detached');
		await until('its program runs', async () => readlinkSync(`/proc/${pid}/exe`) === '/data/sleep');
		execFileSync('nsenter', ['--target', pid, '--mount', 'umount', '-l', '/data']);
		writeFileSync(join(engine.dir, 'report.json'), report('held:1'));
		server = Number(execFileSync('pgrep', ['-f', `bindfs .* ${mount}`], {encoding: 'utf8'}).trim());
		process.kill(server, 'SIGSTOP');
	});
	afterAll(async () => {
		await screen?.stop();
		if (server > 0) process.kill(server, 'SIGCONT');
		await engine?.docker('rm', '-f', 'with', 'runs', 'detached');
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
		['harden', 'with'],
		['harden', 'runs'],
		['harden', 'detached'],
		['inspect', 'detached'],
		['drift', 'detached'],
		['scan', 'held:1', '--only-loaded'],
	])('does not hold %s %s', async (...args) => {
		const given = args[0] === 'scan' ? ['--report', join(engine.dir, 'report.json')] : [];
		const {status, stderr} = await run(['--host', engine.host, ...args, ...given]);
		expect(status, stderr).toBe(0);
	});

	it.each([
		['runs', ['host:/data/sleep: on fuse, not entered: its server may not answer', '/data/sleep cannot be followed']],
		['detached', ['does not answer']],
	])('says which part of %s it did not see, and nothing else', async (name, why) => {
		const {stderr} = await run(['--host', engine.host, 'harden', name]);
		const unseen = stderr.split('\n').filter(line => line.startsWith('not seen: host:'));
		expect(unseen, stderr).toEqual(why.map(one => expect.stringContaining(one)));
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
