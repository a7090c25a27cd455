import {readFileSync} from 'node:fs';
import {stat} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {type ProcessFacts, processFacts} from '../../src/base/facts/index.js';
import {findPrivilegedFiles} from '../../src/base/host/privileged-files.js';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {cannotLook, changedBySnapshot, factsOf, judged, RUN, truthOf, verdictsOf} from './judged-host.js';

const sorted = (names: Iterable<string>) => [...names].sort();

describe.skipIf(cannotLook)('a strict daemon that listens on plain TCP', () => {
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
			// The port is free: the engine has its own network namespace.
			args: ['-H', 'tcp://127.0.0.1:23750'],
		});
		const image = await busyboxImage(engine, {files: {'etc/os-release': 'ID=alpine\nVERSION_ID=3.9.6\n'}});
		const spoof = 'httpd -p 8000 -h /www; sleep 86400; : dockerd --icc=true --no-new-privileges=false --userland-proxy=true';
		await engine.docker(...RUN, '--name', 'spoof', '--publish', '127.0.0.1:8000:8000', image, 'sh', '-c', spoof);
		await engine.docker(
			...RUN,
			...'--name narrow --cap-drop ALL --cap-add CHOWN --user 1234'.split(' '),
			image,
			'sleep',
			'86400',
		);
		await engine.docker(
			...RUN,
			...'--name wide --privileged --network host'.split(' '),
			image,
			...'httpd -f -p 81 -h /www'.split(' '),
		);
		await engine.docker(...RUN, '--name', 'open', '--security-opt', 'seccomp=unconfined', image, 'sleep', '86400');
		await listens('wide', 81);
		await listens('spoof', 8000);
		model = await judged(engine);
	});
	afterAll(() => engine?.stop());

	/** What is judged once is to be what stays: a program that was started a moment ago may not have opened its port yet. */
	async function listens(name: string, port: number): Promise<void> {
		const pid = await engine.docker('inspect', '--format', '{{.State.Pid}}', name);
		const row = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} [0:]+ 0A `);
		await until(`${name} listens on ${port}`, async () =>
			['tcp', 'tcp6'].some(table => row.test(readFileSync(`/proc/${pid}/net/${table}`, 'utf8'))),
		);
	}

	it('is judged by what it does, not by what a container writes into its command line', () => {
		expect(
			verdictsOf(
				model,
				...'engine-icc engine-no-new-privileges engine-live-restore engine-userland-proxy engine-default-ulimit'.split(' '),
				...'engine-iptables engine-log-level engine-insecure-registry engine-tcp-api engine-central-logging'.split(' '),
				...'engine-userns engine-rootless engine-seccomp-profile engine-swarm-mode swarm-autolock'.split(' '),
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

	it('does not count as a separate file system when its data is bound onto itself', async () => {
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
		const look = async () => (await findPrivilegedFiles({layers: null, running: {pid: pid ?? 0, containerId: id}})).setuid;
		expect(await look()).toEqual({known: true, value: []});
		await engine.docker('exec', 'wide', 'sh', '-c', 'cp /bin/busybox /usr/bin/up && chmod 4755 /usr/bin/up');
		expect(await look()).toEqual({known: true, value: ['/usr/bin/up']});
	});

	it('lists what each container itself listens on, on the host network too', () => {
		const listening = (name: string) => {
			const sockets = factsOf(model, name).sockets.own;
			return sockets.known ? sockets.value.map(({port, process}) => `${port} ${process}`) : sockets.reason.reason;
		};
		expect(listening('wide')).toEqual(['81 httpd']);
		expect(listening('spoof')).toEqual(['8000 httpd']);
		expect(listening('narrow')).toEqual([]);
	});
});
