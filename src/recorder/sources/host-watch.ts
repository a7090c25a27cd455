import {dirname} from 'node:path';
import {maskSecrets} from '../../facts/secrets.js';
import {acceptedConnections} from '../../host/accepted-connections.js';
import {peakReadings} from '../../host/cgroup-peaks.js';
import type {HostTree} from '../../host/host-tree.js';
import {writableLayer} from '../../host/writable-layer.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
import type {ActivityLog} from '../activity-log.js';
import type {KnownContainer} from '../known-containers.js';
import {newDirectory} from '../store/workload.js';
import {watchSockets} from './socket-watch.js';
import {portText} from './task-activity.js';

/** Milliseconds between two looks at all containers, at least; and how many times longer than the looks took that is. */
const every = {sockets: 1_000, peaks: 10_000, layers: 5_000};
const share = 100;
/** Milliseconds between two looks at the writable layer of one container. */
const layerAgain = 600_000;

export type HostWatchParts = {
	readonly tree: HostTree;
	readonly log: ActivityLog;
	readonly find: (id: string) => KnownContainer | null;
};

/** Sockets, peaks and written directories of the running containers, as the host shows them. A slow look makes the next one later. */
export function watchHost({tree, log, find}: HostWatchParts) {
	const sockets = watchSockets(tree, {
		listener(id, listener) {
			const known = find(id);
			if (known === null) return;
			const {address, port, protocol, process} = listener;
			const novelty = log.habit(known.subject, 'listener', portText(address, port, protocol), {note: process ?? trusted('')});
			log.judge(known.subject, {kind: 'listener', ...listener}, novelty);
		},
		destination(id, destination) {
			const known = find(id);
			if (known === null) return;
			const {address, port, protocol} = destination;
			const novelty = log.habit(known.subject, 'destination', portText(address, port, protocol), {note: trusted('')});
			log.judge(known.subject, {kind: 'destination', ...destination}, novelty);
		},
		client(id, {address, port, protocol}) {
			const known = find(id);
			if (known !== null) log.habit(known.subject, 'client', portText(address, port, protocol), {note: trusted('')});
		},
	});
	/** What was accepted until the last look, by which first process. */
	const accepted = new Map<string, {readonly pid: number; readonly count: number}>();
	let isFirstLook = true;
	/** When each layer was last looked at. */
	const looked = new Map<string, number>();
	const next = {sockets: 0, peaks: 0, layers: 0};

	const sometimes = (what: keyof typeof next, work: () => void): void => {
		const start = performance.now();
		if (start < next[what]) return;
		work();
		const end = performance.now();
		next[what] = end + Math.max(every[what] - 50, share * (end - start));
	};

	function lookAtLayer(running: ReadonlyMap<string, number>): void {
		for (const id of looked.keys()) if (!running.has(id)) looked.delete(id);
		const now = performance.now();
		const due = [...running.keys()].find(id => now - (looked.get(id) ?? Number.NEGATIVE_INFINITY) >= layerAgain);
		const known = due === undefined ? null : find(due);
		if (due === undefined || known === null) return;
		looked.set(due, now);
		const directories = new Map<string, SafeText>();
		for (const {path, kind, isDirectory} of writableLayer(tree, known.facts.raw) ?? [])
			if (isDirectory === true) directories.set(path, kind === 'added' ? newDirectory : trusted(''));
			else if (!directories.has(dirname(path))) directories.set(dirname(path), trusted(''));
		for (const [path, note] of directories) log.habit(known.subject, 'directory', maskSecrets(path), {note});
	}

	/** Counts what a container has accepted since the last look, or since its start, if that was later. */
	function countConnections({facts, subject}: KnownContainer, pid: number, isFirstLook: boolean): void {
		const {kind} = facts.namespaces.network;
		const now = kind === 'host' || kind === 'container' ? null : acceptedConnections(tree, pid);
		if (now === null) return;
		const before = accepted.get(facts.id);
		accepted.set(facts.id, {pid, count: now});
		if (before?.pid === pid) log.connections(subject, Math.max(0, now - before.count));
		else log.connections(subject, before === undefined && isFirstLook ? 0 : now);
	}

	return {
		/** To be called about once a second. @param running  ids and first processes */
		look(running: ReadonlyMap<string, number>): void {
			sometimes('sockets', () => {
				sockets.forget(running);
				for (const id of running.keys()) {
					const known = find(id);
					if (known !== null) sockets.look(known.facts);
				}
			});
			sometimes('peaks', () => {
				for (const [id, pid] of running) {
					const known = find(id);
					const {memory, pids} = peakReadings(tree, pid);
					if (known === null) continue;
					log.peak(known.subject, memory?.value ?? 0, pids?.value ?? 0);
					countConnections(known, pid, isFirstLook);
				}
				for (const id of accepted.keys()) if (!running.has(id)) accepted.delete(id);
				isFirstLook = false;
			});
			sometimes('layers', () => lookAtLayer(running));
		},
	};
}
