import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {composeOutput} from '../../src/fix/render/compose.js';
import {engineBinaries, findProgram} from '../support/engine-binaries.js';
import {removeContainer} from '../support/engine-request.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {roundTripCases} from './reconstruct-cases.js';
import {connectionCases} from './reconstruct-connections.js';
import {prepareCases} from './reconstruct-fixture.js';
import {flagCases} from './reconstruct-flags.js';

const missing =
	(await whyNoEngine()) ?? ((await findProgram('docker-compose')) === null ? 'docker-compose is not on the PATH' : null);

const cases = [...roundTripCases, ...flagCases, ...connectionCases].filter(({image}) => image !== 'foreign');

describe.skipIf(missing !== null)('a container of no Compose project', () => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let path: string;
	let count = 0;
	const networks = new Map<string, string>();

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-compose-whole-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		await prepareCases(engine, folder);
		for (const [name, ...more] of [['blue', '--subnet', '172.28.0.0/16'], ['green'], ['six', '--ipv6', '--subnet', 'fd42::/64']])
			networks.set(await engine.docker('network', 'create', ...more, name ?? ''), name ?? '');
		const anchor = ['--ipc', 'shareable', '--network', 'bridge', '--stop-signal', 'KILL', '-v', '/shared'];
		await engine.docker('run', '-d', '--name', 'anchor', ...anchor, 'plain:1', 'sleep', '100000');
		await engine.docker('network', 'connect', 'blue', 'anchor');
	});
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const env = () => ({PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder});
	/** Named volumes with what they are made of. */
	async function volumesOf({Mounts: mounts}: ContainerInspect): Promise<Record<string, unknown>> {
		const names = (mounts ?? []).flatMap(({Name}) => (Name === undefined || /^[0-9a-f]{64}$/.test(Name) ? [] : [Name]));
		if (names.length === 0) return {};
		const made: {Name: string; Driver: string; Options: object | null; Labels: object | null}[] = JSON.parse(
			await engine.docker('volume', 'inspect', ...names),
		);
		return Object.fromEntries(
			made.map(({Name, Driver, Options, Labels}) => [Name, [Driver, Options ?? {}, withoutCompose(Labels ?? {})]]),
		);
	}

	it.each(sample(cases, 3))('is recreated by docker compose: $what', async ({args, image: kind = 'plain', run = []}) => {
		const name = `case-${count++}`;
		const options = {cwd: folder, env: env()};
		await promisify(execFile)(
			'docker',
			['create', '--name', name, ...args.map(word => (word === '@blue' ? 'blue' : word)), `${kind}:1`, ...run],
			options,
		);
		const before = await reader.inspect(name);
		const image = await reader.image(before.Image ?? '');
		const volumes = await volumesOf(before);
		await removeContainer(engine.socketPath, name);
		// What Compose recreates must be as it was; a volume in use stays.
		for (const volume of Object.keys(volumes)) await engine.docker('volume', 'rm', volume).catch(() => '');
		const output = composeOutput(before, before, image);
		await writeFile(join(folder, output.fileName), output.text);
		const command = output.command.replace('docker compose', 'docker-compose').replace('up --detach', 'up --no-start');
		await promisify(execFile)('/bin/sh', ['-c', command], options);
		const after = await reader.inspect(name);
		expect(await volumesOf(after)).toEqual(volumes);
		await removeContainer(engine.socketPath, name);
		const told = output.warnings.join('\n');
		expect(comparable(after, told, networks)).toEqual(comparable(before, told, networks));
	});
});

/**
 * Without what the output lists as omitted, what only the client of `docker create` keeps, and how a mount was written: it is
 * compared as the engine resolved it, and a MAC address where it is used. A network that was not joined yet stands under its id.
 */
function comparable(
	{HostConfig: host = {}, Config: config = {}, Mounts: mounts, Id: id, NetworkSettings: settings = {}}: ContainerInspect,
	told: string,
	networks: ReadonlyMap<string, string>,
): unknown {
	const {Binds: _binds, Mounts: _mounts, NetworkMode: _mode, VolumesFrom: _from, VolumeDriver: _driver, ...others} = host;
	const {
		AttachStdin: _attached,
		StdinOnce: _once,
		MacAddress: _mac,
		Volumes: _volumes,
		Hostname: hostname = '',
		...rest
	} = config;
	const left: [RegExp, string][] = [
		...([
			[/--rm/, 'AutoRemove'],
			[/publish-all/, 'PublishAllPorts'],
			[/cpuset-mems/, 'CpusetMems'],
		] as const),
		...([
			[/swappiness 0/, 'MemorySwappiness'],
			[/seccomp=builtin/, 'SecurityOpt'],
		] as const),
	].map(([words, field]) => [words, field]);
	const gone = left.filter(([words]) => words.test(told)).map(([, field]) => field);
	const noMac = /--mac-address/.test(told);
	const noOptions = /driver options of/.test(told);
	return {
		host: {
			...Object.fromEntries(Object.entries(others).filter(([name, value]) => !isNothing(value) && !gone.includes(name))),
			// Compose reads it as a number of 32 bits.
			NanoCpus: Math.round((host.NanoCpus ?? 0) / 100),
			Ulimits: (host.Ulimits ?? []).map(limit => JSON.stringify(limit)).sort(),
			ExtraHosts: [...(host.ExtraHosts ?? [])].sort(),
			DeviceRequests: (host.DeviceRequests ?? []).map(({Driver, Count, DeviceIDs, Capabilities, Options}) => [
				...[
					Driver,
					Count,
					DeviceIDs,
					Driver === 'cdi' ? null : Capabilities,
					/options of a GPU/.test(told) ? {} : (Options ?? {}),
				],
			]),
		},
		config: {
			...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isNothing(value))),
			Labels: withoutCompose(config.Labels ?? {}),
			Hostname: id.startsWith(hostname) ? 'generated' : hostname,
			Env: [...(config.Env ?? [])].sort(),
		},
		networks: Object.entries(settings.Networks ?? {})
			.map(([name, one]) =>
				JSON.stringify([
					networks.get(name) ?? name,
					Object.entries(one?.IPAMConfig ?? {}).sort(),
					(one?.Aliases ?? []).filter(alias => !id.startsWith(alias) && !/^case-\d+$/.test(alias)).sort(),
					noOptions ? {} : (one?.DriverOpts ?? {}),
					noMac ? '' : one?.MacAddress,
				]),
			)
			.sort(),
		mounts: (mounts ?? [])
			.map(({Type, Name, Source, Destination, RW, Propagation}) => {
				const anonymous = /^[0-9a-f]{64}$/.test(Name ?? '');
				return JSON.stringify([Type, Destination, RW, Propagation, Type === 'bind' ? Source : anonymous ? 'anonymous' : Name]);
			})
			.sort(),
	};
}

const withoutCompose = (labels: object): object =>
	Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('com.docker.compose.')));
const isNothing = (value: unknown): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0);
