import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
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

it('inspects every container, though the engine answers one question to a connection', async () => {
	const ids = Array.from({length: 40}, (_, index) => `c${index}`);
	server.on('connection', socket => {
		socket.once('data', question => {
			const path = question.toString('latin1').split(' ')[1] ?? '';
			const body = JSON.stringify(path.startsWith('/containers/json') ? ids.map(Id => ({Id})) : {Id: path.split('/')[3] ?? ''});
			socket.end(`HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
		});
	});
	const address = {kind: 'unix', socketPath: join(folder, 'engine')} as const;
	const firstList = await startFirstList(address, {all: true, follow: false});
	await firstList?.askMore();
	const reader = createReader(address, {firstList});
	const inspected = await Promise.all(ids.map(id => reader.inspect(id)));
	expect(inspected.map(({Id}) => Id)).toEqual(ids);
	reader.close();
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
