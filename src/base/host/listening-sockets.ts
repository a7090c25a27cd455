import {type Known, known, unknown} from '../answers/index.js';
import type {ListeningSocket} from '../facts/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {HostTree} from './host-tree.js';
import {commOf} from './process-table.js';

/** A process may open a million files; its listening sockets are rarely beyond the first few thousand. */
const MOST_FILES = 8192;

/** A listening socket, with the inode that identifies it in /proc/<pid>/fd. */
export type OwnedSocket = Omit<ListeningSocket, 'process'> & {readonly inode: string};

/** A socket with a peer. TCP keeps one for a minute after it has closed it (TIME_WAIT). */
export type SocketConnection = {
	readonly protocol: 'tcp' | 'udp';
	readonly localPort: number;
	readonly address: SafeText;
	readonly port: number;
};

/**
 * `counted`: the line of /proc/net/protocols that counts a table's sockets, for UDP that of sockstat or sockstat6 too; `some`: a line that
 * counts any. MPTCP sockets listen in TCP's tables.
 */
const TABLES = [
	{file: 'tcp', protocol: 'tcp', family: 4, counted: /^TCP +\d+ +\d/m, some: /^(?:MP)?TCP +\d+ +[1-9]/m},
	{file: 'tcp6', protocol: 'tcp', family: 6, counted: /^TCPv6 +\d+ +\d/m, some: /^(?:MP)?TCPv6 +\d+ +[1-9]/m},
	{file: 'udp', protocol: 'udp', family: 4, counted: /^UDP(?: +\d+ +|: inuse )\d/m, some: /^UDP(?: +\d+ +|: inuse )[1-9]/m},
	{
		file: 'udp6',
		protocol: 'udp',
		family: 6,
		counted: /^UDP(?:v6 +\d+ +|6: inuse )\d/m,
		some: /^UDP(?:v6 +\d+ +|6: inuse )[1-9]/m,
	},
] as const;

/** TCP_LISTEN; a bound UDP socket without a peer is TCP_CLOSE. @source include/net/tcp_states.h */
const WAITING = {tcp: '0A', udp: '07'} as const;

/**
 * Listening sockets in the network namespace of a process. The tables are readable by everyone, but for each one the kernel walks the sockets
 * of the whole machine; tables that are empty according to the namespace's own count are skipped.
 *
 * @param directory  `/proc/net` or `/proc/<pid>/net`
 * @source net/core/sock.c (proto_seq_printf): protocol, size, sockets of the namespace
 */
export function readSockets(tree: HostTree, directory: string): Known<OwnedSocket[]> {
	const found = readSocketTables(tree, directory);
	return found.known ? known(found.value.listening) : found;
}

/**
 * The same, with the sockets that have a peer.
 *
 * @param only  one protocol: the tables of TCP are those that take the kernel long, up to 2 ms on a machine with much memory
 * @source net/ipv4/proc.c, net/ipv6/proc.c: sockstat counts the UDP sockets of the namespace, in a third of the time
 */
export function readSocketTables(
	tree: HostTree,
	directory: string,
	only: 'udp' | null = null,
): Known<{readonly listening: OwnedSocket[]; readonly connected: SocketConnection[]}> {
	const listening: OwnedSocket[] = [];
	const connected: SocketConnection[] = [];
	let tables = 0;
	const counts = only === null ? ['protocols'] : ['sockstat', 'sockstat6'];
	const counted = counts.map(name => tableText(tree, `${directory}/${name}`)).join('');
	for (const {file, protocol, family, ...lines} of TABLES) {
		if (only !== null && protocol !== only) continue;
		if (lines.counted.test(counted) && !lines.some.test(counted)) {
			tables += 1;
			continue;
		}
		const text = tree.readTable(`${directory}/${file}`);
		if (!text.known) return text;
		// There is no tcp6 without IPv6.
		if (text.value === null) continue;
		tables += 1;
		for (const line of text.value.split('\n').slice(1)) {
			const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
			const [address = '', port = ''] = local.split(':');
			const [peer = '', peerPort = ''] = remote.split(':');
			if (!/^[0-9A-F]{1,4}$/.test(port) || !/^[0-9A-F]{1,4}$/.test(peerPort) || !/^\d+$/.test(inode)) continue;
			const localPort = Number.parseInt(port, 16);
			if (!/^0+$/.test(peerPort))
				connected.push({protocol, localPort, address: sanitise(addressOf(peer)), port: Number.parseInt(peerPort, 16)});
			else if (state === WAITING[protocol])
				listening.push({protocol, family, address: sanitise(addressOf(address)), port: localPort, inode});
		}
	}
	return tables === 0 ? unknown(`host:${directory}`, 'there is no such process, or no /proc') : known({listening, connected});
}

