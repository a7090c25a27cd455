import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {request} from 'node:http';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import fc from 'fast-check';
import {afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {ReusedSocketError} from '../../src/engine/exchange.js';
import {keptConnection} from '../../src/engine/kept-connection.js';
import {keptConnections} from '../../src/engine/kept-connections.js';
import {own} from '../../src/terminal/safe-text.js';

/** What the server does with each question that arrives whole. */
let answer: (socket: Socket, question: string) => void;
let connections = 0;
let directory: string;
let socketPath: string;
let server: Server;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'dockscope-kept-'));
	socketPath = join(directory, 'engine.sock');
	server = createServer({noDelay: true}, socket => {
		connections += 1;
		let asked = '';
		socket.on('error', () => undefined);
		socket.on('data', chunk => {
			asked += chunk.toString('latin1');
			for (let end = asked.indexOf('\r\n\r\n'); end !== -1; end = asked.indexOf('\r\n\r\n')) {
				const question = asked.slice(0, end);
				asked = asked.slice(end + 4);
				answer(socket, question);
			}
		});
	});
	await new Promise<void>(listening => server.listen(socketPath, listening));
});
afterAll(async () => {
	server.close();
	await rm(directory, {recursive: true, force: true});
});
beforeEach(() => {
	connections = 0;
});

const address = {kind: 'unix', socketPath: '/engine.sock'} as const;
const open = () => connect(socketPath);
const question = {path: '/containers/json?all=true', timeoutMs: 2000};

/** Sends the pieces one after the other, each in a turn of its own. */
async function send(socket: Socket, pieces: readonly Buffer[], thenEnd: boolean): Promise<void> {
	for (const piece of pieces) {
		socket.write(piece);
		await new Promise(setImmediate);
	}
	if (thenEnd) socket.end();
}

const crlf = '\r\n';
const chunked = (body: string, size: number): string => {
	const bytes = Buffer.from(body);
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		const part = bytes.subarray(at, at + size);
		parts.push(`${part.length.toString(16)}${at % 2 === 0 ? '' : ';note=1'}${crlf}${part.toString('latin1')}${crlf}`);
	}
	return `${parts.join('')}0${crlf}${crlf}`;
};

/** One answer as an engine, or a proxy before it, may frame it. `ends`: its end is the connection's. */
const framedAnswer = fc
	.record({
		status: fc.constantFrom(200, 200, 404, 403, 500),
		body: fc.oneof(fc.json(), fc.string({unit: 'binary', maxLength: 300}), fc.constant('')),
		framing: fc.constantFrom('length', 'chunked', 'until-end'),
		size: fc.integer({min: 1, max: 60}),
		continued: fc.boolean(),
	})
	.map(({status, body, framing, size, continued}) => {
		const head = [
			`HTTP/1.1 ${status} Whatever it is`,
			'Api-Version: 1.45',
			'Server:   Docker/26.1.5  (linux) ',
			...(framing === 'length' ? [`content-length: ${Buffer.byteLength(body)}`] : []),
			...(framing === 'chunked' ? ['Transfer-Encoding: chunked'] : []),
			...(framing === 'until-end' ? ['Connection: close'] : []),
		].join(crlf);
		const wire = framing === 'chunked' ? chunked(body, size) : Buffer.from(body).toString('latin1');
		const before = continued ? `HTTP/1.1 100 Continue${crlf}${crlf}` : '';
		return {bytes: Buffer.from(`${before}${head}${crlf}${crlf}${wire}`, 'latin1'), ends: framing === 'until-end'};
	});
const cuts = fc.array(fc.nat({max: 600}), {maxLength: 8});

