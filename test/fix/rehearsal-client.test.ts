import {once} from 'node:events';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {openChannel} from '../../src/fix/rehearsal/client/channel.js';
import type {Endpoint} from '../../src/fix/rehearsal/client/connector.js';
import {httpClient} from '../../src/fix/rehearsal/client/http.js';
import {localConnector} from '../support/local-connector.js';

/** Longer than any test may take: an answer that came by it would be none. */
const NEVER = 600_000;

describe('a client of a rehearsal', () => {
	const servers: Server[] = [];
	afterEach(() => {
		for (const one of servers.splice(0)) one.close();
	});

	async function serving(act: (socket: Socket) => void, secure = false): Promise<Endpoint> {
		const server = createServer(socket => {
			socket.on('error', () => undefined);
			socket.once('data', () => act(socket));
		}).listen(0, '127.0.0.1');
		servers.push(server);
		await once(server, 'listening');
		return {connector: localConnector, port: (server.address() as AddressInfo).port, secure};
	}

	it.each([
		['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'],
		['closes without an answer', ''],
		['closes after a hint', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
		['does not speak HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
	])('has no answer at once from a server that %s', async (_, text) => {
		const client = httpClient(await serving(socket => (text.includes(' 101 ') ? socket.write(text) : socket.end(text))));
		expect(await client.send({method: 'GET', path: '/'}, NEVER)).toBeNull();
		client.close();
	});

	it.each([
		['whole', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nshop'],
		['without a length', 'HTTP/1.1 200 OK\r\n\r\nshop'],
		['cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nshop'],
	])('has the answer of a server that closes, %s', async (_, text) => {
		const client = httpClient(await serving(socket => socket.end(text)));
		expect(await client.send({method: 'GET', path: '/'}, NEVER)).toMatchObject({status: 200, body: 'shop'});
		client.close();
	});

	it('has no TLS at once with a server that closes', async () => {
		const client = httpClient(await serving(socket => socket.destroy(), true));
		expect(await client.send({method: 'GET', path: '/'}, NEVER)).toBeNull();
		client.close();
	});

	it('has no reply at once from a server that closes', async () => {
		const channel = await openChannel(await serving(socket => socket.destroy()));
		channel?.send('hello\r\n');
		expect(await channel?.expect(/./, NEVER)).toBeNull();
		channel?.close();
	});
});
