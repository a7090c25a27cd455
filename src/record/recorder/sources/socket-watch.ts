import {
	type ContainerFacts,
	type HostTree,
	nameOwners,
	processesOfGroup,
	readSocketTables,
	type SafeText,
	sanitise,
	type TcpEvent,
} from '../../../base/index.js';
import {isLoopbackConnection, plainAddress} from '../detections/addresses.js';

/** Ports from here on are given to clients that ask for an answer, and to servers that ask for any. @source net.ipv4.ip_local_port_range */
export const ephemeral = 32_768;
/** Docker's DNS server in a container: its sockets belong to dockerd, and its ports change at each start. @source moby libnetwork, resolver_unix.go */
export const embeddedDns = '127.0.0.11';
/** Connections of one look at a container that are examined; a table may have a hundred thousand. */
const MAX_CONNECTIONS = 5_000;

type Port = {
	readonly protocol: 'tcp' | 'udp';
	readonly address: SafeText;
	readonly port: number;
};
export type SocketNews = {
	readonly listener: (id: string, listener: Port & {readonly process: SafeText | null}) => void;
	readonly destination: (id: string, destination: Port) => void;
	/** A client at this address came in, to this port of the container. */
	readonly client: (id: string, client: Port) => void;
};

/** A TCP socket of a container that begins to listen or to connect, as the kernel trace shows it. */
export type TracedSocket = Pick<TcpEvent, 'does' | 'address' | 'port'> & {
	/** Untrusted. */
	readonly process: string;
};

/**
 * Listening sockets and connections of containers: of TCP as the kernel trace shows them, and all as they are at the moment of each look. Without
 * the trace, a connection that was opened and closed between two looks is seen when the container closed it first, since the kernel then keeps
 * it for a minute.
 */
export function watchSockets(tree: HostTree, news: SocketNews) {
	/** By container: what the last look has found, so that a connection that stays is one. */
	const before = new Map<string, Set<string>>();
	/** By container: addresses that the trace has shown it to call. */
	const traced = new Map<string, Set<string>>();

	return {
		/**
		 * Looks at one running container. Those that share the network of the host or of another container are left to that.
		 *
		 * @param only  its UDP sockets, once all of them have been seen
		 */
		look({id, pid, namespaces}: Pick<ContainerFacts, 'id' | 'pid' | 'namespaces'>, only: 'udp' | null = null): void {
			const {kind} = namespaces.network;
			if (pid === null || kind === 'host' || kind === 'container') return;
			const tables = readSocketTables(tree, `/proc/${pid}/net`, only);
			if (!tables.known) return;
			const {listening, connected} = tables.value;
			const seen = before.get(id) ?? new Set<string>();
			const now = new Set([...seen].filter(key => only !== null && !key.startsWith(only)));
			before.set(id, now);

			const served = listening.filter(({protocol, port}) => protocol === 'tcp' || port < ephemeral);
			const keyed = served.map(socket => ({socket, key: `${socket.protocol} ${socket.address} ${socket.port}`}));
			for (const {key} of keyed) now.add(key);
			const fresh = keyed.filter(({key}) => !seen.has(key)).map(({socket}) => socket);
			const owners = fresh.length > 0 ? nameOwners(tree, fresh, processesOfGroup(tree, pid)) : new Map<string, string>();
			for (const {protocol, address, port, inode} of fresh) {
				const owner = owners.get(inode);
				if (owner === undefined && address === embeddedDns) continue;
				news.listener(id, {protocol, address, port, process: owner === undefined ? null : sanitise(owner)});
			}

			const ports = new Set(served.map(({protocol, port}) => `${protocol} ${port}`));
			for (const {protocol, address: peer, port, localPort} of connected.slice(0, MAX_CONNECTIONS)) {
				if (isLoopbackConnection(peer)) continue;
				const address = sanitise(plainAddress(peer));
				const isClient = ports.has(`${protocol} ${localPort}`);
				const key = `${protocol} ${address} ${isClient ? `in ${port} ${localPort}` : `${port} ${localPort}`}`;
				now.add(key);
				if (seen.has(key)) continue;
				if (isClient) news.client(id, {protocol, address, port: localPort});
				else if (protocol === 'udp' || traced.get(id)?.has(`${address} ${port}`) !== true)
					news.destination(id, {protocol, address, port});
			}
		},
		/** Takes a socket that the trace shows: also in a network namespace that is shared, since it is known whose task it is. */
		take({id}: Pick<ContainerFacts, 'id'>, {does, address, port, process}: TracedSocket): void {
			if (does === 'listen') {
				const listens = setOf(before, id);
				const key = `tcp ${address} ${port}`;
				if (listens.has(key)) return;
				if (listens.size >= 2 * MAX_CONNECTIONS) listens.clear();
				listens.add(key);
				news.listener(id, {protocol: 'tcp', address: sanitise(address), port, process: sanitise(process)});
				return;
			}
			if (isLoopbackConnection(address)) return;
			const plain = sanitise(plainAddress(address));
			const called = setOf(traced, id);
			if (called.size >= MAX_CONNECTIONS) called.clear();
			called.add(`${plain} ${port}`);
			news.destination(id, {protocol: 'tcp', address: plain, port});
		},
		/** @param running  ids */
		forget(running: ReadonlyMap<string, unknown>): void {
			for (const known of [before, traced]) for (const id of known.keys()) if (!running.has(id)) known.delete(id);
		},
	};
}

function setOf(sets: Map<string, Set<string>>, id: string): Set<string> {
	const found = sets.get(id) ?? new Set<string>();
	sets.set(id, found);
	return found;
}