/** Without the reads with which a file of unknown length is read to its end. */
function tableText(tree: HostTree, path: string): string {
	const text = tree.readTable(path);
	return (text.known && text.value) || '';
}

/** `0100007F` is 127.0.0.1: 32-bit words in host byte order, assumed to be little-endian. */
export function addressOf(hex: string): string {
	const words = hex.match(/.{8}/g) ?? [];
	const bytes = words.flatMap(word => (word.match(/../g) ?? []).reverse().map(byte => Number.parseInt(byte, 16)));
	if (bytes.length === 4) return bytes.join('.');
	const groups = Array.from({length: 8}, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
	if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) return `::ffff:${bytes.slice(12).join('.')}`;
	return compress(groups.map(group => group.toString(16)));
}

/** The longest run of zeros as `::`. @source RFC 5952 */
function compress(groups: readonly string[]): string {
	const runs = [...groups.join(':').matchAll(/(?<=^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
	const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
	if (longest === '') return groups.join(':');
	const text = groups.join(':');
	const at = text.search(new RegExp(`(?<=^|:)${longest}(?=:|$)`));
	return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

/** Names of the processes that hold the sockets, for those of `pids` whose open files may be read. */
export function nameOwners(tree: HostTree, sockets: readonly OwnedSocket[], pids: readonly number[]): Map<string, string> {
	const search = searchOwners(tree, sockets);
	for (const pid of pids) if (search.lookAt(pid) === 'enough') break;
	return search.owners;
}

/** The same search, one process at a time. */
export function searchOwners(tree: HostTree, sockets: readonly OwnedSocket[]) {
	const missing = new Set(sockets.map(({inode}) => inode));
	const owners = new Map<string, string>();
	let whole = true;
	return {
		owners,
		/** False when a process had more open files than were examined. */
		isWhole: () => whole,
		lookAt(pid: number): 'enough' | undefined {
			if (missing.size === 0) return 'enough';
			const {inodes, isAll} = heldSockets(tree, pid);
			if (isAll === false) whole = false;
			const held = inodes.filter(inode => missing.delete(inode));
			if (held.length === 0) return undefined;
			const name = commOf(tree, pid) ?? `pid ${pid}`;
			for (const inode of held) owners.set(inode, name);
			return undefined;
		},
	};
}

/** Inodes of the sockets that a process has open. `isAll`: false when it has more files than are looked at, `null` when it is not ours to see. */
export function heldSockets(tree: HostTree, pid: number): {readonly inodes: readonly string[]; readonly isAll: boolean | null} {
	const descriptors = tree.some(`/proc/${pid}/fd`, MOST_FILES);
	if (!descriptors.known) return {inodes: [], isAll: null};
	const {names, isAll} = descriptors.value ?? {names: [], isAll: true};
	const inodes = names.flatMap(fd => {
		const target = tree.link(`/proc/${pid}/fd/${fd}`);
		const inode = target.known && /^socket:\[(\d+)\]$/.exec(target.value ?? '')?.[1];
		return typeof inode === 'string' ? [inode] : [];
	});
	return {inodes, isAll};
}

/** @param owners  process names by the inode of the socket they hold */
export function withOwners(sockets: readonly OwnedSocket[], owners: ReadonlyMap<string, string>): ListeningSocket[] {
	return sockets.map(({inode, ...socket}) => {
		const owner = owners.get(inode);
		return {...socket, process: owner === undefined ? null : sanitise(owner)};
	});
}

/** Whether a process is in our network namespace; `null` when the namespaces may not be compared. */
export function isInOurNetwork(tree: HostTree, pid: number): boolean | null {
	const ours = tree.link('/proc/self/ns/net');
	const theirs = tree.link(`/proc/${pid}/ns/net`);
	if (!ours.known || !theirs.known) return null;
	return ours.value !== null && ours.value === theirs.value;
}
