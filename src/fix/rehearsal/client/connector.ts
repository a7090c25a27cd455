import {type ChildProcess, spawn} from 'node:child_process';
import {Socket} from 'node:net';
import {connect as connectTls, type TLSSocket} from 'node:tls';
import {nodeProgram} from '../node-program.js';
import {type Network, withTwinNetwork} from '../twin-network.js';

/** Opens connections in a twin's network namespace, for clients that run in this process. */
export type Connector = {
	/** Connects to a port on the loopback. @throws Error when nothing listens there, or not in time */
	connect(port: number): Promise<Socket>;
	close(): void;
};

/**
 * A socket stays in the network namespace in which it was made, also when it is passed to another process: the program below connects
 * and passes it on. Plain JavaScript: node gets it as text.
 */
const script = `
const net = require('node:net');
const open = (id, port, host) => {
	const socket = new net.Socket();
	// What arrives now is for the client: it is not read here.
	socket.pause();
	socket.once('error', error => host === '127.0.0.1' ? open(id, port, '::1') : process.send({id, error: error.code}));
	socket.connect(port, host, () => process.send({id}, socket));
};
process.on('message', ({id, port}) => open(id, port, '127.0.0.1'));
process.on('disconnect', () => process.exit(0));
`;

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Milliseconds for a connection on a loopback, and the start of the program that opens it. */
const patience = 5000;

/** Opens connections in this namespace until it is closed. */
export function openConnector(network: Network): Connector {
	const child: ChildProcess = spawn('nsenter', ['--net=/proc/self/fd/3', ...nodeProgram(script)], {
		env: {PATH: path},
		stdio: ['ignore', 'ignore', 'ignore', network, 'ipc'],
	});
	let last = 0;
	const waiting = new Map<number, {readonly done: (socket: Socket) => void; readonly failed: (why: string) => void}>();
	child.on('message', (message: {readonly id: number; readonly error?: string}, socket: unknown) => {
		const one = waiting.get(message.id);
		waiting.delete(message.id);
		if (!(socket instanceof Socket)) one?.failed(message.error ?? 'no connection');
		else if (one === undefined) socket.destroy();
		else one.done(socket);
	});
	const ended = (): void => {
		for (const {failed} of waiting.values()) failed('its network cannot be entered any more');
		waiting.clear();
	};
	child.on('error', ended);
	child.once('close', ended);
	return {
		connect: port =>
			new Promise<Socket>((resolve, reject) => {
				const id = ++last;
				const fail = (why: string): void => reject(new Error(`port ${port}: ${why}`));
				const late = setTimeout(() => {
					waiting.delete(id);
					fail('no connection in time');
				}, patience);
				waiting.set(id, {
					done(socket) {
						clearTimeout(late);
						// Its reader notices its end.
						socket.on('error', () => undefined);
						resolve(socket);
					},
					failed(why) {
						clearTimeout(late);
						fail(why);
					},
				});
				if (child.connected) child.send({id, port});
				else ended();
			}),
		close() {
			if (child.connected) child.disconnect();
			child.kill('SIGKILL');
		},
	};
}

/** Calls `act` with a connector into the network of a twin; with `null` if that cannot be entered. */
export const withConnector = <T>(
	twin: {readonly id: string; readonly pid: number},
	act: (connector: Connector | null) => Promise<T>,
): Promise<T> =>
	withTwinNetwork(twin, async network => {
		if (network === null) return act(null);
		const connector = openConnector(network);
		try {
			return await act(connector);
		} finally {
			connector.close();
		}
	});

/** A port of a twin, and how to reach it. */
export type Endpoint = {readonly connector: Connector; readonly port: number /** Through TLS. */; readonly secure: boolean};

/** A connection; through TLS with any certificate, since it is that of the twin. @throws Error without one */
export async function openConnection({connector, port, secure}: Endpoint): Promise<Socket | TLSSocket> {
	const socket = await connector.connect(port);
	if (!secure) return socket;
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => fail(new Error(`port ${port}: no TLS in time`)), patience);
		const fail = (error: Error): void => {
			clearTimeout(late);
			socket.destroy();
			reject(error);
		};
		const inside = connectTls({socket, rejectUnauthorized: false, servername: 'localhost'}, () => {
			clearTimeout(late);
			resolve(inside);
		});
		// Also after the handshake: its reader notices its end.
		inside.on('error', fail);
	});
}
