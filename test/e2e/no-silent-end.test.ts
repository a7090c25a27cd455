import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dockscope} from '../support/run-cli.js';

const ping = 'HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK';
const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

/** What a server does with a request for a path other than `/_ping`, or for every one. */
const servers = {
	'switches protocols at once': () => upgrade,
	'switches protocols after its ping': (request: string) => (request.includes('/_ping') ? ping : upgrade),
	'closes without an answer': () => null,
	'closes after its ping': (request: string) => (request.includes('/_ping') ? ping : null),
} as const;

describe.each(Object.entries(servers))('an engine that %s', (_, answer) => {
	let folder: string;
	let server: Server;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dockscope-silent-'));
		server = createServer(socket => {
			socket.on('error', () => undefined);
			socket.on('data', data => {
				const text = answer(data.toString('latin1'));
				if (text === null) socket.end();
				else socket.write(text);
			});
		}).listen(join(folder, 'engine.sock'));
		await once(server, 'listening');
	});
	afterAll(() => {
		server.close();
		rmSync(folder, {recursive: true, force: true});
	});

	it.each([
		['audit', '--fail-on', 'low'],
		['inspect', 'web'],
		['command', 'web'],
		['scan', 'web'],
		['snapshot'],
		['drift'],
		['freeze', 'web'],
	])('never lets %s end as a pass, or without a word', async (...args) => {
		const {status, stderr} = await dockscope(['--host', `unix://${join(folder, 'engine.sock')}`, ...args]);
		expect(status).toBe(3);
		expect(stderr).toMatch(/^dockscope: .+/);
	});
});

describe('events for a time', () => {
	it('ends as it was asked to while it still connects', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dockscope-silent-'));
		const server = createServer(() => undefined).listen(join(folder, 'engine.sock'));
		await once(server, 'listening');
		try {
			const {status, stderr} = await dockscope(['--host', `unix://${join(folder, 'engine.sock')}`, 'events', '--for', '1s']);
			expect([status, stderr]).toEqual([0, expect.not.stringContaining('cancelled')]);
		} finally {
			server.close();
			rmSync(folder, {recursive: true, force: true});
		}
	});
});
