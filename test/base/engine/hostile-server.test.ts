import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {createReader} from '../../../src/base/engine/reader.js';
import {openTransport} from '../../../src/base/engine/transport.js';

let folder: string;
let server: Server;
/** What the server does with a request for anything but `/_ping`. */
let answer: (socket: Socket) => void;
const open = new Set<Socket>();

const address = () => ({kind: 'unix', socketPath: join(folder, 'engine')}) as const;
/** @param patience  milliseconds; a whole answer may take four times as long. Short only where it is to end: a busy machine is late, too */
const read = (patience = 20_000) => createReader(address(), {timeouts: {ping: 20_000, usual: patience, slow: patience}});
const head = 'HTTP/1.1 200 OK\r\n';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-hostile-'));
	server = createServer({noDelay: true}, socket => {
		open.add(socket);
		socket.on('error', () => undefined).once('close', () => open.delete(socket));
		socket.on('data', request => {
			if (request.includes('/_ping')) socket.write(`${head}Api-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK`);
			else answer(socket);
		});
	});
	await new Promise<void>(done => server.listen(join(folder, 'engine'), done));
});
afterEach(async () => {
	for (const socket of open) socket.destroy();
	server.close();
	await rm(folder, {recursive: true});
});

/** Sends the same again and again, as fast as it is taken or with a pause, until the connection is closed. */
function repeat(socket: Socket, part: string | Buffer, pause = 0): void {
	if (socket.destroyed) return;
	const again = () => repeat(socket, part, pause);
	if (pause > 0) setTimeout(again, pause);
	if (!socket.write(part)) socket.once('drain', () => pause === 0 && again());
	else if (pause === 0) setImmediate(again);
}

/** The longest piece of work in one turn of the event loop meanwhile, in milliseconds of processor time: the machine has others to serve. */
async function longestTurn(work: Promise<unknown>): Promise<number> {
	let [last, longest, isOver] = [process.cpuUsage(), 0, false];
	const look = () => {
		const {user, system} = process.cpuUsage(last);
		longest = Math.max(longest, (user + system) / 1000);
		last = process.cpuUsage();
		if (!isOver) setImmediate(look);
	};
	look();
	await work.catch(() => undefined);
	isOver = true;
	look();
	return longest;
}

const bomb = gzipSync(Buffer.alloc(50_000_000));

