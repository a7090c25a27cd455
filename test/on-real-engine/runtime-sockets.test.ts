import {chmod, chown, link, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/base/engine/endpoint/address.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {connectInside} from '../support/connect-inside.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {startRecordingProxy} from '../support/recording-proxy.js';
import {startSshd, whyNoSshd} from '../support/ssh.js';

/**
 * The source of a mount (`HERE` is the test's folder, `EXEC` that of dockerd's own containerd), the path inside the container at which a
 * client would look for a socket, whether a runtime answers there, and the verdict: on this host, and through a proxy that hides it.
 */
type Scene = {
	readonly mount: string;
	readonly at: string;
	readonly runtime: boolean;
	readonly here: 'fail' | 'pass' | 'unknown';
	readonly remote: 'fail' | 'pass' | 'unknown';
};
const scenes: Readonly<Record<string, Scene>> = {
	'second-socket': {mount: 'HERE/second/b.sock:/x', at: '/x', runtime: true, here: 'fail', remote: 'unknown'},
	'its-folder': {mount: 'HERE/second:/x', at: '/x/b.sock', runtime: true, here: 'fail', remote: 'pass'},
	'hard-link': {mount: 'HERE/links/quiet:/x', at: '/x', runtime: true, here: 'fail', remote: 'pass'},
	'folder-of-hard-link': {mount: 'HERE/links:/x', at: '/x/quiet', runtime: true, here: 'fail', remote: 'pass'},
	'bind-of-socket': {mount: 'HERE/bound:/x', at: '/x/quiet', runtime: true, here: 'fail', remote: 'pass'},
	'usual-destination': {
		mount: 'HERE/links/quiet:/var/run/docker.sock',
		at: '/var/run/docker.sock',
		runtime: true,
		here: 'fail',
		remote: 'fail',
	},
	containerd: {mount: 'EXEC/containerd:/x', at: '/x/containerd.sock', runtime: true, here: 'fail', remote: 'pass'},
	'containerd-socket': {mount: 'EXEC/containerd/containerd.sock:/x', at: '/x', runtime: true, here: 'fail', remote: 'fail'},
	volume: {mount: 'holder:/x', at: '/x/c.sock', runtime: true, here: 'fail', remote: 'pass'},
	moved: {mount: 'HERE/moved/d:/x', at: '/x', runtime: true, here: 'unknown', remote: 'pass'},
	'plain-file': {mount: 'HERE/plain/docker.sock:/x', at: '/x', runtime: false, here: 'pass', remote: 'fail'},
	'plain-folder': {mount: 'HERE/plain:/x', at: '/x/docker.sock', runtime: false, here: 'pass', remote: 'pass'},
	'folder-of-the-name': {mount: 'HERE/folder/docker.sock:/x', at: '/x', runtime: false, here: 'pass', remote: 'fail'},
	'other-socket': {mount: 'HERE/other/app.sock:/x', at: '/x', runtime: false, here: 'pass', remote: 'unknown'},
	'other-folder': {mount: 'HERE/other:/x', at: '/x/app.sock', runtime: false, here: 'pass', remote: 'pass'},
	data: {mount: 'HERE/data:/x', at: '/x/docker.sock', runtime: false, here: 'pass', remote: 'pass'},
};

describe.skipIf((await whyNoEngine()) !== null)('sockets of container runtimes', () => {
	let engine: PrivateEngine;
	let here: string;
	let other: Server;
	const run = (program: string, ...args: string[]) => runProgram(program, args, {PATH: process.env['PATH'] ?? ''});

	beforeAll(async () => {
		here = await mkdtemp(join(tmpdir(), 'dockscope-sockets-'));
		for (const folder of ['second', 'links', 'bound', 'moved', 'plain', 'folder/docker.sock', 'other', 'data'])
			await mkdir(join(here, folder), {recursive: true});
		engine = await startPrivateEngine({
			args: ['-H', `unix://${here}/second/b.sock`, '-H', `unix://${here}/moved/a.sock`, '-H', `unix://${here}/c.sock`],
		});
		await writeFile(join(here, 'plain/docker.sock'), '');
		await writeFile(join(here, 'bound/quiet'), '');
		await run('mount', '--bind', join(here, 'second/b.sock'), join(here, 'bound/quiet'));
		await link(join(here, 'second/b.sock'), join(here, 'links/quiet'));
		await rename(join(here, 'moved/a.sock'), join(here, 'moved/d'));
		other = createServer(socket => socket.end()).listen(join(here, 'other/app.sock'));
		const image = await busyboxImage(engine);
		await engine.docker('volume', 'create', 'holder');
		// dockerd binds its data root onto itself, and link(2) does not cross mounts: without that mount it is one file system.
		const holder = await engine.docker('volume', 'inspect', '-f', '{{.Mountpoint}}', 'holder');
		const inside = [
			'umount -l "$1" 2>&1; ln "$2" "$3"',
			'sh',
			join(engine.dir, 'data'),
			join(here, 'c.sock'),
			join(holder, 'c.sock'),
		];
		await run('unshare', '-m', 'sh', '-c', ...inside);
		for (const [name, {mount}] of Object.entries(scenes)) {
			const given = mount.replace('HERE', here).replace('EXEC', join(engine.dir, 'exec'));
			await engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', '-v', given, image, 'sleep', '86400');
		}
		const socket = `${join(here, 'second/b.sock')}:/x`;
		await engine.docker(
			...'run -d --name user --user 1000:1000 --stop-signal KILL -v'.split(' '),
			socket,
			image,
			'sleep',
			'86400',
		);
	}, 180_000);
	afterAll(async () => {
		await engine?.stop();
		other?.close();
		await run('umount', join(here, 'bound/quiet')).catch(() => undefined);
		await rm(here, {recursive: true, force: true});
	});

	const verdicts = (fleet: Fleet) =>
		Object.fromEntries(
			fleet.model().entries.flatMap(({name, assessed}) => {
				const found = assessed?.verdicts.find(({rule}) => rule === 'container-runtime-socket');
				return name in scenes ? [[name, found?.verdict]] : [];
			}),
		);
	const expected = (where: 'here' | 'remote') =>
		Object.fromEntries(Object.entries(scenes).map(([name, scene]) => [name, scene[where]]));

	it('answer inside the containers as expected', async () => {
		const connected: Record<string, boolean> = {};
		for (const [name, {at}] of Object.entries(scenes)) {
			const pid = Number(await engine.docker('inspect', '-f', '{{.State.Pid}}', name));
			const [said] = await connectInside(pid, 0, [at]);
			connected[name] = said === 'connected';
		}
		const reached = Object.entries(scenes).map(([name, {runtime, at}]) => [
			name,
			runtime || at.endsWith('app.sock') || name === 'other-socket',
		]);
		expect(connected).toEqual(Object.fromEntries(reached));
	});

	it('are recognised by what they are, live and from a snapshot', async () => {
		const host = localHost();
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const fleet = openFleet(reader, {host, unwatched: true});
		await fleet.start();
		expect(verdicts(fleet)).toEqual(expected('here'));
		const second = fleet.model().entries.find(({name}) => name === 'second-socket')?.assessed?.facts.mounts[0];
		expect(second).toMatchObject({runtimeSocket: join(here, 'second/b.sock'), socket: {uid: 0, mode: 0o660}});
		const seen = fleet.model().host;
		fleet.close();

		const recording = createReader({kind: 'unix', socketPath: engine.socketPath});
		const snapshot = await writeSnapshot(recording, {host: seen, lookAtPaths: host.lookAtPaths});
		recording.close();
		const recorded = openSnapshot(snapshot, 'sockets.json');
		const replay = openFleet(recorded.reader, {recordedHost: recorded.host, unwatched: true});
		await replay.start();
		expect(verdicts(replay)).toEqual(expected('here'));
		replay.close();
	});

	const judgedThrough = async (reader: EngineReader) => {
		const fleet = openFleet(reader, {host: localHost(), unwatched: true});
		await fleet.start();
		const judged = verdicts(fleet);
		fleet.close();
		return judged;
	};
	const address = (host: string) => parseAddress(host, trusted('--host'), null);

	it('are the same through a proxy on this host, doubted or recognised by name over TCP and ssh, and never connected to', async () => {
		const proxy = await startRecordingProxy(engine.socketPath);
		const forward = createServer(client =>
			client
				.pipe(connect(proxy.socketPath))
				.pipe(client)
				.on('error', () => client.destroy()),
		);
		await new Promise<void>(resolve => forward.listen(0, '127.0.0.1', resolve));
		try {
			expect(await judgedThrough(createReader(address(proxy.host)))).toEqual(expected('here'));
			const {port} = forward.address() as AddressInfo;
			expect(await judgedThrough(createReader(address(`tcp://127.0.0.1:${port}`)))).toEqual(expected('remote'));
			if ((await whyNoSshd()) === null) {
				const sshd = await startSshd(proxy.host);
				const env = {PATH: sshd.path, HOME: sshd.dir};
				expect(await judgedThrough(createReader(address(sshd.host), {env}))).toEqual(expected('remote'));
				await sshd.stop();
			}
			expect(proxy.requests.length).toBeGreaterThan(30);
			expect(proxy.requests.filter(({method}) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
		} finally {
			forward.close();
			await proxy.stop();
		}
	});

	it.each([
		[0, 0, 0o660, false],
		[0, 1000, 0o660, true],
		[0, 1000, 0o640, false],
		[0, 0, 0o755, false],
		[0, 0, 0o666, true],
		[1000, 0, 0o600, true],
	])('of user %i and group %i with mode %i (decimal) lets user 1000 connect: %s', async (uid, gid, mode, may) => {
		const socket = join(here, 'second/b.sock');
		await chown(socket, uid, gid);
		await chmod(socket, mode);
		const pid = Number(await engine.docker('inspect', '-f', '{{.State.Pid}}', 'user'));
		expect((await connectInside(pid, 1000, ['/x']))[0]).toMatch(may ? 'connected' : /denied/);
		const fleet = openFleet(createReader(address(engine.host)), {host: localHost(), unwatched: true});
		await fleet.start();
		const judged = fleet.model().entries.find(({name}) => name === 'user')?.assessed;
		fleet.close();
		expect(judged?.facts.mounts[0]?.socket).toEqual({uid, gid, mode});
		expect(judged?.verdicts.find(({rule}) => rule === 'container-socket-group')?.verdict).toBe(may ? 'fail' : 'pass');
	});

	it('are taken by their names in a snapshot without its host', async () => {
		const recording = createReader({kind: 'unix', socketPath: engine.socketPath});
		const recorded = openSnapshot(await writeSnapshot(recording), 'sockets.json');
		recording.close();
		const replay = openFleet(recorded.reader, {recordedHost: recorded.host, unwatched: true});
		await replay.start();
		expect(verdicts(replay)).toEqual(expected('remote'));
		replay.close();
	});
});
