import {chmod, cp, mkdir, mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/engine/reader.js';
import {type ContainerFacts, type ProcessFacts, type ProcessTruth, processFacts} from '../../src/facts/index.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {FleetModel} from '../../src/fleet/fleet-model.js';
import {localHost} from '../../src/fleet/local-host.js';
import {openSnapshot} from '../../src/fleet/open-snapshot.js';
import {writeSnapshot} from '../../src/fleet/write-snapshot.js';
import {findSetuidFiles} from '../../src/host/setuid-files.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

const RUN = ['run', '--detach', '--stop-signal', 'KILL'];

/** The judged fleet, once its host has been read. */
async function judged(engine: PrivateEngine): Promise<FleetModel> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const fleet = openFleet(reader, {host: localHost()});
	try {
		await fleet.start();
		return await until('the host is read and every container judged', async () => {
			const model = fleet.model();
			const seen = model.entries.every(({assessed}) => assessed?.facts.truth.known === true);
			return model.host !== null && seen && model.verdicts.some(({target}) => target.kind === 'host') ? model : null;
		});
	} finally {
		fleet.close();
	}
}

const verdictsOf = (model: FleetModel, ...slugs: string[]) =>
	Object.fromEntries(slugs.map(slug => [slug, model.verdicts.find(({rule}) => rule === slug)?.verdict]));

function factsOf(model: FleetModel, name: string): ContainerFacts {
	const facts = model.entries.find(entry => entry.name === name)?.assessed?.facts;
	if (facts === undefined) throw new Error(`no container ${name}`);
	return facts;
}

function truthOf(model: FleetModel, name: string): ProcessTruth {
	const {truth} = factsOf(model, name);
	if (!truth.known) throw new Error(truth.reason.reason);
	return truth.value;
}

const sorted = (names: Iterable<string>) => [...names].sort();

/** What is seen of a live engine alone: processes, sockets, links, the base system, the connection itself, the disk. */
const ofLiveOnes =
	/^(container-(truth-.*|process-user|suspicious-process|secret-in-process|ssh-server|engine-inside|undeclared-listener|host-loopback|published-unused|symlink-mount|root-user|root-group)|image-end-of-life|engine-(plain-connection|build-cache))$/;

/** Verdicts that a snapshot of the engine and of its host does not share. */
async function changedBySnapshot(engine: PrivateEngine, live: FleetModel): Promise<string[]> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const text = await writeSnapshot(reader, {host: live.host});
	reader.close();
	const {reader: recorded, host} = openSnapshot(text, 'strict.json');
	const replay = openFleet(recorded, {recordedHost: host});
	await replay.start();
	const lines = ({entries, verdicts}: FleetModel) =>
		[...verdicts, ...entries.flatMap(({assessed}) => assessed?.verdicts ?? [])]
			.filter(({rule}) => !ofLiveOnes.test(rule))
			.map(({rule, target, verdict, severity}) => `${target.kind} ${target.name} ${rule} ${verdict} ${severity}`);
	const again = new Set(lines(replay.model()));
	replay.close();
	expect(again.size).toBeGreaterThan(100);
	return lines(live).filter(line => !again.has(line));
}

const noEngine = (await whyNoEngine()) !== null;
const asRoot = process.getuid?.() === 0;
if (!asRoot) console.error('SKIPPING what only root sees of a daemon');

