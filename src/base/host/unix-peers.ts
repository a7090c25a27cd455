import type {HostTree} from './host-tree.js';
import {isInOurNetwork} from './listening-sockets.js';
import {hasProgram, runProgram} from './run-program.js';

/** The unix sockets of a network namespace. */
export type UnixPeers = {
	/** The path of the server that a socket is connected to, by the inode of the client's end. */
	readonly serverOf: ReadonlyMap<string, string>;
	/** Paths on which something in this namespace listens itself. */
	readonly listening: ReadonlySet<string>;
};

/** `u_str ESTAB 0 0 /run/docker.sock 4711 * 4712`: the server's end, then the inode of the client's. @source ss(8) */
const row = /^u_\w+\s+(ESTAB|LISTEN)\s+\d+\s+\d+\s+(\/.*)\s\d+\s+\*\s+(\d+)\s*$/;

/** Whether the programs are here that list them. */
export const canListPeers = (): boolean => hasProgram('ss') && hasProgram('nsenter');

/**
 * Who is connected to which unix socket in the network namespace of a process. Both ends are in the client's namespace, wherever the server
 * runs. /proc/net/unix names no peers, so iproute2's `ss` is asked; `null` where it is missing or refused.
 *
 * @source net/unix/af_unix.c `unix_stream_connect`: the server's end is made in the namespace of the client
 */
export async function unixPeers(tree: HostTree, pid: number): Promise<UnixPeers | null> {
	const list = ['-xaHn'];
	const text =
		isInOurNetwork(tree, pid) === true
			? await runProgram('ss', list)
			: await runProgram('nsenter', [`--net=/proc/${pid}/ns/net`, 'ss', ...list]);
	if (text === null) return null;
	const serverOf = new Map<string, string>();
	const listening = new Set<string>();
	for (const line of text.split('\n')) {
		const [, state, path = '', inode = ''] = row.exec(line) ?? [];
		if (state === 'LISTEN') listening.add(path);
		else if (state === 'ESTAB') serverOf.set(inode, path);
	}
	return {serverOf, listening};
}
