import {spawnSync} from 'node:child_process';
import {createServer} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineEvent} from '../../src/base/answers/index.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {startPrefetch} from '../../src/base/engine/prefetch.js';
import {createReader} from '../../src/base/engine/reader.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';
import {program} from '../support/run-cli.js';

const RUN = ['run', '--detach', '--network', 'none', '--stop-signal', 'KILL'];

describe.skipIf((await whyNoEngine()) !== null)('the reader on a real Docker Engine', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	let reader: EngineReader;
	let image: string;
	let running: string;

	const through = (socketPath: string, usual?: number): EngineReader =>
		createReader({kind: 'unix', socketPath}, usual === undefined ? {} : {timeouts: {usual, ping: usual, slow: usual}});

	beforeAll(async () => {
		engine = await startPrivateEngine();
		proxy = await startRecordingProxy(engine.socketPath);
		image = await busyboxImage(engine, {changes: ['LABEL maker=us', 'ENV SECRET=x']});
		running = await engine.docker(...RUN, '--name', 'running', image, 'sleep', '86400');
		await engine.docker('create', '--name', 'created', image, 'true');
		reader = through(proxy.socketPath);
	});
	afterAll(async () => {
		reader?.close();
		await proxy?.stop();
		await engine?.stop();
	});

	it('answers every question, and sends nothing but GET and HEAD for it', async () => {
		proxy.forget();
		await reader.ping();
		expect((await reader.version()).ApiVersion).toMatch(/^1\.\d+$/);
		expect((await reader.info()).DockerRootDir).toBe(`${engine.dir}/data`);
		expect((await reader.containers({all: false})).map(row => row.Id)).toEqual([running]);
		expect((await reader.containers({all: true})).map(row => row.Names?.[0]).sort()).toEqual(['/created', '/running']);
		expect((await reader.inspect('created')).State?.Status).toBe('created');
		const top = await reader.top(running);
		expect(top.Titles).toEqual(['PID', 'PPID', 'UID', 'GID', 'SUPGID', 'USER', 'COMMAND']);
		expect(top.Processes?.map(row => row.slice(2))).toEqual([['0', '0', '0', 'root', 'sleep 86400']]);
		expect(await reader.changes(running)).toEqual(expect.any(Array));
		expect((await reader.stats(running)).pids_stats?.current).toBeGreaterThan(0);
		expect(await reader.pathStat(running, '/bin/busybox')).toMatchObject({name: 'busybox', linkTarget: ''});
		expect(await reader.pathStat(running, '/nowhere')).toBeNull();
		await expect(reader.pathStat('f'.repeat(64), '/nowhere')).rejects.toMatchObject({kind: 'not-found'});
		expect(await reader.archive(running, '/nowhere')).toBeNull();
		expect(await sizeOf(await reader.archive(running, '/etc'))).toBeGreaterThan(1024);
		expect((await reader.images()).map(row => row.RepoTags)).toEqual([[image]]);
		const inspected = await reader.image(image);
		expect(inspected.Config?.Labels).toEqual({maker: 'us'});
		expect((await reader.history(inspected.Id)).length).toBe(1);
		expect(await sizeOf(await reader.saveImage(image))).toBeGreaterThan(100_000);
		const networks = await reader.networks();
		expect(networks.map(network => network.Name).sort()).toEqual(['bridge', 'host', 'none']);
		expect((await reader.network('none')).Containers).toHaveProperty(running);
		expect(await reader.volumes()).toEqual([]);
		expect(await reader.plugins()).toEqual([]);
		expect((await reader.diskUsage()).BuildCache ?? []).toEqual([]);
		await expect(reader.swarm()).rejects.toMatchObject({kind: 'engine', status: 503});
		await expect(reader.exec('f'.repeat(64))).rejects.toMatchObject({kind: 'not-found'});
		const stop = new AbortController();
		for await (const event of reader.events({since: 1, until: Math.floor(Date.now() / 1000) - 1}, stop.signal))
			expect(event.Type).toBeTruthy();

		const methods = new Set(proxy.requests.map(request => request.method));
		expect([...methods].sort()).toEqual(['GET', 'HEAD']);
		expect(proxy.requests.filter(request => /\/(exec|attach|wait|start)(\?|$)/.test(request.path))).toEqual([]);
		expect(proxy.requests.filter(request => request.path.includes('size=1'))).toEqual([]);
	});

	it('does not claim that a container being removed never had a file', async () => {
		const {State: state, ...rest} = await reader.inspect(running);
		const removing = JSON.stringify({...rest, State: {...state, Status: 'removing'}});
		const behave = proxy.misbehave(new RegExp(`/containers/${running}/json`), {answer: {status: 200, body: removing}});
		await expect(reader.archive(running, '/nowhere')).rejects.toMatchObject({kind: 'not-found'});
		await expect(reader.pathStat(running, '/nowhere')).rejects.toMatchObject({kind: 'not-found'});
		behave();
	});

	it('sees an exec that someone else began', async () => {
		await engine.docker('exec', '--detach', 'running', 'sleep', '7200');
		const id = await until('the exec is there', async () => (await reader.inspect(running)).ExecIDs?.[0] ?? null);
		expect((await reader.exec(id)).ProcessConfig).toMatchObject({entrypoint: 'sleep', arguments: ['7200']});
	});

	it('negotiates again when the engine calls its version too new', async () => {
		const fresh = through(proxy.socketPath);
		await fresh.ping();
		const behave = proxy.misbehave(/\/v1[^ ]*\/info/, {
			answer: {status: 400, body: '{"message":"client version 1.99 is too new. Maximum supported API version is 1.45"}'},
		});
		proxy.forget();
		await expect(fresh.info()).rejects.toMatchObject({kind: 'engine', message: expect.stringContaining('too new')});
		expect(proxy.requests.map(request => request.path.replace(/^\/v1\.\d+/, ''))).toEqual(['/info', '/_ping', '/info']);
		behave();
		fresh.close();
	});

	it('rejects methods that change: they are not sent', async () => {
		const {openTransport} = await import('../../src/base/engine/transport.js');
		const transport = openTransport({kind: 'unix', socketPath: proxy.socketPath}, ['GET', 'HEAD']);
		proxy.forget();
		// @ts-expect-error the type forbids it too
		await expect(transport.send({method: 'DELETE', path: '/containers/running', timeoutMs: 1000})).rejects.toThrow('read-only');
		expect(proxy.requests).toEqual([]);
		transport.close();
	});

	it('proves by its processes that the engine is local, through a proxy too', async () => {
		expect(await reader.isLocal()).toBe(true);
	});

	it('asks for no container where one that is known to run proves it, and for some where it does not', async () => {
		const pid = (await reader.inspect(running)).State?.Pid ?? 0;
		const told = through(proxy.socketPath);
		proxy.forget();
		expect(await told.isLocal([{id: running, pid}])).toBe(true);
		expect(proxy.requests).toEqual([]);
		told.close();
		const misled = through(proxy.socketPath);
		expect(await misled.isLocal([{id: running, pid: 1}])).toBe(true);
		expect(proxy.requests.length).toBeGreaterThan(0);
		misled.close();
	});

	it('reads paused and stopped containers', async () => {
		await engine.docker(...RUN, '--name', 'paused', image, 'sleep', '86400');
		await engine.docker('pause', 'paused');
		expect((await reader.inspect('paused')).State).toMatchObject({Status: 'paused', Running: true});
		expect((await reader.stats('paused')).memory_stats?.usage).toBeGreaterThan(0);
		await expect(reader.top('created')).rejects.toMatchObject({kind: 'engine'});
		expect((await reader.stats('created')).pids_stats?.current).toBeUndefined();
		await engine.docker('rm', '--force', 'paused');
	});

	it('explains a refusal by a socket proxy', async () => {
		const behave = proxy.misbehave(/GET .*\/info/, {
			answer: {status: 403, body: '<html><body>403 Forbidden</body></html>', contentType: 'text/html'},
		});
		await expect(reader.info()).rejects.toMatchObject({
			kind: 'forbidden',
			status: 403,
			message: expect.stringContaining('socket proxy'),
		});
		behave();
	});

	it('works where a proxy keeps the ping to itself', async () => {
		const behave = proxy.misbehave(/_ping/, {answer: {status: 403}});
		const fresh = through(proxy.socketPath);
		expect((await fresh.containers({all: false})).length).toBe(1);
		fresh.close();
		behave();
	});

	it.each([
		['cut short', {truncateAfter: 100}, 'cut short'],
		['empty', {answer: {status: 200}}, 'empty'],
		['no JSON', {answer: {status: 200, body: '<html>'}}, 'not JSON'],
		['of another shape', {answer: {status: 200, body: '[{"Id": 5}]'}}, 'Id is not text'],
		['not a list', {answer: {status: 200, body: '{"message": "hi"}'}}, 'not a list'],
	] as const)('refuses an answer that is %s', async (_, how, words) => {
		const behave = proxy.misbehave(/containers\/json/, how);
		await expect(reader.containers({all: true})).rejects.toMatchObject({
			kind: 'invalid-answer',
			message: expect.stringContaining(words),
		});
		behave();
		expect((await reader.containers({all: true})).length).toBe(2);
	});

	it('gives up on an engine that hangs, or earlier on request', async () => {
		const behave = proxy.misbehave(/containers\/json/, {hang: true});
		const impatient = through(proxy.socketPath, 300);
		await expect(impatient.containers({all: true})).rejects.toMatchObject({kind: 'timeout'});
		const stop = new AbortController();
		const asked = reader.containers({all: true}, stop.signal);
		stop.abort();
		await expect(asked).rejects.toMatchObject({kind: 'cancelled'});
		behave();
		expect((await reader.containers({all: true})).length).toBe(2);
		impatient.close();
	});

	it('gives up on an answer that stops in its middle', async () => {
		const behave = proxy.misbehave(/containers\/json/, {stallAfter: 50});
		const impatient = through(proxy.socketPath, 300);
		await expect(impatient.containers({all: true})).rejects.toMatchObject({kind: 'timeout'});
		behave();
		impatient.close();
	});

	it('ends what is on its way when it is closed, and asks nothing afterwards', async () => {
		const behave = proxy.misbehave(/containers\/json/, {hang: true});
		const closing = through(proxy.socketPath);
		await closing.ping();
		const asked = closing.containers({all: true});
		const refused = expect(asked).rejects.toMatchObject({kind: 'cancelled'});
		await until('the question arrived', async () => proxy.requests.at(-1)?.path.includes('/containers/json') === true);
		closing.close();
		closing.close();
		await refused;
		await expect(closing.info()).rejects.toMatchObject({kind: 'cancelled'});
		behave();
	});

	it('takes the list that was begun before it, once', async () => {
		const prefetch = await startPrefetch({kind: 'unix', socketPath: proxy.socketPath}, {all: true, follow: false});
		const rows = await prefetch?.rows;
		const quick = createReader({kind: 'unix', socketPath: proxy.socketPath}, {prefetch});
		proxy.forget();
		expect(await quick.containers({all: true})).toBe(rows);
		expect(proxy.requests).toEqual([]);
		expect((await quick.containers({all: true})).length).toBe(rows?.length);
		// The version is known: it was asked for with the first list.
		expect(proxy.requests.map(({path}) => path)).toEqual([expect.stringMatching(/^\/v1\.\d+\/containers\/json\?all=true$/)]);
		quick.close();
	});

	it('delivers the events requested from before it, once', async () => {
		proxy.forget();
		const address = {kind: 'unix', socketPath: proxy.socketPath} as const;
		const prefetch = await startPrefetch(address, {all: true, follow: true});
		await prefetch?.rows;
		expect(proxy.requests.map(({path}) => path).toSorted()).toEqual(['/_ping', '/containers/json?all=true', '/events']);
		const quick = createReader(address, {prefetch});

		// What happened before anybody read the stream is in it.
		const over = new AbortController();
		await engine.docker('pause', 'running');
		await engine.docker('unpause', 'running');
		const actions: (string | undefined)[] = [];
		for await (const {Action} of quick.events({}, over.signal)) {
			actions.push(Action);
			if (Action === 'unpause') break;
		}
		expect(actions).toEqual(['pause', 'unpause']);
		quick.close();
	});

	it('asks once more when a kept connection was closed under it', async () => {
		await reader.inspect(running);
		const behave = proxy.misbehave(/GET .*\/containers\/running\/json/, {reset: true});
		await expect(reader.inspect('running')).rejects.toMatchObject({kind: 'unreachable'});
		behave();
		expect((await reader.inspect('running')).Id).toBe(running);
	});

	it('says not-found for what is gone, and shows no control characters of a name', async () => {
		await expect(reader.inspect('nobody\u001b[31m')).rejects.toMatchObject({kind: 'not-found'});
		await expect(reader.inspect('../../info')).rejects.toMatchObject({kind: 'not-found'});
		await expect(reader.inspect('nobody\u001b[31m')).rejects.not.toThrow(/\u001b/);
	});

	const withOpenFiles = (limit: number) =>
		spawnSync(
			'bash',
			['-c', `ulimit -n ${limit} && exec '${process.execPath}' '${program}' audit --host ${engine.host} --format json`],
			{
				encoding: 'utf8',
				env: {PATH: process.env['PATH'], HOME: engine.dir},
			},
		);

	it('serves a program that may open few files', () => {
		// Node opens the modules that a program starts with at once, some seventy files.
		const {status, stdout} = withOpenFiles(128);
		expect(status).toBe(0);
		expect(JSON.parse(stdout).targets.length).toBeGreaterThan(1);
	});

	it.each([24, 32, 40])('says in one line that %i open files are too few', limit => {
		const {status, stdout, stderr} = withOpenFiles(limit);
		expect({status, stdout}).toEqual({status: 70, stdout: ''});
		expect(stderr).toMatch(/^dockscope: .*too many open files.*\n$/);
	});

	it('keeps its connections: 40 questions open few', async () => {
		const before = proxy.connections;
		for (let turn = 0; turn < 10; turn++) await Promise.all([1, 2, 3, 4].map(() => reader.inspect(running)));
		expect(proxy.connections - before).toBeLessThanOrEqual(8);
	});

	it('loses no event of a storm, whole across the pieces of the stream', async () => {
		const stop = new AbortController();
		const seen: EngineEvent[] = [];
		const following = (async () => {
			for await (const event of reader.events({}, stop.signal)) seen.push(event);
		})();
		await until('the stream has begun', async () => {
			await engine.docker('rename', 'created', 'begun');
			await engine.docker('rename', 'begun', 'created');
			return seen.length > 0;
		});
		const script =
			'i=0; while [ $i -lt 100 ]; do docker rename created storm$i; docker rename storm$i created; i=$((i+1)); done; docker pause running; docker unpause running';
		const {runProgram} = await import('../support/private-engine.js');
		const {engineBinaries} = await import('../support/engine-binaries.js');
		const binaries = await engineBinaries();
		await runProgram('sh', ['-c', script], {PATH: binaries.available ? binaries.path : '', DOCKER_HOST: engine.host});
		await until('the last event came', async () => seen.some(event => event.Action === 'unpause'));
		const names = new Set(seen.filter(event => event.Action === 'rename').map(event => event.Actor?.Attributes?.['name']));
		expect([...Array(100).keys()].filter(turn => !names.has(`storm${turn}`))).toEqual([]);
		stop.abort();
		await following;
	});

	it('explains an event stream with something that is not an event', async () => {
		const server = createServer(socket => {
			socket.on('error', () => socket.destroy());
			socket.on('data', data => {
				const head = 'HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\n';
				if (data.includes('/_ping')) socket.write(`${head}Content-Length: 2\r\n\r\nOK`);
				else socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n9\r\nnonsense\n\r\n`);
			});
		});
		const socketPath = `${engine.dir}/odd.sock`;
		await new Promise<void>(resolve => server.listen(socketPath, resolve));
		const odd = through(socketPath);
		const first = odd.events({}, new AbortController().signal)[Symbol.asyncIterator]().next();
		await expect(first).rejects.toMatchObject({kind: 'invalid-answer', message: expect.stringContaining('not JSON')});
		odd.close();
		await new Promise(resolve => server.close(resolve));
	});

	it('ends the event stream when the engine is killed, and is right again after it came back', async () => {
		const direct = through(engine.socketPath);
		const stop = new AbortController();
		const following = (async () => {
			const seen: EngineEvent[] = [];
			for await (const event of direct.events({}, stop.signal)) seen.push(event);
			return seen;
		})();
		await direct.containers({all: true});
		await engine.docker('rm', '--force', 'running');
		await engine.kill9();
		await following;
		await expect(direct.ping()).rejects.toMatchObject({kind: 'unreachable'});
		await engine.restart();
		await direct.ping();
		expect((await direct.containers({all: true})).map(row => row.Names?.[0])).toEqual(['/created']);
		// With no container running, only the listener can prove it, and a proxy is not the engine.
		expect(await direct.isLocal()).toBe(true);
		const proxied = through(proxy.socketPath);
		expect(await proxied.isLocal()).toBe(false);
		proxied.close();
		direct.close();
	});
});

async function sizeOf(stream: NodeJS.ReadableStream | null): Promise<number> {
	let size = 0;
	if (stream !== null) for await (const chunk of stream) size += chunk.length;
	return size;
}
