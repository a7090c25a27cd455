import {dirname} from 'node:path';
import {
	acceptedConnections,
	type HostAccess,
	type HostTree,
	maskSecrets,
	peakReadings,
	type SafeText,
	trusted,
} from '../../../base/index.js';
import type {ActivityLog} from '../activity-log.js';
import type {KnownContainer, KnownContainers} from '../known-containers.js';
import {newDirectory} from '../store/workload.js';
import {readSocketActivity} from './socket-activity.js';
import {type TracedSocket, watchSockets} from './socket-watch.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Milliseconds between two looks at all containers, at least; and how many times longer that is than the processor worked for them. */
const every = {
	sockets: {atLeast: 1_000, share: 200},
	/** While the kernel trace shows TCP sockets as they change: UDP, and what is left of TCP, clients that come in. */
	udp: {atLeast: 1_000, share: 400},
	clients: {atLeast: 10_000, share: 500},
	peaks: {atLeast: 10_000, share: 200},
	layers: {atLeast: 5_000, share: 200},
};
/** Each container is looked at in every third look at peaks, since the kernel keeps them itself, and in the first three. */
const peakRounds = 3;
/** Milliseconds between two looks at the writable layer of one container. */
const layerAgain = 600_000;

export type HostActivityParts = {
	readonly tree: HostTree;
	readonly host: Pick<HostAccess, 'changedPaths'>;
	readonly work: Pick<WorkUnderWay, 'addLoose' | 'check'>;
	readonly log: ActivityLog;
	readonly known: Pick<KnownContainers, 'get' | 'values'>;
};

/** Records sockets, peaks and written directories of the running containers, as the host shows them. A slow look makes the next one later. */
export function readHostActivity(parts: HostActivityParts) {
	const {tree, work, log, known: containers} = parts;
	const sockets = watchSockets(tree, readSocketActivity({log, known: containers}));
	const peaks = readPeaks(parts);
	const layers = readLayers(parts);
	const sometimes = paceLooks(work);
	/** Containers that listen on a port that the kernel has chosen, which the trace does not show. */
	const changed = new Set<string>();

	const lookAtSockets = (ids: Iterable<string>, only: 'udp' | null = null): void => {
		for (const id of ids) {
			const known = containers.get(id);
			if (known !== null) sockets.look(known.facts, only);
		}
	};

	return {
		/** Takes a TCP socket that the trace shows. */
		tcp({facts}: KnownContainer, socket: TracedSocket): void {
			if (socket.port === 0) changed.add(facts.id);
			else sockets.take(facts, socket);
		},
		/**
		 * To be called about once a second.
		 *
		 * @param running  ids and first processes
		 * @param isTraced  the trace shows the TCP sockets of containers as they change
		 */
		look(running: ReadonlyMap<string, number>, isTraced: boolean): void {
			work.check();
			sockets.forget(running);
			sometimes(isTraced ? 'clients' : 'sockets', () => lookAtSockets(running.keys()));
			if (isTraced) sometimes('udp', () => lookAtSockets(running.keys(), 'udp'));
			lookAtSockets(changed);
			changed.clear();
			sometimes('peaks', () => peaks.look(running));
			sometimes('layers', () => layers.look(running));
		},
	};
}

/** Makes a look when it is due. */
function paceLooks(underWay: HostActivityParts['work']) {
	const next = {sockets: 0, udp: 0, clients: 0, peaks: 0, layers: 0};
	return (what: keyof typeof every, work: () => void | Promise<void>): void => {
		if (performance.now() < next[what]) return;
		const before = process.cpuUsage();
		const rest = (): void => {
			// Not the time that passed: on a busy machine others work meanwhile, and that is no reason to look away.
			const {user, system} = process.cpuUsage(before);
			const {atLeast, share} = every[what];
			next[what] = performance.now() + Math.max(atLeast - 50, (share * (user + system)) / 1000);
		};
		next[what] = Number.POSITIVE_INFINITY;
		const working = work();
		if (working === undefined) rest();
		else underWay.addLoose(working.finally(rest));
	};
}

/** Peaks of memory and tasks, and accepted connections. */
function readPeaks({tree, log, known: containers}: HostActivityParts) {
	/** What was accepted until the last look, by which first process. */
	const accepted = new Map<string, {readonly pid: number; readonly count: number}>();
	/** How often there was an occasion to look at the peaks of each. */
	const rounds = new Map<string, number>();
	let isFirstLook = true;

	/** Counts what a container has accepted since the last look, or since its start, if that was later. */
	function countConnections({facts, subject}: KnownContainer, pid: number): void {
		const {kind} = facts.namespaces.network;
		const now = kind === 'host' || kind === 'container' ? null : acceptedConnections(tree, pid);
		if (now === null) return;
		const before = accepted.get(facts.id);
		accepted.set(facts.id, {pid, count: now});
		if (before?.pid === pid) log.connections(subject, Math.max(0, now - before.count));
		else log.connections(subject, before === undefined && isFirstLook ? 0 : now);
	}

	return {
		look(running: ReadonlyMap<string, number>): void {
			let index = 0;
			for (const [id, pid] of running) {
				const round = rounds.get(id) ?? 0;
				rounds.set(id, round + 1);
				index += 1;
				if (round >= peakRounds && (round + index) % peakRounds !== 0) continue;
				const known = containers.get(id);
				const {memory, pids} = peakReadings(tree, pid, id);
				if (known === null) continue;
				log.peak(known.subject, memory?.value ?? 0, pids?.value ?? 0);
				countConnections(known, pid);
			}
			for (const known of [accepted, rounds]) for (const id of known.keys()) if (!running.has(id)) known.delete(id);
			isFirstLook = false;
		},
	};
}

/** Directories that containers write to. */
function readLayers({host, log, known: containers}: HostActivityParts) {
	/** When each layer was last looked at. */
	const looked = new Map<string, number>();
	return {
		/** Looks at the layer of one container, if there is one whose turn it is. */
		async look(running: ReadonlyMap<string, number>): Promise<void> {
			for (const id of looked.keys()) if (!running.has(id)) looked.delete(id);
			const now = performance.now();
			const due = [...running.keys()].find(id => now - (looked.get(id) ?? Number.NEGATIVE_INFINITY) >= layerAgain);
			const known = due === undefined ? null : containers.get(due);
			if (due === undefined || known === null) return;
			looked.set(due, now);
			const directories = new Map<string, SafeText>();
			const changes = await host.changedPaths(known.facts.raw);
			for (const {path, kind, isDirectory} of changes.known ? changes.value : [])
				if (isDirectory === true) directories.set(path, kind === 'added' ? newDirectory : trusted(''));
				else if (!directories.has(dirname(path))) directories.set(dirname(path), trusted(''));
			for (const [path, note] of directories) log.habit(known.subject, 'directory', maskSecrets(path), {note});
		},
	};
}