describe.skipIf(noEngine || !asRoot)('a strict daemon that listens on plain TCP', () => {
	let engine: PrivateEngine;
	let model: FleetModel;

	beforeAll(async () => {
		engine = await startPrivateEngine({
			daemonJson: {
				icc: false,
				'no-new-privileges': true,
				'live-restore': true,
				'userland-proxy': false,
				'log-driver': 'local',
				'insecure-registries': ['registry.example:5000'],
				'default-ulimits': {nofile: {Name: 'nofile', Soft: 1024, Hard: 4096}},
			},
			// The port is free: the engine has a network namespace of its own.
			args: ['-H', 'tcp://127.0.0.1:23750'],
		});
		const image = await busyboxImage(engine, {files: {'etc/os-release': 'ID=alpine\nVERSION_ID=3.9.6\n'}});
		const spoof = 'httpd -p 8000 -h /www; sleep 86400; : dockerd --icc=true --no-new-privileges=false --userland-proxy=true';
		await engine.docker(...RUN, '--name', 'spoof', '--publish', '127.0.0.1:8000:8000', image, 'sh', '-c', spoof);
		await engine.docker(
			...RUN,
			'--name',
			'narrow',
			'--cap-drop',
			'ALL',
			'--cap-add',
			'CHOWN',
			'--user',
			'1234',
			image,
			'sleep',
			'86400',
		);
		await engine.docker(
			...RUN,
			'--name',
			'wide',
			'--privileged',
			'--network',
			'host',
			image,
			'httpd',
			'-f',
			'-p',
			'81',
			'-h',
			'/www',
		);
		await engine.docker(...RUN, '--name', 'open', '--security-opt', 'seccomp=unconfined', image, 'sleep', '86400');
		model = await judged(engine);
	});
	afterAll(() => engine?.stop());

	it('is judged by what it does, whatever a container writes into its command line', () => {
		expect(
			verdictsOf(
				model,
				'engine-icc',
				'engine-no-new-privileges',
				'engine-live-restore',
				'engine-userland-proxy',
				'engine-default-ulimit',
				'engine-iptables',
				'engine-log-level',
				'engine-insecure-registry',
				'engine-tcp-api',
				'engine-central-logging',
				'engine-userns',
				'engine-rootless',
				'engine-seccomp-profile',
				'engine-swarm-mode',
				'swarm-autolock',
			),
		).toEqual({
			'engine-icc': 'pass',
			'engine-no-new-privileges': 'pass',
			'engine-live-restore': 'pass',
			'engine-userland-proxy': 'pass',
			'engine-default-ulimit': 'pass',
			'engine-iptables': 'pass',
			'engine-log-level': 'pass',
			'engine-insecure-registry': 'fail',
			'engine-tcp-api': 'fail',
			'engine-central-logging': 'fail',
			'engine-userns': 'fail',
			'engine-rootless': 'fail',
			'engine-seccomp-profile': 'pass',
			'engine-swarm-mode': 'pass',
			'swarm-autolock': 'not-applicable',
		});
	});

	it('is found by its socket, with its own configuration file, containerd and listeners', () => {
		expect(model.host?.daemon).toMatchObject({
			known: true,
			value: {pid: engine.pid, uid: 0, path: `${engine.dir}/daemon.json`, fileExists: true},
		});
		expect(model.host).toMatchObject({
			socketPath: engine.socketPath,
			dataRoot: `${engine.dir}/data`,
			containerdSocket: `${engine.dir}/exec/containerd/containerd.sock`,
		});
		const listens = model.host?.daemonListens.known ? model.host.daemonListens.value : [];
		expect(listens.map(({address, port, process}) => `${address}:${port} ${process}`)).toContain('127.0.0.1:23750 dockerd');
	});

	it('has files that are judged where they are', () => {
		expect(verdictsOf(model, 'host-daemon-json-owner', 'host-engine-socket-mode', 'host-containerd-socket-owner')).toEqual({
			'host-daemon-json-owner': 'pass',
			'host-engine-socket-mode': 'pass',
			'host-containerd-socket-owner': 'pass',
		});
	});

	it('does not get a file system of its own by binding its data onto itself', async () => {
		const isShared = (await stat(engine.dir)).dev === (await stat('/')).dev;
		expect(model.host?.dataRootIsMount).toEqual({known: true, value: !isShared});
		expect(verdictsOf(model, 'host-data-partition')).toEqual({'host-data-partition': isShared ? 'fail' : 'pass'});
	});

	it.each(['spoof', 'narrow', 'wide', 'open'])('gives %s what its configuration promises', name => {
		const truth = truthOf(model, name);
		const facts = factsOf(model, name);
		// A host that lacks a capability cannot grant it to a privileged container.
		const granted = name === 'wide' ? sorted(truth.bounding) : sorted(facts.capabilities.granted);
		expect(sorted(truth.bounding)).toEqual(granted);
		expect(truth.noNewPrivileges).toBe(facts.noNewPrivileges.on);
		expect(truth.seccomp).toBe(facts.seccomp.kind === 'unconfined' ? 0 : 2);
		expect(truth.uidMapIsIdentity).toBe(true);
	});

	it('shows in /proc who a container is and what it may', () => {
		expect(truthOf(model, 'narrow')).toMatchObject({uids: [1234, 1234, 1234, 1234]});
		expect(sorted(truthOf(model, 'narrow').bounding)).toEqual(['CHOWN']);
		expect(truthOf(model, 'narrow').effective.size).toBe(0);
		expect(truthOf(model, 'wide').bounding.has('SYS_ADMIN')).toBe(true);
		expect(truthOf(model, 'wide').seccomp).toBe(0);
	});

	it.each(['spoof', 'narrow', 'wide', 'open'])('shows of %s what /top shows, without asking for it', async name => {
		const {id, processes} = factsOf(model, name);
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const top = processFacts(await reader.top(id));
		reader.close();
		const row = ({pid, parent, uid, gid, args}: ProcessFacts) => `${pid} ${parent} ${uid} ${gid} ${args}`;
		expect(processes.known && sorted(processes.value.map(row))).toEqual(sorted(top.map(row)));
	});

	it('knows the base system of an image by what a container of it holds', () => {
		expect(verdictsOf(model, 'image-end-of-life')).toEqual({'image-end-of-life': 'fail'});
	});

	it('is judged alike from a snapshot, apart from what only a live host shows', async () => {
		expect(await changedBySnapshot(engine, model)).toEqual([]);
	});

	it('shows the setuid files of a container without an exec', async () => {
		const {pid, id} = factsOf(model, 'wide');
		const look = () => findSetuidFiles({layers: null, running: {pid: pid ?? 0, containerId: id}});
		expect(await look()).toEqual({known: true, value: []});
		await engine.docker('exec', 'wide', 'sh', '-c', 'cp /bin/busybox /usr/bin/up && chmod 4755 /usr/bin/up');
		expect(await look()).toEqual({known: true, value: ['/usr/bin/up']});
	});

	it('lists what each container itself listens on, on the host network too', () => {
		const listening = (name: string) => {
			const sockets = truthOf(model, name).listening;
			return sockets.known ? sockets.value.map(({port, process}) => `${port} ${process}`) : sockets.reason.reason;
		};
		expect(listening('wide')).toEqual(['81 httpd']);
		expect(listening('spoof')).toEqual(['8000 httpd']);
		expect(listening('narrow')).toEqual([]);
	});
});

