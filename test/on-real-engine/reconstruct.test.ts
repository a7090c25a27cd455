import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {multiLine, oneLine} from '../../src/fix/render/docker-run.js';
import {type EngineDefaults, engineDefaults, plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {removeContainer} from '../support/engine-request.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {hostileArguments} from './reconstruct-arguments.js';
import {roundTripCases} from './reconstruct-cases.js';
import {connectionCases} from './reconstruct-connections.js';
import {prepareCases} from './reconstruct-fixture.js';
import {flagCases, traceless} from './reconstruct-flags.js';

const run = promisify(execFile);
const missing = await whyNoEngine();

describe.skipIf(missing !== null)('the command that made a container', () => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let path: string;
	let defaults: EngineDefaults = plainDefaults;
	let count = 0;
	let blue = '';

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-reconstruct-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		await prepareCases(engine, folder);
		const exported = await engine.docker('create', 'plain:1');
		await engine.docker('export', '--output', join(folder, 'root.tar'), exported);
		await engine.docker('rm', exported);
		await engine.docker('import', '--platform', 'linux/arm64', '--change', 'CMD ["sh"]', join(folder, 'root.tar'), 'foreign:1');
		blue = await engine.docker('network', 'create', '--subnet', '172.28.0.0/16', 'blue');
		await engine.docker('network', 'create', 'green');
		await engine.docker('network', 'create', '--ipv6', '--subnet', 'fd42::/64', 'six');
		await engine.docker(
			...'run -d --name anchor --ipc shareable --network bridge --stop-signal KILL -v /shared plain:1 sleep'.split(' '),
			...'100000'.split(' '),
		);
		await engine.docker('network', 'connect', 'blue', 'anchor');
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		defaults = engineDefaults(await reader.version(), await reader.info());
	});
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** Runs a command line in a real sh, where `docker run --detach` only creates. */
	async function throughShell(text: string): Promise<void> {
		await run('/bin/sh', ['-c', text.replace(/(^|&& (?:\\\n)?)docker run( \\\n)? +--detach/, '$1docker create')], {
			cwd: folder,
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		});
	}

	/** create → inspect → command → create → inspect, for both layouts of the command. */
	async function roundTrip(args: readonly string[], imageName: string, command: readonly string[]): Promise<[unknown, unknown]> {
		const name = `case-${count++}`;
		const wanted = args.map(word => (word === '@blue' ? blue.slice(0, 14) : word));
		await run('docker', ['create', '--name', name, ...wanted, imageName, ...command], {
			cwd: folder,
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		});
		const before = await reader.inspect(name);
		await removeContainer(engine.socketPath, name);
		const rebuilt = reconstruct(before, await reader.image(before.Image ?? ''), defaults);
		await throughShell(count % 2 === 0 ? oneLine(rebuilt.command) : multiLine(rebuilt.command));
		const after = await reader.inspect(name);
		await removeContainer(engine.socketPath, name);
		return [comparable(before), comparable(after)];
	}

	it.each(sample([...roundTripCases, ...flagCases, ...connectionCases], 2))(
		'is rebuilt: $what',
		async ({args, image: kind = 'plain', run: command = []}) => {
			const [before, after] = await roundTrip(args, `${kind}:1`, command);
			expect(after).toEqual(before);
		},
	);

	it('is tried with every flag that the client knows', async () => {
		const used = new Set(
			[...roundTripCases, ...flagCases, ...connectionCases].flatMap(({args}) => args.map(word => word.split('=')[0] ?? '')),
		);
		const short = {'-p': '--publish', '-P': '--publish-all', '-h': '--hostname', '-it': '--interactive'};
		for (const [letter, name] of Object.entries(short)) if (used.has(letter)) used.add(name);
		const known = (await engine.docker('run', '--help')).match(/^ +(?:-[a-zA-Z], )?--[a-z0-9-]+/gm) ?? [];
		const flags = known.map(text => text.slice(text.indexOf('--')));
		expect(flags.length).toBeGreaterThan(90);
		expect(flags.filter(one => !used.has(one) && !(one in traceless))).toEqual([]);
	});

	it('is rebuilt with any hostile text in it', async () => {
		await fc.assert(
			fc.asyncProperty(hostileArguments, async ({args, command}) => {
				const [before, after] = await roundTrip(args, 'plain:1', command);
				expect(after).toEqual(before);
			}),
			{numRuns: 25, interruptAfterTimeLimit: 60_000},
		);
	});

	it('is rebuilt for a container that runs, with its addresses and ports', async () => {
		const args = '--network name=blue,alias=web --network green -p 8080:80 -v /data --stop-signal KILL'.split(' ');
		await engine.docker('run', '-d', '--name', 'running', ...args, 'plain:1', 'sleep', '100000');
		const before = await reader.inspect('running');
		const rebuilt = reconstruct(before, await reader.image(before.Image ?? ''), defaults);
		expect(oneLine(rebuilt.command)).not.toMatch(/--mac-address|--hostname|--ip/);
		expect(rebuilt.warnings.join('\n')).toMatch(/data of the anonymous volume at \/data is not carried over/);

		await removeContainer(engine.socketPath, 'running');
		await run('/bin/sh', ['-c', multiLine(rebuilt.command)], {
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		});
		const after = await reader.inspect('running');
		await removeContainer(engine.socketPath, 'running');
		expect(comparable(after)).toEqual(comparable(before));
	});
});

/** HostConfig, Config and networks without what the engine makes up for each container; binds, env and aliases as sets. */
function comparable({
	Id: id,
	Config: config = {},
	HostConfig: host = {},
	NetworkSettings: settings = {},
}: ContainerInspect): unknown {
	const networks = Object.entries(settings.Networks ?? {}).map(([name, endpoint]) => [
		name,
		{
			aliases: (endpoint?.Aliases ?? []).filter(alias => alias !== id.slice(0, 12)).sort(),
			ipam: endpoint?.IPAMConfig ?? {},
			links: endpoint?.Links ?? [],
			options: endpoint?.DriverOpts ?? {},
			mac: endpoint?.MacAddress ?? '',
		},
	]);
	return {
		config: {
			...config,
			Hostname: id.startsWith(config.Hostname ?? '') ? 'generated' : config.Hostname,
			// The client itself sends them in any order.
			Env: [...(config.Env ?? [])].sort(),
		},
		host: {
			...host,
			Binds: [...(host.Binds ?? [])].sort(),
			Links: [...(host.Links ?? [])].sort(),
			Mounts: (host.Mounts ?? []).map(mount => JSON.stringify(mount)).sort(),
		},
		networks: Object.fromEntries(networks),
	};
}