describe('a server that', () => {
	it.each<[string, (socket: Socket) => void, {kind: string; message: RegExp}]>([
		['accepts and says nothing', () => undefined, {kind: 'timeout', message: /did not answer GET \S+info within/}],
		['sends its head byte by byte', socket => repeat(socket, 'H', 50), {kind: 'invalid-answer', message: /does not speak HTTP/}],
		[
			'sends a head slowly and for ever',
			socket => {
				socket.write(head);
				repeat(socket, 'X-A: b\r\n', 20);
			},
			{kind: 'timeout', message: /did not answer/},
		],
		[
			'sends a head without end',
			socket => {
				socket.write(head);
				repeat(socket, `X-A: ${'b'.repeat(1000)}\r\n`);
			},
			{kind: 'invalid-answer', message: /does not speak HTTP/},
		],
		[
			'asks for patience without end',
			socket => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 20),
			{kind: 'timeout', message: /did not answer/},
		],
		[
			'sends a byte of its answer now and then, for ever',
			socket => {
				socket.write(`${head}Content-Length: 1000000000\r\n\r\n`);
				repeat(socket, '[', 50);
			},
			{kind: 'timeout', message: /did not answer GET \S+info within 2 s/},
		],
		[
			'sends chunks without end',
			socket => {
				socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
				repeat(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`);
			},
			{kind: 'invalid-answer', message: /larger than 16384 kB/},
		],
		[
			'sends a chunk extension without end',
			socket => {
				socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n2;`);
				repeat(socket, 'x'.repeat(65_536));
			},
			{kind: 'invalid-answer', message: /cut short/},
		],
		[
			'sends trailers without end',
			socket => {
				socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`);
				repeat(socket, `X-A: ${'b'.repeat(1000)}\r\n`);
			},
			{kind: 'invalid-answer', message: /cut short/},
		],
		[
			'gives two lengths',
			socket => socket.write(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`),
			{kind: 'invalid-answer', message: /does not speak HTTP/},
		],
		[
			'compresses its answer: it was not asked to, and nothing is decompressed',
			socket => {
				socket.write(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
				socket.write(bomb);
			},
			{kind: 'invalid-answer', message: /not JSON/},
		],
		[
			'answers with a hundred thousand brackets',
			socket => {
				const body = '[{"a":'.repeat(50_000);
				socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
			},
			{kind: 'invalid-answer', message: /nested deeper than 200 levels/},
		],
		[
			'explains its failure without end',
			socket => {
				socket.write('HTTP/1.1 500 Error\r\nTransfer-Encoding: chunked\r\n\r\n');
				repeat(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`);
			},
			{kind: 'invalid-answer', message: /larger than 64 kB/},
		],
	])('%s is given up, and its connection with it', async (_, how, expected) => {
		answer = how;
		const reader = read(expected.kind === 'timeout' ? 500 : undefined);
		const asked = reader.info();
		expect(await longestTurn(asked)).toBeLessThan(1000);
		await expect(asked).rejects.toMatchObject({kind: expected.kind, message: expect.stringMatching(expected.message)});
		await expect.poll(() => open.size).toBeLessThanOrEqual(1);
		reader.close();
	});

	it('sends an endless event is given up, however small the pieces', async () => {
		answer = socket => {
			socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
			repeat(socket, `4000\r\n${'x'.repeat(0x4000)}\r\n`);
		};
		const reader = read();
		const next = reader.events({}, new AbortController().signal)[Symbol.asyncIterator]().next();
		expect(await longestTurn(next)).toBeLessThan(1000);
		await expect(next).rejects.toMatchObject({kind: 'invalid-answer', message: expect.stringContaining('never ends')});
		reader.close();
	});

	it('lists twenty thousand containers is read, and one with an endless list is not', async () => {
		const row = (index: number) =>
			`{"Id":"${String(index).padStart(64, '0')}","Names":["/c${index}"],"Labels":{"about":"${'x'.repeat(600)}"}}`;
		const body = `[${Array.from({length: 20_000}, (_, index) => row(index)).join(',')}]`;
		answer = socket => socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
		const reader = createReader(address());
		expect((await reader.containers({all: true})).length).toBe(20_000);
		answer = socket => {
			socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n`);
			const part = Array.from({length: 100}, (_, index) => `${row(index)},`).join('');
			repeat(socket, `${part.length.toString(16)}\r\n${part}\r\n`);
		};
		await expect(reader.containers({all: true})).rejects.toThrow('larger than 65536 kB');
		reader.close();
	});

	it('is asked to change something is not asked', async () => {
		const transport = openTransport(address(), ['GET', 'HEAD']);
		// @ts-expect-error the type forbids it too
		await expect(transport.send({method: 'POST', path: '/containers/a/start', timeoutMs: 1000})).rejects.toThrow('read-only');
		await expect(transport.send({method: 'GET', path: '/a\r\nX: y', timeoutMs: 1000})).rejects.toMatchObject({kind: 'not-found'});
		expect(open.size).toBe(0);
		transport.close();
	});

	it('closes a connection as it is used again is asked once more', async () => {
		const seen = new Set<Socket>();
		answer = socket => {
			if (seen.has(socket)) socket.destroy();
			else socket.write(`${head}Content-Length: 2\r\n\r\n{}`);
			seen.add(socket);
		};
		const reader = read();
		for (let turn = 0; turn < 4; turn += 1) expect(await reader.info()).toEqual({});
		reader.close();
	});

	it('has an answer stopped when its reader gives up', async () => {
		answer = socket => {
			socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
			repeat(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`);
		};
		const stop = new AbortController();
		const reader = createReader(address());
		const archive = await reader.archive('a', '/etc', stop.signal);
		archive?.resume();
		const broken = new Promise<Error>(resolve => archive?.once('error', resolve));
		stop.abort();
		expect(await broken).toMatchObject({code: 'ABORT_ERR'});
		await expect.poll(() => open.size).toBeLessThanOrEqual(1);
		reader.close();
	});
});
