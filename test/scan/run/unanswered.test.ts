import {once} from 'node:events';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {withTimeLimit} from '../../../src/base/lib/time-limit.js';
import {fetchAnywhere} from '../../../src/scan/run/fetch.js';

const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';
const accepted = 'HTTP/1.1 200 Connection established\r\n\r\n';
const swap = (socket: Socket): void => void socket.write(upgrade);
const close = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const early = (socket: Socket): void => void socket.end('HTTP/1.1 103 Early Hints\r\n\r\n');
const silent = (): void => undefined;
/** What it does after it has opened a tunnel. */
const inTunnel =
	(act: (socket: Socket) => void) =>
	(socket: Socket): void => {
		socket.write(accepted);
		socket.once('data', () => act(socket));
	};

describe('a request that gets no answer', () => {
	let server: Server | null = null;
	const open = new Set<Socket>();
	afterEach(() => {
		for (const socket of open) socket.destroy();
		open.clear();
		server?.close();
	});

	/** What becomes of a POST, sent straight to a server or through it as a proxy. */
	async function sent(url: string, act: (socket: Socket) => void, milliseconds = 0): Promise<unknown> {
		server = createServer(socket => {
			open.add(socket);
			socket.on('error', () => undefined);
			socket.once('data', () => act(socket));
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		const variables = {HTTP_PROXY: `http://${here}`, HTTPS_PROXY: `http://${here}`};
		return withTimeLimit(milliseconds, undefined, signal =>
			fetchAnywhere(url.replace('HERE', here), {method: 'POST', body: '{}', signal, variables}),
		);
	}

	it.each([
		['directly, and it switches protocols', 'http://HERE/', swap, /fetch failed/],
		['directly, and it closes', 'http://HERE/', close, /fetch failed/],
		['directly, and it closes after a hint', 'http://HERE/', early, /fetch failed/],
		['to a proxy that switches protocols', 'http://far.test/', swap, /gave no answer: it switches to another protocol/],
		['to a proxy that closes', 'http://far.test/', close, /could not be reached: socket hang up/],
		['to a proxy that resets', 'http://far.test/', reset, /could not be reached: read ECONNRESET/],
		['to a proxy that closes after a hint', 'http://far.test/', early, /could not be reached: socket hang up/],
		['through a tunnel that switches protocols', 'https://far.test/', swap, /answered 101/],
		['through a tunnel that closes', 'https://far.test/', close, /could not be reached: socket hang up/],
		['through a tunnel that opens, and closes', 'https://far.test/', inTunnel(close), /disconnected before secure TLS/],
		['through a tunnel that opens, and resets', 'https://far.test/', inTunnel(reset), /ECONNRESET/],
		['through a tunnel that opens, and speaks no TLS', 'https://far.test/', inTunnel(swap), /wrong version number|packet length/],
	])('fails: %s', async (_, url, act, why) => {
		await expect(sent(url, act)).rejects.toThrow(why);
	});

	it.each([
		['directly', 'http://HERE/', silent],
		['to a proxy', 'http://far.test/', silent],
		['through a tunnel', 'https://far.test/', silent],
		['through a tunnel that opens', 'https://far.test/', inTunnel(silent)],
	])('fails at its time limit: %s', async (_, url, act) => {
		await expect(sent(url, act, 300)).rejects.toThrow(/not done within 300 ms/);
	});
});
