import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {pipeline} from '../../src/engine/pipeline.js';

/** What the server does with the paths that were asked for on a connection, when the last of them has come. */
let answer: (socket: Socket, paths: readonly string[]) => void;
let directory: string;
let server: Server;
const sockets: Socket[] = [];
const paths = ['/a', '/b', '/c', '/d'];

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'dockscope-pipeline-'));
	server = createServer({noDelay: true}, socket => {
		sockets.push(socket);
		let asked = '';
		socket.on('error', () => undefined);
		socket.on('data', chunk => {
			asked += chunk.toString('latin1');
			const found = [...asked.matchAll(/GET (\S+) HTTP/g)].map(([, path = '']) => path);
			if (found.length === paths.length && asked.endsWith('\r\n\r\n')) answer(socket, found);
		});
	});
	await new Promise<void>(listening => server.listen(join(directory, 'engine'), listening));
});
beforeEach(() => {
	for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
	server.close();
	await rm(directory, {recursive: true, force: true});
});

const ask = () => pipeline(connect(join(directory, 'engine')), paths);
const texts = async (): Promise<(string | null)[]> => {
	const answers = await Promise.all(ask().answers);
	return answers.map(one => one?.text ?? null);
};

const whole = (body: string, more = ''): string =>
	`HTTP/1.1 200 OK\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const chunked = (body: string): string =>
	`HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

describe('questions that are put together', () => {
	it('are answered in their order, however the answers are framed', async () => {
		answer = (socket, asked) => {
			const framed = asked.map((path, index) => (index % 2 === 0 ? whole(`it is ${path}`) : chunked(`no ${path}: ü`)));
			socket.write(framed.join(''));
		};
		expect(await Promise.all(ask().answers)).toMatchObject([
			{status: 200, text: 'it is /a'},
			{status: 404, text: 'no /b: ü'},
			{status: 200, text: 'it is /c'},
			{status: 404, text: 'no /d: ü'},
		]);
	});

	it('are answered wherever the bytes are cut', async () => {
		for (const size of [1, 2, 7, 40]) {
			answer = async (socket, asked) => {
				const bytes = Buffer.from(asked.map(path => chunked(path) + whole('')).join(''));
				for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
					socket.write(bytes.subarray(at, at + size));
					await new Promise(setImmediate);
				}
			};
			expect(await texts()).toEqual(['/a', '', '/b', '']);
		}
	});

	it('are all of one connection, which ends with the last answer', async () => {
		answer = (socket, asked) => socket.write(asked.map(path => whole(path)).join(''));
		expect(await texts()).toEqual(paths);
		expect(sockets).toHaveLength(1);
		await expect.poll(() => sockets[0]?.readyState).toBe('closed');
	});

	it.each<[what: string, (socket: Socket) => void]>([
		['closes the connection', socket => void socket.end(whole('first', 'Connection: close\r\n'))],
		['breaks it off within the second answer', socket => void socket.end(whole('first') + whole('second').slice(0, -2))],
		['says nothing more', socket => void socket.write(whole('first'))],
		['hangs within the second answer', socket => void socket.write(whole('first') + whole('second').slice(0, -2))],
		['sends something else', socket => void socket.write(`${whole('first')}SSH-2.0-nonsense\r\n\r\n`)],
		[
			'announces a length that is none',
			socket => void socket.write(`${whole('first')}HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n`),
		],
	])('are left to others but for the first where the engine %s', async (_, act) => {
		answer = act;
		expect(await texts()).toEqual(['first', null, null, null]);
		await expect.poll(() => sockets[0]?.readyState).toBe('closed');
	});

	it('are left to others where nobody listens', async () => {
		const {answers} = pipeline(connect(join(directory, 'nothing')), paths);
		expect(await Promise.all(answers)).toEqual([null, null, null, null]);
	});

	it('are answered, though we were busy for longer than the engine may be silent', async () => {
		answer = (socket, asked) => socket.write(asked.map(path => whole(path)).join(''));
		const {answers} = ask();
		await new Promise(setImmediate);
		for (let round = 0; round < 3; round += 1) {
			const end = performance.now() + 300;
			while (performance.now() < end);
			await new Promise(setImmediate);
		}
		expect((await Promise.all(answers)).map(one => one?.text)).toEqual(paths);
	});

	it('are given up when they are closed', async () => {
		answer = () => undefined;
		const asked = ask();
		asked.close();
		expect(await Promise.all(asked.answers)).toEqual([null, null, null, null]);
	});
});
