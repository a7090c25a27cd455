import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished} from 'vitest';
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

/** In a process of its own, which goes on while this one is busy. Each answer is as long as an inspect. */
const engineOfItsOwn = `
	require('node:net').createServer(socket => {
		let asked = '';
		socket.on('data', bytes => {
			asked += bytes;
			const paths = [...asked.matchAll(/GET (\\S+) HTTP.*?\\r\\n\\r\\n/gs)];
			asked = asked.slice(paths.reduce((sum, [all]) => sum + all.length, 0));
			for (const [, path] of paths) socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 7000\\r\\n\\r\\n' + path.padEnd(7000));
		});
	}).listen(process.argv[1], () => console.log('listens'));
`;

const ask = () => pipeline(connect(join(directory, 'engine')), paths);
const texts = async (): Promise<(string | null)[]> => {
	const answers = await Promise.all(ask().answers);
	return answers.map(one => one?.text ?? null);
};

const whole = (body: string, more = ''): string =>
	`HTTP/1.1 200 OK\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const chunked = (body: string, status = '200 OK'): string =>
	`HTTP/1.1 ${status}\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

describe('questions that are put together', () => {
	it('are answered in their order, however the answers are framed', async () => {
		answer = (socket, asked) => {
			const framed = asked.map((path, index) => (index % 2 === 0 ? whole(`it is ${path}`) : chunked(`it is ${path}: ü`)));
			socket.write(framed.join(''));
		};
		expect(await texts()).toEqual(['it is /a', 'it is /b: ü', 'it is /c', 'it is /d: ü']);
	});

	it('are left to others, each by itself, where something is not there', async () => {
		answer = (socket, asked) =>
			socket.write(asked.map(path => (path === '/b' ? chunked('{"message":"gone"}', '404 Not Found') : whole(path))).join(''));
		expect(await texts()).toEqual(['/a', null, '/c', '/d']);
	});

	it('are left to others where the engine takes its time for each', async () => {
		answer = async (socket, asked) => {
			for (const path of asked) {
				await new Promise(done => setTimeout(done, 110));
				if (!socket.destroyed) socket.write(whole(path));
			}
		};
		const answers = await texts();
		expect(answers[0]).toBe('/a');
		expect(answers.at(-1)).toBeNull();
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
		[
			'answers what nobody asked',
			socket => void socket.write(`${whole('first')}HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n${whole('x')}`),
		],
		['sends more than an inspect is', socket => void socket.write(whole('first') + whole('x'.repeat(1 << 21)))],
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

	it('are answered, though we were busy for longer than the engine may take', async () => {
		const path = join(directory, 'other');
		const engine = spawn(process.execPath, ['-e', engineOfItsOwn, path], {stdio: ['ignore', 'pipe', 'inherit']});
		onTestFinished(() => void engine.kill());
		await once(engine.stdout, 'data');
		const many = Array.from({length: 80}, (_, index) => `/${index}`);
		const {answers} = pipeline(connect(path), many);
		for (let round = 0; round < 4; round += 1) {
			await new Promise(setImmediate);
			const end = performance.now() + 300;
			while (performance.now() < end);
		}
		expect((await Promise.all(answers)).map(one => one?.text.slice(0, 3).trim())).toEqual(many);
	});

	it('are given up when they are closed', async () => {
		answer = () => undefined;
		const asked = ask();
		asked.close();
		expect(await Promise.all(asked.answers)).toEqual([null, null, null, null]);
	});
});
