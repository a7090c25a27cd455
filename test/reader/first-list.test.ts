import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {startFirstList} from '../../src/engine/first-list.js';
import {createReader} from '../../src/engine/reader.js';

let folder: string;
let server: Server;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-first-list-'));
	// Takes connections and never answers.
	server = createServer();
	await new Promise<void>(done => server.listen(join(folder, 'engine'), done));
});
afterEach(async () => {
	server.close();
	await rm(folder, {recursive: true});
});

it('ends with its reader, though the engine hangs', async () => {
	const address = {kind: 'unix', socketPath: join(folder, 'engine')} as const;
	const firstList = await startFirstList(address, {all: true, follow: false});
	const reader = createReader(address, {firstList});
	const rows = reader.containers({all: true});
	reader.close();
	await expect(rows).rejects.toMatchObject({kind: 'cancelled'});
});

/** Answers the list and the ping where it shall. */
async function answering(listed: string | null, ping: string | null) {
	const asked: string[] = [];
	server.on('connection', socket => {
		onTestFinished(() => void socket.destroy());
		socket.on('data', question => {
			const path = question.toString('latin1').split(' ')[1] ?? '';
			asked.push(path);
			if (path.startsWith('/containers/json') && listed !== null)
				socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${listed.length}\r\n\r\n${listed}`);
			if (path === '/_ping' && ping !== null) socket.write(ping);
		});
	});
	const firstList = await startFirstList({kind: 'unix', socketPath: join(folder, 'engine')}, {all: true, follow: true});
	if (firstList === null) throw new Error('a unix socket has a first list');
	onTestFinished(() => firstList.close());
	return {firstList, asked};
}
const pong = 'HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK';

it('does not let the start wait for a ping that is not answered', async () => {
	const {firstList, asked} = await answering('[{"Id":"aa"}]', null);
	const began = performance.now();
	await firstList.askMore();
	expect(performance.now() - began).toBeLessThan(5_000);
	expect(asked.toSorted()).toEqual(['/_ping', '/containers/json?all=true', '/events']);
});

it('inspects ahead what it can, and tells of an id that no address can hold when that is asked for', async () => {
	const {firstList, asked} = await answering('[{"Id":"\\ud800"},{"Id":".."},{"Id":"aa"}]', pong);
	await firstList.askMore();
	await expect.poll(() => asked).toContain('/v1.45/containers/aa/json');
	const reader = createReader({kind: 'unix', socketPath: join(folder, 'engine')}, {firstList});
	await expect(reader.inspect('\ud800')).rejects.toThrow();
	await expect(reader.inspect('..')).rejects.toMatchObject({kind: 'not-found'});
});

/** An engine of forty containers. @param answers  what it sends for the questions that came together, one answer to each */
async function inspectAll(answers: (socket: Socket, answers: readonly string[]) => void): Promise<(string | undefined)[]> {
	server.on('connection', socket => {
		onTestFinished(() => void socket.destroy());
		socket.on('error', () => undefined);
		socket.on('data', questions => {
			const paths = [...questions.toString('latin1').matchAll(/GET (\S+) HTTP/g)].map(([, path = '']) => path);
			const sent = paths.map(path => {
				const body = JSON.stringify(
					path.startsWith('/containers/json') ? forty.map(Id => ({Id})) : {Id: path.split('/')[3] ?? ''},
				);
				return `HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
			});
			answers(socket, sent);
		});
	});
	const address = {kind: 'unix', socketPath: join(folder, 'engine')} as const;
	const firstList = await startFirstList(address, {all: true, follow: false});
	await firstList?.askMore();
	const reader = createReader(address, {firstList});
	onTestFinished(() => reader.close());
	const inspected = await Promise.all(forty.map(id => reader.inspect(id)));
	return inspected.map(({Id}) => Id);
}
const forty = Array.from({length: 40}, (_, index) => `container-${index}-`);

describe('the inspects that are asked together', () => {
	it('are each of its container', async () => {
		let most = 0;
		expect(
			await inspectAll((socket, answers) => {
				most = Math.max(most, answers.length);
				socket.write(answers.join(''));
			}),
		).toEqual(forty);
		expect(most).toBe(5);
	});

	it('are asked again where the engine answers one question to a connection', async () => {
		expect(
			await inspectAll((socket, [first = '']) => void socket.end(first.replace('\r\n', '\r\nConnection: close\r\n'))),
		).toEqual(forty);
	});

	it('are asked again where an answer is lost on the way, and the next comes in its place', async () => {
		expect(
			await inspectAll((socket, answers) => {
				socket.write(answers.filter((_, index) => answers.length < 3 || index !== 1).join(''));
			}),
		).toEqual(forty);
	});
});

it('lets go of an answer that was asked ahead when whoever wants it does', async () => {
	const {firstList, asked} = await answering('[{"Id":"aa"}]', pong);
	await firstList.askMore();
	const reader = createReader({kind: 'unix', socketPath: join(folder, 'engine')}, {firstList});
	const over = new AbortController();
	const inspected = reader.inspect('aa', over.signal);
	setImmediate(() => over.abort());
	await expect(inspected).rejects.toMatchObject({kind: 'cancelled'});
	await expect.poll(() => asked.filter(path => path.endsWith('/containers/aa/json'))).toHaveLength(1);
});

describe('connections for what is asked next', () => {
	it('are made while an engine that answers still lists', async () => {
		let connections = 0;
		server.on('connection', () => {
			connections += 1;
		});
		const {firstList} = await answering(null, pong);
		await firstList.negotiated;
		expect(await firstList.connectAhead()).toBe(true);
		await expect.poll(() => connections).toBeGreaterThan(12);
	});

	it('are closed again when nobody uses them', async () => {
		const open = new Set<Socket>();
		server.on('connection', socket => {
			open.add(socket);
			socket.resume().on('close', () => open.delete(socket));
		});
		const {firstList} = await answering(null, pong);
		await firstList.negotiated;
		await firstList.connectAhead();
		await expect.poll(() => open.size).toBeGreaterThan(12);
		const before = open.size;
		await expect.poll(() => open.size, {timeout: 10_000}).toBe(before - 8);
	});

	it('are not made where the list is there', async () => {
		const {firstList} = await answering('[]', pong);
		await firstList.rows;
		expect(await firstList.connectAhead()).toBe(false);
	});

	it('are not made where nothing is answered at once', async () => {
		const {firstList} = await answering(null, null);
		expect(await firstList.connectAhead()).toBe(false);
	});
});