function piecesOf(bytes: Buffer, at: readonly number[]): Buffer[] {
	const edges = [0, ...[...new Set(at)].filter(cut => cut > 0 && cut < bytes.length).sort((a, b) => a - b), bytes.length];
	return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const byNode = (path: string) =>
	new Promise<{status: number; server: unknown; text: string}>((resolve, reject) => {
		request({socketPath, path, agent: false}, async got =>
			resolve({status: got.statusCode ?? 0, server: got.headers.server, text: await text(got)}),
		)
			.on('error', reject)
			.end();
	});

describe('a kept connection', () => {
	it('reads what Node reads, however an answer is framed and cut', async () => {
		await fc.assert(
			fc.asyncProperty(framedAnswer, cuts, async ({bytes, ends}, at) => {
				answer = socket => void send(socket, piecesOf(bytes, at), ends);
				const connection = keptConnection(open(), address);
				const mine = await connection.get(question);
				expect({status: mine.status, server: mine.headers.get('server'), text: mine.text}).toEqual(await byNode(question.path));
				expect(connection.usable).toBe(!ends);
				connection.close();
			}),
			{numRuns: 150},
		);
	});

	it('tells one answer from the next', async () => {
		let count = 0;
		answer = socket => {
			count += 1;
			const body = `answer ${count}`;
			socket.write(`HTTP/1.1 200 OK${crlf}Content-Length: ${body.length}${crlf}${crlf}${body}`);
		};
		const connection = keptConnection(open(), address);
		for (let turn = 1; turn <= 5; turn += 1) expect((await connection.get(question)).text).toBe(`answer ${turn}`);
		expect(connections).toBe(1);
		connection.close();
	});

	it.each([
		['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', {code: 'HPE_INVALID_CONSTANT'}],
		['a head without end', `HTTP/1.1 200 OK${crlf}Content-Le`, {code: 'HPE_INVALID'}],
		['nothing', '', {code: 'ECONNRESET'}],
		[
			'a chunk of less than nothing',
			`HTTP/1.1 200 OK${crlf}Transfer-Encoding: chunked${crlf}${crlf}-5${crlf}x`,
			{kind: 'invalid-answer'},
		],
		['a body that is cut short', `HTTP/1.1 200 OK${crlf}Content-Length: 9${crlf}${crlf}half`, {kind: 'invalid-answer'}],
		[
			'chunks that are cut short',
			`HTTP/1.1 200 OK${crlf}Transfer-Encoding: chunked${crlf}${crlf}9${crlf}half`,
			{kind: 'invalid-answer'},
		],
	])('fails on %s', async (_, bytes, problem) => {
		answer = socket => socket.end(bytes);
		await expect(keptConnection(open(), address).get(question)).rejects.toMatchObject(problem);
	});

	it('gives up in time, and when nobody waits any longer', async () => {
		answer = socket => socket.write(`HTTP/1.1 200 OK${crlf}Content-Length: 9${crlf}${crlf}half`);
		await expect(keptConnection(open(), address).get({...question, timeoutMs: 60})).rejects.toMatchObject({kind: 'timeout'});
		const signal = AbortSignal.timeout(30);
		await expect(keptConnection(open(), address).get({...question, signal})).rejects.toMatchObject({kind: 'cancelled'});
	});

	it('may be asked again where a connection ended before anything of the answer came', async () => {
		let count = 0;
		answer = socket => {
			count += 1;
			if (count === 1) socket.write(`HTTP/1.1 200 OK${crlf}Content-Length: 2${crlf}${crlf}ok`);
			else socket.destroy();
		};
		const connection = keptConnection(open(), address);
		await connection.get(question);
		await expect(connection.get(question)).rejects.toBeInstanceOf(ReusedSocketError);
		expect(connection.usable).toBe(false);
	});

	it('sends no path that could become a second question', async () => {
		answer = socket => socket.end();
		const connection = keptConnection(open(), address);
		for (const path of ['/a b', '/a\r\nHost: x', '/\u{1f433}'])
			await expect(connection.get({...question, path})).rejects.toMatchObject({kind: 'not-found'});
		expect(connection.usable).toBe(true);
		connection.close();
	});

	it('is given up when somebody speaks who was not asked', async () => {
		answer = socket => socket.write(`HTTP/1.1 200 OK${crlf}Content-Length: 2${crlf}${crlf}okHTTP/1.1 200 OK${crlf}`);
		const connection = keptConnection(open(), address);
		expect((await connection.get(question)).text).toBe('ok');
		await expect.poll(() => connection.usable).toBe(false);
	});
});

describe('kept connections', () => {
	const served = (socket: Socket) => setTimeout(() => socket.write(`HTTP/1.1 200 OK${crlf}Content-Length: 2${crlf}${crlf}ok`), 2);

	it('are no more than they may be, and used again', async () => {
		answer = served;
		const pool = keptConnections(open, address, 3);
		const answers = await Promise.all(Array.from({length: 20}, () => pool.get(question)));
		expect(answers.map(({text: said}) => said)).toEqual(Array(20).fill('ok'));
		expect(connections).toBe(3);
		pool.close();
	});

	it('ask again on a new one where the engine closed the old', async () => {
		const seen = new Set<Socket>();
		answer = socket => {
			if (seen.has(socket)) return void socket.destroy();
			seen.add(socket);
			served(socket);
		};
		const pool = keptConnections(open, address, 1);
		for (let turn = 0; turn < 4; turn += 1) expect((await pool.get(question)).text).toBe('ok');
		expect(connections).toBe(4);
		pool.close();
	});

	it('can be opened ahead, and are those that are used', async () => {
		answer = served;
		const pool = keptConnections(open, address, 3);
		pool.openAhead(2);
		pool.openAhead(2);
		await expect.poll(() => connections).toBe(2);
		pool.openAhead(9);
		await expect.poll(() => connections).toBe(3);
		const answers = await Promise.all(Array.from({length: 6}, () => pool.get(question)));
		expect(answers.map(({text: said}) => said)).toEqual(Array(6).fill('ok'));
		expect(connections).toBe(3);
		pool.close();
	});

	it('are not missed where the engine closes what was opened ahead, before or when it is used', async () => {
		answer = served;
		for (const patience of [0, 1, 2, 5, 20]) {
			const close = (socket: Socket) => void setTimeout(() => socket.destroy(), patience);
			server.on('connection', close);
			const pool = keptConnections(open, address, 2);
			const before = connections;
			pool.openAhead(2);
			await expect.poll(() => connections).toBe(before + 2);
			server.off('connection', close);
			await new Promise(turn => setTimeout(turn, patience));
			expect((await Promise.all([pool.get(question), pool.get(question)])).map(({text: said}) => said)).toEqual(['ok', 'ok']);
			pool.close();
		}
	});

	it('say what is wrong with the engine, and not with what was opened ahead', async () => {
		const pool = keptConnections(() => connect(`${socketPath}.none`), address, 2);
		pool.openAhead(2);
		await expect(pool.get(question)).rejects.toMatchObject({code: 'ENOENT'});
		await expect(pool.get(question)).rejects.toMatchObject({code: 'ENOENT'});
		pool.close();
	});

	it('are tried again where more come than the engine keeps waiting', async () => {
		const path = join(directory, 'short');
		const code = `require('node:http').createServer((_, answer) => answer.end('ok'))
			.listen({path: process.argv[1], backlog: 1}, () => console.log('listens'))`;
		const engine = spawn(process.execPath, ['-e', code, path], {stdio: ['ignore', 'pipe', 'inherit']});
		onTestFinished(() => void engine.kill('SIGKILL'));
		await once(engine.stdout, 'data');
		engine.kill('SIGSTOP');
		let refused = 0;
		const counted = () =>
			connect(path).on('error', error => {
				if ('code' in error && error.code === 'EAGAIN') refused += 1;
			});
		const pool = keptConnections(counted, address, 8);
		const asked = Promise.all(Array.from({length: 8}, () => pool.get(question)));
		await expect.poll(() => refused).toBeGreaterThan(0);
		engine.kill('SIGCONT');
		expect((await asked).map(({text: said}) => said)).toEqual(Array(8).fill('ok'));
		pool.close();
	});

	it('give the place of whoever gave up to the next', async () => {
		answer = served;
		const pool = keptConnections(open, address, 1);
		const leaving = new AbortController();
		const first = pool.get(question);
		const second = pool.get({...question, signal: leaving.signal});
		const third = pool.get(question);
		leaving.abort();
		await expect(second).rejects.toMatchObject({kind: 'cancelled'});
		expect([(await first).text, (await third).text]).toEqual(['ok', 'ok']);
		expect((await pool.get(question)).text).toBe('ok');
		pool.close();
	});

	it('give up a question that finds no place in time, and keep the place', async () => {
		const held: Socket[] = [];
		answer = socket => held.push(socket);
		const pool = keptConnections(open, address, 1);
		const first = pool.get(question);
		await expect(pool.get({...question, timeoutMs: 40})).rejects.toMatchObject({kind: 'timeout'});
		const leaving = new AbortController();
		const third = pool.get({...question, signal: leaving.signal});
		// Given up in the turn in which the place is given.
		held[0]?.write(`HTTP/1.1 200 OK${crlf}Content-Length: 2${crlf}${crlf}ok`);
		const left = first.finally(() => leaving.abort());
		await Promise.allSettled([left, third]);
		answer = served;
		expect((await pool.get(question)).text).toBe('ok');
		pool.close();
	});

	it('end what is on its way when they are closed', async () => {
		answer = () => undefined;
		const pool = keptConnections(open, address, 1);
		const outcome = Promise.allSettled([pool.get(question), pool.get(question)]);
		await expect.poll(() => connections).toBe(1);
		pool.close();
		expect((await outcome).map(one => (one.status === 'rejected' ? one.reason.message : one.status))).toEqual([
			own('the request was cancelled'),
			own('the request was cancelled'),
		]);
	});
});