/** A copy of /etc that dockerd sees instead, with the ranges that remapping needs: the machine's own is not touched. */
async function remappingPath(dir: string): Promise<string> {
	const binaries = await engineBinaries();
	if (!binaries.available) throw new Error(binaries.reason);
	const etc = join(dir, 'etc');
	await cp('/etc', etc, {recursive: true, force: true, dereference: false, verbatimSymlinks: true, filter: isPlain});
	await writeFile(join(etc, 'subuid'), 'nobody:100000:65536\n');
	await writeFile(join(etc, 'subgid'), 'nobody:100000:65536\nnogroup:100000:65536\n');
	const bin = join(dir, 'bin');
	await mkdir(bin);
	const script = `#!/bin/sh\nPATH=${binaries.path}\nexport PATH\nexec unshare --mount sh -c 'mount --bind ${etc} /etc && exec dockerd "$@"' sh "$@"\n`;
	await writeFile(join(bin, 'dockerd'), script);
	await chmod(join(bin, 'dockerd'), 0o755);
	return `${bin}:${binaries.path}`;
}

const isPlain = (path: string): boolean => !/^\/etc\/(ssl|ca-certificates)\//.test(path);

describe.skipIf(noEngine || !asRoot)('a daemon that remaps users, and manages a swarm', () => {
	let dir: string;
	let engine: PrivateEngine;
	let model: FleetModel;

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'dockscope-remap-'));
		await chmod(dir, 0o755);
		const PATH = await remappingPath(dir);
		engine = await startPrivateEngine({daemonJson: {'userns-remap': 'nobody:nogroup'}, env: {PATH}});
		const image = await busyboxImage(engine);
		await engine.docker(...RUN, '--name', 'mapped', '--network', 'none', image, 'sleep', '86400');
		await engine.docker(...RUN, '--name', 'opted-out', '--network', 'none', '--userns', 'host', image, 'sleep', '86400');
		await engine.docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--cert-expiry', '8760h');
		await engine.docker('network', 'create', '--driver', 'overlay', 'clear');
		model = await judged(engine);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(dir, {recursive: true, force: true});
	});

	it('is seen to remap, and its containers with it', () => {
		expect(verdictsOf(model, 'engine-userns')).toEqual({'engine-userns': 'pass'});
		expect(truthOf(model, 'mapped')).toMatchObject({uidMapIsIdentity: false, uids: [100_000, 100_000, 100_000, 100_000]});
		expect(truthOf(model, 'opted-out')).toMatchObject({uidMapIsIdentity: true, uids: [0, 0, 0, 0]});
	});

	it('is found although its files are not those that we see', () => {
		expect(model.host?.daemon).toMatchObject({known: true, value: {pid: engine.pid, path: `${engine.dir}/daemon.json`}});
	});

	it('is judged alike from a snapshot, apart from what only a live host shows', async () => {
		expect(await changedBySnapshot(engine, model)).toEqual([]);
	});

	it('is judged as the manager of a swarm', () => {
		expect(
			verdictsOf(
				model,
				'engine-swarm-mode',
				'engine-live-restore',
				'swarm-managers',
				'swarm-listen-address',
				'swarm-overlay-encryption',
				'swarm-autolock',
				'swarm-unlock-key-age',
				'swarm-secrets',
				'swarm-certificate-expiry',
				'swarm-ca-rotation',
				'swarm-planes',
			),
		).toEqual({
			'engine-swarm-mode': 'fail',
			'engine-live-restore': 'not-applicable',
			'swarm-managers': 'fail',
			'swarm-listen-address': 'fail',
			'swarm-overlay-encryption': 'fail',
			'swarm-autolock': 'fail',
			'swarm-unlock-key-age': 'not-applicable',
			'swarm-secrets': 'fail',
			'swarm-certificate-expiry': 'fail',
			'swarm-ca-rotation': 'pass',
			'swarm-planes': 'pass',
		});
	});
});
