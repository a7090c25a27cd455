import {
	type ContainerFacts,
	type HostTree,
	heldSockets,
	processesOfGroup,
	type SafeText,
	sanitise,
	type TracedTasks,
	type UnixPeers,
	unixPeers,
} from '../../../base/index.js';
import {type Address, mayReachRuntime, socketOfAddress} from './connected-socket.js';
import type {ContainerFiles} from './container-files.js';
import {runtimeSocketNames} from './runtime-socket-names.js';
import type {WorkUnderWay} from './work-under-way.js';

/** A connection that a task of a container has made. */
export type Connect = Address & {
	readonly pid: number;
	/** File name of the program; `null` where that is not known. Untrusted. */
	readonly program: string | null;
	/** Short name of the task, `<...>` where the kernel has forgotten it. Untrusted. */
	readonly command: string;
	/** Started from outside: `docker exec`, a health check. */
	readonly byExec: boolean;
};
/** Its use of the socket of a container runtime, by its name on the host. */
export type SocketUse = {readonly socket: SafeText; readonly process: SafeText; readonly byExec: boolean};

type Held = {readonly id: string; readonly connect: Connect; readonly at: number};

/** Connections that wait for a decision, more are counted as lost; and milliseconds for which they wait for what the engine says. */
const mostHeld = 500;
const heldFor = 10_000;
/** Milliseconds between two lists of the sockets. */
const pause = 250;

const noPeers: UnixPeers = {serverOf: new Map(), listening: new Set()};

export type SocketClientsParts = {
	readonly tree: HostTree;
	readonly host: Pick<TracedTasks, 'runtimeSocketsOf'>;
	readonly files: Pick<ContainerFiles, 'socketAt' | 'executedName'>;
	readonly work: Pick<WorkUnderWay, 'add' | 'addLoose'>;
	/** Of the engine; `null` when it is not reached through one. */
	readonly socketPath: string | null;
	readonly factsOf: (id: string) => ContainerFacts | null;
	readonly onUse: (id: string, use: SocketUse) => void;
	/** So many connections of which it is not known where they led. */
	readonly onLost: (count: number) => void;
};

/**
 * Finds the uses of sockets of container runtimes among the connections that containers make. The file that the path leads to decides. Where
 * it leads nowhere or was not seen, the kernel's list of connected sockets does while the client is there, then the address.
 */
export async function watchSocketClients({tree, host, files, work, socketPath, factsOf, onUse, onLost}: SocketClientsParts) {
	const sockets = await runtimeSocketNames(host, socketPath);
	/** Of which the file is known, but not yet whose it is. */
	let undecided: (Held & {readonly file: string})[] = [];
	/** Of which the file is not known. */
	let unseen: Held[] = [];
	/** Those whose connections were listed when they were first seen running. */
	const listed = new Set<string>();
	let isListing = false;
	let lost = 0;

	const hold = <One extends Held>(queue: One[], held: One): void => {
		if (queue.length < mostHeld) queue.push(held);
		else lost += 1;
	};
	const report = (id: string, socket: SafeText, {pid, program, command, byExec}: Omit<Connect, keyof Address>): void => {
		const use = (name: string | null): void => {
			const process = sanitise(name ?? (command === '<...>' ? 'a process that has ended' : command));
			onUse(id, {socket, process, byExec});
		};
		if (program === null) work.add(files.executedName(id, pid).then(use));
		else use(program);
	};

	/** Takes what the file that the path leads to is known to be. @param file  its identity, `null` where that is not known */
	function decide(held: Held, file: string | null): void {
		if (file === null) {
			hold(unseen, held);
			begin();
			return;
		}
		const socket = sockets.of(file);
		if (socket === undefined) hold(undecided, {...held, file});
		else if (socket !== null) report(held.id, socket, held.connect);
	}

	async function decideAll(waiting: typeof undecided): Promise<void> {
		await sockets.decide(waiting.map(({file}) => file));
		for (const {id, connect, file} of waiting) {
			const socket = sockets.of(file);
			if (socket != null) report(id, socket, connect);
		}
	}

	async function settle(facts: ContainerFacts, held: readonly Held[]): Promise<void> {
		const [first] = held;
		const pid = facts.pid ?? first?.connect.pid;
		if (pid === undefined) return;
		const {serverOf, listening} = (await unixPeers(tree, pid)) ?? noPeers;
		// In a namespace that is not the host's, an engine that listens is the container's own.
		const own: ReadonlySet<string> = facts.namespaces.network.kind === 'host' ? new Set() : listening;
		/** By the inode of the client's end; `null`: another socket, `undefined`: not connected. */
		const runtimeAt = (inode: string): SafeText | null | undefined => {
			const path = serverOf.get(inode);
			return path === undefined ? undefined : own.has(path) ? null : sockets.at(path);
		};
		for (const {connect} of held) {
			const found = heldSockets(tree, connect.pid).inodes.map(runtimeAt);
			const isSeen = found.some(one => one !== undefined);
			const socket = found.find(one => one != null) ?? (isSeen ? null : socketOfAddress(facts, connect, own));
			if (socket === 'unclear') lost += 1;
			else if (socket !== null) report(facts.id, socket, connect);
		}
		if (listed.has(facts.id)) return;
		listed.add(facts.id);
		for (const one of processesOfGroup(tree, pid))
			for (const socket of new Set(heldSockets(tree, one).inodes.flatMap(inode => runtimeAt(inode) ?? [])))
				report(facts.id, socket, {pid: one, program: null, command: '<...>', byExec: false});
	}

	/** @param ids  containers of which it is not known yet what they are connected to */
	async function list(ids: readonly string[]): Promise<void> {
		const taken = unseen;
		unseen = [];
		for (const id of new Set([...ids, ...taken.map(one => one.id)])) {
			const facts = factsOf(id);
			const held = taken.filter(one => one.id === id);
			if (facts !== null && mayReachRuntime(facts)) await settle(facts, held);
			else if (facts === null) unseen.push(...held.filter(({at}) => performance.now() - at < heldFor));
		}
	}

	function begin(ids: readonly string[] = []): void {
		if (isListing) return;
		isListing = true;
		const listing = list(ids).finally(() => {
			setTimeout(() => {
				isListing = false;
				if (unseen.some(({id}) => factsOf(id) !== null)) begin();
			}, pause).unref();
		});
		work.addLoose(listing);
	}

	return {
		/** Takes a connection to any socket. Most containers cannot reach one of the host, however often they connect to their own. */
		connected(id: string, connect: Connect): void {
			const facts = factsOf(id);
			if (facts !== null && !mayReachRuntime(facts)) return;
			const held = {id, connect, at: performance.now()};
			const {pid, path} = connect;
			if (path === null) decide(held, null);
			else work.add(files.socketAt(id, {pid, first: facts?.pid ?? null, path}).then(file => decide(held, file)));
		},
		/**
		 * To be called once a second.
		 *
		 * @param running  ids
		 * @returns whether one of them may reach such a socket
		 */
		look(running: ReadonlyMap<string, unknown>): boolean {
			const waiting = undecided;
			undecided = [];
			if (waiting.length > 0) work.addLoose(decideAll(waiting));
			for (const id of listed) if (!running.has(id)) listed.delete(id);
			const reaching = [...running.keys()].filter(id => {
				const facts = factsOf(id);
				return facts !== null && mayReachRuntime(facts);
			});
			const fresh = reaching.filter(id => !listed.has(id));
			if (fresh.length > 0 || unseen.length > 0) begin(fresh);
			if (lost > 0) onLost(lost);
			lost = 0;
			return reaching.length > 0;
		},
	};
}
