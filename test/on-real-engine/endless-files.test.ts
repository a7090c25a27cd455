import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as later} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {runScan} from '../../src/cli/scan/scan.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {osvArchive} from '../scan/support/advisories.js';
import {scanImageFiles} from '../scan/support/scan-image.js';
import {recordOutput, scanOptions} from '../scan/support/settings.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/run-cli.js';
import {dockscope as inTerminal} from '../support/terminal-program.js';

/** The connection to an engine that looks remote to dockscope, with a view of its open connections. */
async function forward(socketPath: string) {
	const open = new Set<Socket>();
	const server = createServer(client => {
		const engine = connect(socketPath);
		open.add(engine);
		engine.once('close', () => open.delete(engine));
		client.pipe(engine).pipe(client);
		for (const [one, other] of [
			[client, engine],
			[engine, client],
		] as const) {
			one.on('error', () => undefined);
			one.once('close', () => other.destroy());
		}
	});
	await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
	return {port: (server.address() as AddressInfo).port, open, stop: () => server.close()};
}

describe.skipIf((await whyNoEngine()) !== null)('a container with endless files', () => {
	let engine: PrivateEngine;
	let remote: Awaited<ReturnType<typeof forward>>;
	let home: string;
	let image: string;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		remote = await forward(engine.socketPath);
		home = await mkdtemp(join(tmpdir(), 'dockscope-endless-'));
		image = await busyboxImage(engine, {
			name: 'endless:1',
			files: {...scanImageFiles, 'etc/passwd': 'app:x:0:0::/:/bin/sh\n', 'usr/lib/os-release': 'ID=debian\n'},
			changes: ['USER app'],
		});
	});
	afterEach(() => engine.docker('rm', '--force', 'endless').then(() => undefined));

	/** A container that makes its files as large as they cannot be read. Its user is given by name, so that one of them is asked for. */
	async function start(size: string, ...files: readonly string[]): Promise<string> {
		const script = `for file in ${files.join(' ')}; do truncate -s ${size} $file; done; exec sleep 100000`;
		const id = await engine.docker('run', '--detach', '--name', 'endless', '--stop-signal', 'KILL', image, 'sh', '-c', script);
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const isLarge = async () => ((await reader.pathStat(id, files.at(-1) ?? ''))?.size ?? 0) > 2 ** 30;
		await until('the files have grown', isLarge);
		reader.close();
		return id;
	}
	const wellKnown = ['/etc/passwd', '/usr/lib/os-release', '/etc/os-release', '/var/lib/dpkg/status'];

	afterAll(async () => {
		remote?.stop();
		await engine?.stop();
		await rm(home, {recursive: true, force: true});
	});

	const tcp = () => ({kind: 'tcp', host: '127.0.0.1', port: remote.port, tls: null}) as const;
	/** Milliseconds that the engine takes to kill the container: minutes where it is still busy with its files. */
	async function killed(): Promise<number> {
		const began = performance.now();
		await engine.docker('kill', 'endless');
		return performance.now() - began;
	}
	const commands = [['inspect', '--deep', '--all', 'endless'], ['audit', '--deep', 'endless'], ['snapshot']];

	it.each(commands)(
		'lets %s end, and the engine kill the container meanwhile',
		async (...args) => {
			await start('900G', ...wellKnown);
			const running = dockscope([...args, '--host', `tcp://127.0.0.1:${remote.port}`]);
			await until('it asks', async () => remote.open.size > 0);
			await later(300);
			expect(await killed()).toBeLessThan(2000);
			const {status, stdout, stderr} = await running;
			expect(stderr).not.toContain('unexpected');
			expect(status).toBe(0);
			if (args[0] === 'inspect') expect(stdout.replace(/\s+/g, ' ')).toContain('the engine is not asked for files');
		},
		60_000,
	);

	it('is scanned as far as possible, and never called clean', async () => {
		await start('900G', ...wellKnown);
		const archive = join(home, 'all.zip');
		await writeFile(archive, osvArchive());
		const variables = {PATH: '/nonexistent', HOME: home};
		await runScan(scanOptions({engine: null, variables, importOsv: archive}), recordOutput().output);
		const reader = createReader(tcp());
		const {output, out} = recordOutput();
		const scanning = runScan(scanOptions({engine: reader, variables, target: 'endless'}), output);
		await until('it asks', async () => remote.open.size > 0);
		await later(300);
		expect(await killed()).toBeLessThan(2000);
		await scanning;
		expect(out()).toContain('read from its image, not from the container');
		reader.close();
	}, 60_000);

	it('is scanned on the host of the engine without reading them', async () => {
		await start('900G', ...wellKnown);
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const {output, out} = recordOutput();
		const variables = {PATH: '/nonexistent', HOME: home};
		await runScan(scanOptions({engine: reader, host: localHost(), variables, target: 'endless'}), output);
		expect(out()).toMatch(/\/var\/lib\/dpkg\/status is larger than 16 MB/);
		reader.close();
	}, 60_000);

	it('is looked at in the inspector, which holds nothing up and answers its keys', async () => {
		await start('900G', ...wellKnown);
		const screen = await inTerminal({args: ['--host', `tcp://127.0.0.1:${remote.port}`], rows: 40});
		await screen.shows(/[A-F]\s+\d+\s+endless/);
		screen.press('Enter');
		await screen.shows(/Overview/);
		screen.press('7');
		await screen.shows(/the engine is not asked/);
		expect(await killed()).toBeLessThan(2000);
		screen.press('Esc', 'q');
		expect(await screen.exit()).toBe(0);
		await expect.poll(() => remote.open.size).toBe(0);
		await screen.stop();
	}, 90_000);

	it('is dropped when the answer is no longer needed', async () => {
		const id = await start('20G', '/var/large');
		const fleet = openFleet(createReader(tcp()));
		await fleet.start();
		const wanted = new AbortController();
		const asked = fleet.ask(id, 'files', wanted.signal);
		await later(1000);
		wanted.abort();
		await asked;
		expect(fleet.model().entries.find(entry => entry.id === id)?.assessed).not.toBeNull();
		expect(await killed()).toBeLessThan(2000);
		fleet.close();
		await expect.poll(() => remote.open.size).toBe(0);
	}, 60_000);
});
