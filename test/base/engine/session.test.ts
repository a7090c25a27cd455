import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {IMAGE_IDENTITY} from '../../../src/base/engine/image-identity.js';
import {isOlder, negotiate, offeredVersion, openSession, versionPrefix} from '../../../src/base/engine/session.js';
import {openTransport} from '../../../src/base/engine/transport.js';
import {trusted} from '../../../src/base/text/safe-text.js';

let folder: string;
let server: Server;
/** Connections whose question waits for an answer, oldest first. */
let asked: Socket[];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-session-'));
	asked = [];
	server = createServer(socket => {
		socket.on('error', () => undefined);
		socket.on('data', () => asked.push(socket));
	});
	await new Promise<void>(done => server.listen(join(folder, 'engine'), done));
});
afterEach(async () => {
	for (const socket of asked) socket.destroy();
	server.close();
	await rm(folder, {recursive: true});
});

const open = () => openTransport({kind: 'unix', socketPath: join(folder, 'engine')}, ['GET', 'HEAD']);
/** Milliseconds: more than a busy machine takes. */
const patience = 60_000;
const pong = 'HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK';

it('takes the answer to a ping that is on its way already', async () => {
	const transport = open();
	const session = openSession(transport, patience, negotiate(transport, patience));
	await expect.poll(() => asked.length).toBe(1);
	asked[0]?.write(pong);
	expect(await session.connected()).toEqual({offered: '1.45', podman: false});
	expect(asked.length).toBe(1);
	transport.close();
});

it('asks again where that one failed', async () => {
	const transport = open();
	const first = negotiate(transport, patience);
	const session = openSession(transport, patience, first);
	await expect.poll(() => asked.length).toBe(1);
	asked[0]?.destroy();
	await expect(first).rejects.toThrow();
	const connected = session.connected();
	await expect.poll(() => asked.length).toBe(2);
	asked[1]?.write(pong);
	expect(await connected).toEqual({offered: '1.45', podman: false});
	transport.close();
});

describe('the version to speak', () => {
	const endpoint = trusted('unix:///d.sock');

	it.each([
		['1.45', '/v1.45'],
		['1.24', '/v1.24'],
		['1.51', '/v1.51'],
		['1.60', '/v1.51'],
		['2.0', '/v1.51'],
		['1.9x', ''],
		[undefined, ''],
	])('of an engine that offers %s is %j', (offered, prefix) =>
		expect(versionPrefix(offeredVersion(endpoint, offered))).toBe(prefix),
	);
	it.each([
		['1.45', '/v1.45'],
		['1.54', '/v1.54'],
		['1.60', '/v1.55'],
		[undefined, ''],
	])('for the origin of an image is newer, of an engine that offers %s %j', (offered, prefix) =>
		expect(versionPrefix(offeredVersion(endpoint, offered), IMAGE_IDENTITY.newest)).toBe(prefix),
	);
	it('is absent on an engine that is too old', () => expect(() => offeredVersion(endpoint, '1.18')).toThrow('needs 1.24'));
	it('compares numbers, not text', () =>
		expect([isOlder('1.9', '1.10'), isOlder('1.45', '1.45'), isOlder('2.1', '1.99')]).toEqual([true, false, false]));
});
