import {
	type ContainerFacts,
	type HostTree,
	heldSockets,
	processesOfGroup,
	type SafeText,
	type UnixPeers,
	unixPeers,
} from '../../../base/index.js';
import {
	type Address,
	type Connect,
	type HeldConnect,
	mayReachRuntime,
	type ReportUse,
	socketOfAddress,
} from './connected-socket.js';
import type {RuntimeSocketNames} from './runtime-socket-names.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Milliseconds for which connections wait for what the engine says. */
const heldFor = 10_000;
/** Milliseconds between two lists of the sockets. */
const pause = 250;

const noPeers: UnixPeers = {serverOf: new Map(), listening: new Set()};

export type ClientPeersParts = {
	readonly tree: HostTree;
	readonly sockets: Pick<RuntimeSocketNames, 'at'>;
	readonly work: Pick<WorkUnderWay, 'addLoose'>;
	readonly factsOf: (id: string) => ContainerFacts | null;
	readonly report: ReportUse;
	/** It is not known where one has led. */
	readonly lose: () => void;
	/** Connections that wait for a decision, at most. */
	readonly most: number;
};

/**
 * Decides about connections of which the file is not known: by the kernel's list of connected sockets while the client is there, then by the
 * address. A container that may reach a runtime has its sockets listed when it is first seen running, too.
 */
export function listClientPeers({tree, sockets, work, factsOf, report, lose, most}: ClientPeersParts) {
	let unseen: HeldConnect[] = [];
	/** Those whose connections were listed when they were first seen running. */
	const listed = new Set<string>();
	let isListing = false;

	async function settle(facts: ContainerFacts, held: readonly HeldConnect[]): Promise<void> {
		const pid = facts.pid ?? held[0]?.connect.pid;
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
			if (socket === 'unclear') lose();
			else if (socket !== null) report(facts.id, socket, connect);
		}
		if (listed.has(facts.id)) return;
		listed.add(facts.id);
		for (const one of processesOfGroup(tree, pid))
			for (const socket of new Set(heldSockets(tree, one).inodes.flatMap(inode => runtimeAt(inode) ?? [])))
				report(facts.id, socket, {pid: one, ...unknownProgram});
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
		add(held: HeldConnect): void {
			if (unseen.length < most) unseen.push(held);
			else lose();
			begin();
		},
		/** To be called once a second. @param reaching  those that may reach a runtime @param running  ids */
		look(reaching: readonly string[], running: ReadonlyMap<string, unknown>): void {
			for (const id of listed) if (!running.has(id)) listed.delete(id);
			const fresh = reaching.filter(id => !listed.has(id));
			if (fresh.length > 0 || unseen.length > 0) begin(fresh);
		},
	};
}

const unknownProgram: Omit<Connect, 'pid' | keyof Address> = {program: null, command: '<...>', byExec: false};
