import {readdir} from 'node:fs/promises';
import {createServer} from 'node:net';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/base/engine/endpoint/address.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';
import {dockscope} from '../support/run-cli.js';
import {type PrivateSshd, startSshd, whyNoSshd} from '../support/ssh.js';

describe.skipIf((await whyNoEngine()) !== null || (await whyNoSshd()) !== null)('the reader over ssh', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	let sshd: PrivateSshd;
	let names: string[];
	let temporary: string | undefined;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		proxy = await startRecordingProxy(engine.socketPath);
		sshd = await startSshd(proxy.host);
		temporary = process.env['TMPDIR'];
		process.env['TMPDIR'] = sshd.dir;
		const image = await busyboxImage(engine);
		names = Array.from({length: 12}, (_, index) => `made${index}`);
		for (const name of names) await engine.docker('create', '--name', name, image, 'true');
	});
	afterAll(async () => {
		if (temporary === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = temporary;
		await sshd?.stop();
		await proxy?.stop();
		await engine?.stop();
	});
	beforeEach(async () => {
		await sshd.knowHost(true);
		await sshd.authorise(true);
	});

	const connect = (host = sshd.host, path = sshd.path): EngineReader =>
		createReader(parseAddress(host, trusted('--host'), null), {env: {PATH: path, HOME: sshd.dir}});

	it('lists, inspects in parallel and follows events over one connection', async () => {
		const before = await sshd.connections();
		const reader = connect();
		expect((await reader.containers({all: true})).length).toBe(names.length);
		const stop = new AbortController();
		const seen: string[] = [];
		const following = (async () => {
			for await (const event of reader.events({}, stop.signal)) seen.push(event.Action ?? '');
		})();
		const inspected = await Promise.all([...names, ...names, ...names].map(name => reader.inspect(name)));
		expect(inspected.map(one => one.Name)).toEqual([...names, ...names, ...names].map(name => `/${name}`));
		await until('an event arrives', async () => {
			await engine.docker('rename', 'made0', 'other');
			await engine.docker('rename', 'other', 'made0');
			return seen.includes('rename');
		});
		expect(await reader.isLocal()).toBe(false);
		expect(reader.endpoint).toBe(sshd.host);
		expect((await sshd.connections()) - before).toBe(1);
		expect(new Set(proxy.requests.map(request => request.method))).toEqual(new Set(['GET', 'HEAD']));
		stop.abort();
		await following;
		reader.close();
		await until('its folder is gone', async () => !(await readdir(sshd.dir)).some(name => name.startsWith('dockscope-ssh-')));
	});

	it('connects again after the connection broke', async () => {
		const reader = connect();
		await reader.ping();
		const before = await sshd.connections();
		await sshd.dropConnections();
		await until('it answers again', async () =>
			reader.ping().then(
				() => true,
				() => false,
			),
		);
		expect(await sshd.connections()).toBeGreaterThan(before);
		reader.close();
	});

	it('uses another socket on the remote host', async () => {
		const reader = connect(`${sshd.host}${engine.socketPath}`);
		proxy.forget();
		expect((await reader.containers({all: true})).length).toBe(names.length);
		expect(proxy.requests).toEqual([]);
		reader.close();
	});

	const failure = async (reader: EngineReader): Promise<unknown> => {
		const error = await reader.ping().catch(one => one);
		reader.close();
		return error;
	};

	it('refuses an unknown host key', async () => {
		await sshd.knowHost(false);
		expect(await failure(connect())).toMatchObject({
			kind: 'ssh',
			message: expect.stringContaining('host key is not in known_hosts'),
		});
	});

	it('explains a key that is not accepted', async () => {
		await sshd.authorise(false);
		expect(await failure(connect())).toMatchObject({kind: 'ssh', message: expect.stringContaining('publickey')});
	});

	it('gives up quickly on a silent server', async () => {
		const silent = createServer(socket => socket.on('error', () => undefined).resume());
		await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
		const address = silent.address();
		const reader = connect(`ssh://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
		const stop = new AbortController();
		const asked = reader.info(stop.signal);
		const refused = expect(asked).rejects.toMatchObject({kind: 'cancelled'});
		await until(
			'ssh connects',
			async () => new Promise<boolean>(resolve => silent.getConnections((_, count) => resolve(count > 0))),
		);
		stop.abort();
		reader.close();
		await refused;
		await new Promise(resolve => silent.close(resolve));
	});

	it('explains a missing engine, and a port without an SSH server', async () => {
		expect(await failure(connect(`${sshd.host}${engine.dir}/nothing.sock`))).toMatchObject({
			kind: 'unreachable',
			message: expect.stringContaining('ssh works, but no engine answers there'),
		});
		expect(await failure(connect('ssh://127.0.0.1:1'))).toMatchObject({
			kind: 'unreachable',
			message: expect.stringContaining('no SSH server'),
		});
	});

	it('explains a missing temporary directory', async () => {
		const {status, stderr} = await dockscope(['audit', '--host', 'ssh://nowhere.invalid'], {env: {TMPDIR: '/nonexistent'}});
		expect(status).toBe(3);
		expect(stderr).toBe('dockscope: cannot make a folder for ssh in /nonexistent: there is no such file. Set TMPDIR\n');
	});

	it('explains a remote host without docker, and a local host without ssh', async () => {
		const bare = await startSshd(proxy.host, {withoutDocker: true});
		expect(await failure(connect(bare.host, bare.path))).toMatchObject({
			kind: 'ssh',
			message: expect.stringContaining('no docker command on the remote host'),
		});
		await bare.stop();
		expect(await failure(connect(sshd.host, `${sshd.dir}/empty`))).toMatchObject({
			message: expect.stringContaining('no ssh command here'),
		});
	});
});
