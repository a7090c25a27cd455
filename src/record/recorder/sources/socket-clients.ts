import {type ContainerFacts, type HostTree, type SafeText, sanitise, type TracedTasks} from '../../../base/index.js';
import {listClientPeers} from './client-peers.js';
import {type Connect, type HeldConnect, mayReachRuntime, type ReportUse} from './connected-socket.js';
import type {ContainerFiles} from './container-files.js';
import {runtimeSocketNames} from './runtime-socket-names.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Its use of the socket of a container runtime, by its name on the host. */
export type SocketUse = {readonly socket: SafeText; readonly process: SafeText; readonly byExec: boolean};

/** Connections that wait for a decision; more are counted as lost. */
const MAX_HELD = 500;

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
	let undecided: (HeldConnect & {readonly file: string})[] = [];
	let lost = 0;
	const lose = (): void => {
		lost += 1;
	};
	const report: ReportUse = (id, socket, {pid, program, command, byExec}) => {
		const use = (name: string | null): void => {
			const process = sanitise(name ?? (command === '<...>' ? 'a process that has ended' : command));
			onUse(id, {socket, process, byExec});
		};
		if (program === null) work.add(files.executedName(id, pid).then(use));
		else use(program);
	};
	const peers = listClientPeers({tree, sockets, work, factsOf, report, lose, most: MAX_HELD});

	/** Takes what the file that the path leads to is known to be. @param file  its identity, `null` where that is not known */
	function decide(held: HeldConnect, file: string | null): void {
		if (file === null) {
			peers.add(held);
			return;
		}
		const socket = sockets.of(file);
		if (socket === undefined) {
			if (undecided.length < MAX_HELD) undecided.push({...held, file});
			else lose();
		} else if (socket !== null) report(held.id, socket, held.connect);
	}

	async function decideAll(waiting: typeof undecided): Promise<void> {
		await sockets.decide(waiting.map(({file}) => file));
		for (const {id, connect, file} of waiting) {
			const socket = sockets.of(file);
			if (socket != null) report(id, socket, connect);
		}
	}

	const mayReach = (id: string): boolean => {
		const facts = factsOf(id);
		return facts !== null && mayReachRuntime(facts);
	};

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
			const reaching = [...running.keys()].filter(mayReach);
			peers.look(reaching, running);
			if (lost > 0) onLost(lost);
			lost = 0;
			return reaching.length > 0;
		},
	};
}
