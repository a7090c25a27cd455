import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, expect, it} from 'vitest';
import {type StreamedQuestion, streamedAnswer} from '../../src/engine/streamed-answer.js';

let answer: (socket: Socket, question: string) => void;
let directory: string;
let server: Server;
const open: Socket[] = [];

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'dockscope-streamed-'));
	server = createServer({noDelay: true}, socket => {
		socket.on('error', () => undefined);
		socket.once('data', question => answer(socket, question.toString('latin1')));
	});
	await new Promise<void>(listening => server.listen(join(directory, 'engine.sock'), listening));
});
afterEach(() => {
	for (const socket of open.splice(0)) socket.destroy();
});
afterAll(async () => {
	server.close();
	await rm(directory, {recursive: true, force: true});
});

const address = {kind: 'unix', socketPath: '/engine.sock'} as const;
function ask(question: Partial<StreamedQuestion> = {}) {
	const socket = connect(join(directory, 'engine.sock'));
	open.push(socket);
	return streamedAnswer(socket, address, {path: '/events', timeoutMs: 2000, ...question});
}

const head = 'HTTP/1.1 200 OK\r\n';
const chunk = (part: string) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`;

it('begins when the head has come, and gives the body as it comes', async () => {
	let asked = '';
	answer = async (socket, question) => {
		asked = question;
		socket.write(`HTTP/1.1 100 Continue\r\n\r\n${head}Transfer-Encoding: chunked\r\n\r\n`);
		for (const part of ['{"Action":"start"}\n', '{"Action":"', 'die · 箱"}\n']) {
			await sleep(10);
			socket.write(chunk(part));
		}
		socket.end('0\r\n\r\n');
	};
	const {status, body} = await ask();
	expect(status).toBe(200);
	expect(await text(body)).toBe('{"Action":"start"}\n{"Action":"die · 箱"}\n');
	expect(asked.split('\r\n').slice(0, 3)).toEqual(['GET /events HTTP/1.1', 'Host: docker', 'Connection: close']);
});

it('ends with the connection where the answer has no length, and with its length where it has one', async () => {
	answer = socket => socket.end(`${head}\r\nwithout a length`);
	expect(await text((await ask()).body)).toBe('without a length');
	answer = socket => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nrefuse and more');
	const refused = await ask();
	expect([refused.status, await text(refused.body)]).toEqual([403, 'refuse']);
});

it('is not spoilt by a second answer, for which nobody asked', async () => {
	answer = socket => socket.write(`${head}Content-Length: 2\r\n\r\nok${head}Content-Length: 4\r\n\r\nmore`);
	expect(await text((await ask()).body)).toBe('ok');
});

it('tells by the body that the answer was cut short', async () => {
	answer = socket => socket.end(`${head}Content-Length: 100\r\n\r\nonly this`);
	await expect(text((await ask()).body)).rejects.toMatchObject({code: 'ECONNRESET'});
	answer = socket => {
		socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk('part')}`);
		setTimeout(() => socket.destroy(), 20);
	};
	await expect(text((await ask()).body)).rejects.toMatchObject({code: 'ECONNRESET'});
});

it('waits for its reader to tell that it broke', async () => {
	answer = async socket => {
		socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk('part')}`);
		await sleep(20);
		socket.destroy();
	};
	const {body} = await ask();
	await sleep(100);
	await expect(text(body)).rejects.toMatchObject({code: 'ECONNRESET'});
});

it('fails before the answer for what is no HTTP, for an end, for silence, and for a path that cannot be sent', async () => {
	answer = socket => socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n');
	await expect(ask()).rejects.toMatchObject({code: expect.stringMatching(/^HPE_/)});
	answer = socket => socket.end();
	await expect(ask()).rejects.toMatchObject({code: 'ECONNRESET'});
	answer = () => undefined;
	await expect(ask({timeoutMs: 50})).rejects.toMatchObject({kind: 'timeout'});
	await expect(ask({path: '/containers/a b'})).rejects.toThrow();
});

it('bears silence after the head as long as it is told', async () => {
	answer = async socket => {
		socket.write(`${head}\r\n`);
		await sleep(1500);
		socket.end('late');
	};
	expect(await text((await ask({timeoutMs: 1000, silenceMs: 0})).body)).toBe('late');
	await expect(text((await ask({silenceMs: 50})).body)).rejects.toMatchObject({kind: 'timeout'});
});

it('does not take the silence of its reader for the silence of the engine', async () => {
	const size = 4 * 1024 * 1024;
	answer = socket => socket.end(Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.alloc(size, 'x')]));
	const {body} = await ask({silenceMs: 600});
	await sleep(1500);
	let read = 0;
	for await (const bytes of body) read += bytes.length;
	expect(read).toBe(size);

	answer = socket => socket.write(Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.alloc(size, 'x')]));
	const stuck = await ask({silenceMs: 600});
	await sleep(1500);
	await expect(text(stuck.body)).rejects.toMatchObject({kind: 'timeout'});
});

it('ends with its signal, before the answer and after', async () => {
	answer = () => undefined;
	await expect(ask({signal: AbortSignal.timeout(20)})).rejects.toMatchObject({kind: 'cancelled'});
	await expect(ask({signal: AbortSignal.abort()})).rejects.toMatchObject({kind: 'cancelled'});
	answer = socket => socket.write(`${head}\r\nsome`);
	const {body} = await ask({signal: AbortSignal.timeout(40)});
	await expect(text(body)).rejects.toMatchObject({code: 'ABORT_ERR'});
	expect(open.at(-1)?.destroyed).toBe(true);
});

it('takes no more than somebody reads', async () => {
	const part = Buffer.alloc(64 * 1024, 'x');
	let sent = 0;
	answer = socket => {
		socket.write(`${head}\r\n`);
		const more = () => {
			while (sent < 64 * 1024 * 1024) {
				sent += part.length;
				if (!socket.write(part)) return socket.once('drain', more);
			}
			return socket.end();
		};
		more();
	};
	const {body} = await ask();
	await sleep(300);
	const held = sent;
	expect(held).toBeLessThan(8 * 1024 * 1024);
	let read = 0;
	for await (const bytes of body) read += bytes.length;
	expect(read).toBe(64 * 1024 * 1024);
});
