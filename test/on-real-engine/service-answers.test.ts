import {execFile, spawn} from 'node:child_process';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {serviceAccess} from '../../src/base/facts/services/access.js';
import {findProgram, searchPath, unpackPackages} from '../support/engine-binaries.js';
import {containerScope} from '../support/example-scope.js';
import {type NetworkNamespace, newNetworkNamespace} from '../support/network-namespace.js';
import {until} from '../support/process-table.js';

/*
 * What the table of services says of a command, and what the program answers to a client in another network namespace that has no password:
 * `open` answers, `authenticated` does not, and of `unknown` nothing is claimed.
 */

const run = promisify(execFile);
const packages = [
	'redis-server',
	'redis-tools',
	'liblzf1',
	'memcached',
	'mosquitto',
	'libdlt2',
	'libwebsockets19t64',
	'libcjson1',
];

/** What a client sends without a password, and how an answer begins that gives it what it asked for. */
const clients = {
	redis: {port: 6379, sends: Buffer.from('KEYS *\r\n'), opens: /^\*/},
	memcached: {port: 11_211, sends: Buffer.from('stats\r\n'), opens: /^STAT/},
	inspector: {port: 9229, sends: Buffer.from('GET /json HTTP/1.1\r\nHost: 10.77.0.1\r\n\r\n'), opens: /^HTTP\/1\.. 200/},
};

type Row = readonly [what: string, client: keyof typeof clients, image: string, command: readonly string[]];

const idle = 'setTimeout(() => undefined, 60_000)';
const rows: readonly Row[] = [
	// Docker's image of Redis is built with protected mode off; Debian's program needs to be told.
	['Redis as its image starts it', 'redis', 'redis:8', ['redis-server', '--protected-mode', 'no']],
	['Redis with a password', 'redis', 'redis:8', ['redis-server', '--protected-mode', 'no', '--requirepass', 'n0t-a-word']],
	['Redis with an empty password', 'redis', 'redis:8', ['redis-server', '--requirepass', '', '--protected-mode', 'no']],
	['Redis in protected mode', 'redis', 'redis:8', ['redis-server', '--protected-mode', 'yes']],
	['Redis of another image', 'redis', 'acme/cache:1', ['redis-server']],
	['Redis in a shell', 'redis', 'acme/cache:1', ['sh', '-c', 'PW=; exec redis-server --requirepass "$PW" --protected-mode no']],
	['Redis on loopback', 'redis', 'redis:8', ['redis-server', '--protected-mode', 'no', '--bind', '127.0.0.1']],
	['memcached', 'memcached', 'memcached:1.6', ['memcached', '-u', 'nobody']],
	['memcached on loopback', 'memcached', 'memcached:1.6', ['memcached', '-u', 'nobody', '-l', '127.0.0.1']],
	['memcached with a file of passwords', 'memcached', 'memcached:1.6', ['memcached', '-u', 'nobody', '-Y', 'PASSWORDS']],
	['Node with a debugger for others', 'inspector', 'node:22', ['node', '--inspect=0.0.0.0:9229', '-e', idle]],
	['Node with a debugger on loopback', 'inspector', 'node:22', ['node', '--inspect=127.0.0.1:9229', '-e', idle]],
];

let [server, client]: (NetworkNamespace | undefined)[] = [];
let [tree, folder] = ['', ''];

beforeAll(async () => {
	const installed = await Promise.all(['redis-server', 'memcached'].map(name => findProgram(name)));
	tree = installed.includes(null) ? await unpackPackages('services', packages) : '/';
	folder = await mkdtemp(join(tmpdir(), 'dockscope-services-'));
	// memcached reads it as another user.
	await chmod(folder, 0o755);
	await writeFile(join(folder, 'PASSWORDS'), 'user:n0t-a-word\n', {mode: 0o644});
	[server, client] = [await newNetworkNamespace(), await newNetworkNamespace()];
	const on = (one: NetworkNamespace | undefined, ...words: string[]) =>
		run('nsenter', [`--net=/proc/${one?.holder}/ns/net`, 'ip', ...words]);
	await on(server, 'link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', String(client?.holder));
	await on(server, 'addr', 'add', '10.77.0.1/24', 'dev', 'near');
	await on(client, 'addr', 'add', '10.77.0.2/24', 'dev', 'far');
	await on(server, 'link', 'set', 'near', 'up');
	await on(client, 'link', 'set', 'far', 'up');
});

afterAll(async () => {
	server?.release();
	client?.release();
	await rm(folder, {recursive: true, force: true});
});

/** Asks once, and prints what came. */
const asking = `
const [port, sends] = process.argv.slice(1);
const socket = require('node:net').connect(Number(port), '10.77.0.1');
socket.setTimeout(3000, () => socket.destroy());
socket.on('connect', () => socket.write(Buffer.from(sends, 'hex')));
socket.on('data', data => { process.stdout.write(data.toString('latin1')); socket.destroy(); });
socket.on('error', () => undefined);`;

/** A socket of either family that listens on the port, by the table of the namespace. */
async function listens(port: number): Promise<boolean> {
	const tables = await Promise.all(['tcp', 'tcp6'].map(name => readFile(`/proc/${server?.holder}/net/${name}`, 'utf8')));
	return new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} \\S+ 0A `).test(tables.join(''));
}

async function answerTo(name: keyof typeof clients, command: readonly string[]): Promise<string> {
	const {port, sends} = clients[name];
	const [program = '', ...args] = command.map(word => (word === 'PASSWORDS' ? join(folder, word) : word));
	const child = spawn('nsenter', [`--net=/proc/${server?.holder}/ns/net`, program, ...args], {
		cwd: folder,
		stdio: 'ignore',
		env: {
			PATH: searchPath(join(tree, 'usr/bin'), join(tree, 'usr/sbin')),
			LD_LIBRARY_PATH: [join(tree, 'usr/lib/x86_64-linux-gnu'), join(tree, 'usr/lib/aarch64-linux-gnu')].join(':'),
		},
	});
	const ended = new Promise(resolve => child.once('close', resolve));
	try {
		await until(`${program} listens`, () => listens(port));
		const words = [`--net=/proc/${client?.holder}/ns/net`, process.execPath, '-e', asking, String(port), sends.toString('hex')];
		return (await run('nsenter', words, {encoding: 'latin1'})).stdout;
	} finally {
		child.kill('SIGKILL');
		await ended;
	}
}

it.each(rows)('%s', async (_, name, Image, command) => {
	const {container} = containerScope({Config: {Image, Cmd: [...command], Entrypoint: null}});
	const [found] = serviceAccess(container, null);
	const answers = clients[name].opens.test(await answerTo(name, command));
	const claim = found === undefined || found.access === 'unknown' ? null : found.access === 'open' && !found.onLoopback;
	expect(found?.access ?? 'none').toMatch(/^(?:open|authenticated|unknown|none)$/);
	if (claim !== null) expect({answers}).toEqual({answers: claim});
});
