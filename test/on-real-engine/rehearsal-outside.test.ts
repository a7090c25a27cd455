import {execFileSync} from 'node:child_process';
import {chmodSync, closeSync, constants, mkdirSync, openSync, readFileSync, readSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {withTwinNetwork} from '../../src/fix/rehearsal/twin-network.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/run-cli.js';
import {sample} from '../support/slow.js';

const missing = await whyNoEngine();

/* Services that write to sockets and pipes of the host when they start, and what their twins do. */
describe.skipIf(missing !== null)('a twin', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;
	/** Connections by the name of the socket. */
	const connections = new Map<string, number>();
	const servers: Server[] = [];
	const pipes = new Map<string, number>();

	async function listen(name: string, path: string): Promise<void> {
		connections.set(name, 0);
		const server = createServer(socket => {
			connections.set(name, (connections.get(name) ?? 0) + 1);
			socket.on('error', () => undefined).resume();
		});
		servers.push(server);
		await new Promise<void>(resolve => server.listen(path, resolve));
		chmodSync(path, 0o777);
	}
	function pipe(name: string, path: string): void {
		execFileSync('mkfifo', ['--mode=666', path]);
		// Open for both, so that it is a reader that no end of a writer disturbs.
		pipes.set(name, openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
	}
	/** Bytes that came since it was asked last. */
	function received(name: string): number {
		const bytes = Buffer.alloc(65_536);
		try {
			return readSync(pipes.get(name) ?? -1, bytes);
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
			throw error;
		}
	}
	const counts = () => Object.fromEntries([...connections, ...[...pipes.keys()].map(name => [name, received(name)] as const)]);
	const volume = async (name: string): Promise<string> => {
		await engine.docker('volume', 'create', name);
		return engine.docker('volume', 'inspect', '--format', '{{.Mountpoint}}', name);
	};

	/** glibc's syslog(3) goes wherever /dev/log leads. */
	const call = (...sockets: readonly string[]) => sockets.map(path => `ln -sf ${path} /dev/log; logger up`).join('\n');
	const sockets = ['/file', '/file-ro', '/dir/socket', '/dir-ro/socket', '/vol/socket', '/vol-ro/deep/down/socket'];

	beforeAll(async () => {
		engine = await startPrivateEngine();
		env = {DOCKER_HOST: engine.host, XDG_STATE_HOME: join(engine.dir, 'state')};
		await busyboxImage(engine, {name: 'plain:1', changes: ['STOPSIGNAL SIGKILL']});
		const host = join(engine.dir, 'host');
		for (const folder of ['', 'dir', 'dir-ro', 'conf', 'conf/sub']) mkdirSync(join(host, folder));
		const [vol, volRo] = [await volume('vol'), await volume('vol-ro')];
		mkdirSync(join(volRo, 'deep/down'), {recursive: true});
		writeFileSync(join(volRo, 'deep/kept'), 'kept');
		await listen('file', join(host, 'file'));
		await listen('file-ro', join(host, 'file-ro'));
		await listen('dir', join(host, 'dir/socket'));
		await listen('dir-ro', join(host, 'dir-ro/socket'));
		await listen('vol', join(vol, 'socket'));
		await listen('vol-ro', join(volRo, 'deep/down/socket'));
		pipe('pipe', join(host, 'pipe'));
		pipe('pipe-in-dir-ro', join(host, 'dir-ro/pipe'));
		writeFileSync(join(host, 'app.conf'), 'one');
		writeFileSync(join(host, 'conf/sub/app.conf'), 'two');
		chmodSync(join(host, 'conf/sub'), 0o750);

		const binds = [
			...['file:/file', 'file-ro:/file-ro:ro', 'dir:/dir', 'dir-ro:/dir-ro:ro', 'pipe:/pipe'].map(bind => join(host, bind)),
			...['app.conf:/etc/app.conf', 'conf:/conf:ro'].map(bind => join(host, bind)),
			...['vol:/vol', 'vol-ro:/vol-ro:ro'],
		];
		const needs =
			'test "$(cat /etc/app.conf /conf/sub/app.conf /vol-ro/deep/kept)" = onetwokept && test "$(stat -c %a /conf/sub)" = 750 || exit 3';
		const writes = 'for p in /pipe /dir-ro/pipe; do if test -p $p; then echo up > $p; fi; done';
		const run = (name: string, volumes: readonly string[], ...lines: string[]) =>
			engine.docker(
				...['run', '--detach', '--name', name, ...volumes.flatMap(bind => ['--volume', bind])],
				...['plain:1', 'sh', '-c', [...lines, 'exec sleep 100000'].join('\n')],
			);
		await run('tolerant', binds, needs, call(...sockets), writes);
		const strict = (path: string) => `test -S ${path} || { echo "cannot connect to ${path}: no such file" >&2; exit 4; }`;
		await run('strict-dir', [`${join(host, 'dir')}:/dir`], strict('/dir/socket'));
		await run('strict-file', [`${join(host, 'file')}:/file:ro`], strict('/file'));
		await run('reads-proc', ['/proc:/host/proc:ro'], 'true');
		await until('the originals have called', async () => [...connections.values()].every(count => count > 0));
	});
	afterAll(async () => {
		for (const server of servers) server.close();
		for (const descriptor of pipes.values()) closeSync(descriptor);
		await engine?.stop();
	});

	/** Rehearses, and gives what each twin had mounted while it was there. */
	async function rehearsed(name: string, ...more: string[]) {
		const mounts = new Map<string, string>();
		const running = dockscope(['harden', name, '--rehearse', '--yes', ...more], {env});
		let over = false;
		void running.finally(() => {
			over = true;
		});
		while (!over) {
			const ids = await engine.docker('ps', '--all', '--quiet', '--no-trunc', '--filter', 'name=dockscope-twin');
			for (const id of ids.split('\n').filter(one => one !== '' && !mounts.has(one))) {
				const text = await engine.docker('inspect', id).catch(() => null);
				if (text === null) continue;
				const [{Mounts: found, HostConfig: host}]: [ContainerInspect] = JSON.parse(text);
				mounts.set(id, JSON.stringify([found, host?.Binds, host?.VolumesFrom]));
			}
			await sleep(50);
		}
		return {...(await running), mounts: [...mounts.values()]};
	}

	it.each(sample([[], ['--copy-data', '16']], 2))(
		'calls no socket and no pipe of the host, and has no mount of the original (%s %s)',
		async (...more) => {
			const before = counts();
			expect(before).toMatchObject({file: 1, 'file-ro': 1, dir: 1, 'dir-ro': 1, vol: 1, 'vol-ro': 1});
			const {status, stderr, mounts} = await rehearsed('tolerant', ...more);
			expect(status, stderr).toBe(0);
			expect(stderr).toMatch(/rehearsed in .*: twins did the same with these flags as without: start/);
			expect(counts()).toEqual({...before, pipe: 0, 'pipe-in-dir-ro': 0});
			expect(mounts.length).toBeGreaterThan(2);
			for (const mounted of mounts) expect(mounted).not.toMatch(/"vol-ro"|"vol"|\/volumes\/vol(-ro)?\/|\/host\//);
			expect(readFileSync(join(engine.dir, 'host/app.conf'), 'utf8')).toBe('one');

			// What twins get is named before, and what they do without is named too.
			expect(stderr).toMatch(/a copy of its read-only mounts for each twin \(.*\/vol-ro: 0\.1 MB/);
			expect(stderr).toMatch(/\/file \(a socket\), .*\/file-ro \(a socket\)/);
			expect(stderr).toMatch(/not exercised: .*whatever uses \/pipe, which no twin has/);
		},
	);

	it.each([
		['strict-dir', '/dir/socket'],
		['strict-file', '/file'],
	])('of %s cannot start, and the rehearsal says why', async (name, path) => {
		const {status, stderr} = await rehearsed(name);
		expect(status).toBe(1);
		expect(stderr).toContain(`refused: it needs ${path} (a socket of the host), which a rehearsal never gives to a twin`);
	});

	it('is not made of a container that reads the files of the kernel', async () => {
		const {status, stderr, mounts} = await rehearsed('reads-proc');
		expect(status).toBe(1);
		expect(stderr).toContain('/host/proc is /proc of the host, which a rehearsal neither shares with a twin nor copies');
		expect(mounts).toEqual([]);
	});

	it('is entered by no probe once its process number is that of another', async () => {
		const {Id: id, State: state}: ContainerInspect = JSON.parse(await engine.docker('inspect', 'tolerant'))[0];
		const enters = (twin: {id: string; pid: number}) => withTwinNetwork(twin, async network => network !== null);
		expect(await enters({id, pid: state?.Pid ?? 0})).toBe(true);
		expect(await enters({id: 'f'.repeat(64), pid: state?.Pid ?? 0})).toBe(false);
		expect(await enters({id, pid: process.pid})).toBe(false);
		expect(await enters({id, pid: 0})).toBe(false);
		expect(await enters({id, pid: 2 ** 22})).toBe(false);
	});
});
