import {basename} from 'node:path';
import {
	type ContainerFacts,
	createTaskMap,
	type HostTree,
	isOfTheRuntime,
	type Member,
	type OwnProcess,
	processesToFollow,
	readStatus,
	type TaskMap,
	type TracePipe,
	textAt,
} from '../../../base/index.js';
import type {ContainerFiles} from './container-files.js';
import {type ContainerTasks, recordTasks} from './container-tasks.js';

/** Seconds after which a container whose shim was seen is known to run, or does not any more. */
const startsWithin = 60;
/** Checks of all containers that wait until the engine has been asked about them, some 300 bytes each. */
const MAX_WAITING = 50_000;
/** Tasks of which it is remembered to which container they belong, before those that have ended are forgotten. */
const MANY_TASKS = 16_384;

export type Followed = {readonly id: string; readonly tasks: ContainerTasks};

export type FollowedContainersParts = {
	readonly tree: HostTree;
	readonly files: ContainerFiles;
	readonly factsOf: (id: string) => ContainerFacts | null;
	/** Something that this container did could not be kept, or was not seen. */
	readonly onLost: (id: string) => void;
	readonly trace: Pick<TracePipe, 'namespace' | 'follow'>;
	/** Seconds by a steady clock. */
	readonly seconds: () => number;
};

/** The containers that a kernel trace follows, and whose each task is: it runs in a container, or on its behalf. */
export function followedContainers(parts: FollowedContainersParts) {
	const containers = createContainers(parts);
	const owners = createTaskMap<string>(parts.tree, MANY_TASKS);
	const attach = attachRunning(parts, containers);
	return {
		all: containers.all,
		...taskOwners(parts, containers, owners),
		/** Forgets those that have ended, or that are of another engine that shares the containerd. */
		forgetEnded(running: ReadonlyMap<string, number>): void {
			containers.forgetEnded(running);
			attach.forget(id => containers.get(id) === null);
		},
		/** @param running  ids and first processes @param starters  what starts containers, to be followed too */
		followAll(running: ReadonlyMap<string, number>, starters: readonly number[]): void {
			const lists = [...running].map(([id, pid]) => ({id, list: attach.toFollow(id, pid)}));
			const found = new Map<number, OwnProcess & {readonly id: string}>();
			const processes = (): number[] => {
				for (const {id, list} of lists) for (const one of list()) found.set(one.pid, {...one, id});
				return [...starters, ...found.keys()];
			};
			for (const [task, process] of parts.trace.follow(processes)) {
				const own = found.get(process);
				if (own === undefined) continue;
				containers.get(own.id)?.tasks.add(task, own.as);
				owners.set(task, own.id);
			}
		},
	};
}

/** Those that are followed, each since it was last seen to start. */
function createContainers({tree, files, factsOf, onLost, trace, seconds}: FollowedContainersParts) {
	const containers = new Map<string, Followed & {since: number}>();
	const hasRoom = (): boolean => [...containers.values()].reduce((sum, {tasks}) => sum + tasks.waiting(), 0) < MAX_WAITING;

	function follow(id: string): Followed & {since: number} {
		const found = containers.get(id);
		if (found !== undefined) return found;
		const {namespace} = trace;
		const tasks = recordTasks(tree, id, {factsOf: () => factsOf(id), files, namespace, hasRoom, onDropped: () => onLost(id)});
		const fresh = {id, tasks, since: seconds()};
		containers.set(id, fresh);
		return fresh;
	}

	return {
		get: (id: string): Followed | null => containers.get(id) ?? null,
		all: (): Iterable<Followed> => containers.values(),
		/** Follows it from now on, if it is not followed yet. */
		follow: (id: string): Followed => follow(id),
		/** It starts, perhaps again, which the engine has perhaps not been asked about yet. */
		begins(id: string): Followed {
			const found = follow(id);
			found.tasks.begins();
			found.since = seconds();
			return found;
		},
		forgetEnded(running: ReadonlyMap<string, number>): void {
			for (const [id, {since}] of containers) if (!running.has(id) && seconds() - since > startsWithin) containers.delete(id);
		},
	};
}
type Containers = ReturnType<typeof createContainers>;

/** Whose each task is. */
function taskOwners({tree, factsOf}: FollowedContainersParts, containers: Containers, owners: TaskMap<string>) {
	const ownerOf = (pid: number): Followed | null => containers.get(owners.get(pid) ?? '');
	/** `null` for a task that does not run in a container. */
	function memberOf(pid: number): {readonly id: string; readonly member: Member} | null {
		const owner = ownerOf(pid);
		const member = owner?.tasks.family.inContainer(pid) ?? null;
		return owner === null || member === null ? null : {id: owner.id, member};
	}

	/** Of others not even the arguments are read: a container may hold who does. */
	const isOfHost = (pid: number): boolean =>
		memberOf(pid) === null &&
		readStatus(tree, pid)?.nestedPidNamespaces === 0 &&
		!ofContainer.test(textAt(tree, `/proc/${pid}/cgroup`));

	/** Of a task whose parents were not seen. */
	function ownerByGroup(pid: number): string | undefined {
		const id = ofContainer.exec(textAt(tree, `/proc/${pid}/cgroup`))?.[0];
		if (id === undefined || factsOf(id) === null) return undefined;
		containers.follow(id).tasks.family.addService(pid);
		owners.set(pid, id);
		return id;
	}

	return {
		ownerOf,
		memberOf,
		forked(parent: number, child: number): void {
			const owner = ownerOf(parent);
			if (owner === null) owners.delete(child);
			else {
				owners.set(child, owner.id);
				owner.tasks.fork(parent, child);
			}
		},
		/** Whether this is the shim of a container that it starts. A container may call a program so, and name another container. */
		isShim: (pid: number, file: string): boolean => basename(file).startsWith('containerd-shim') && isOfHost(pid),
		/** A shim starts its container. */
		begins(shim: number): void {
			const id = /\0-id\0([0-9a-f]{64})\0/.exec(textAt(tree, `/proc/${shim}/cmdline`))?.[1];
			if (id === undefined) return;
			containers.begins(id).tasks.family.addRuntime(shim);
			owners.set(shim, id);
		},
		/** Whose task executes a file. */
		ownerOfExec(pid: number, file: string): Followed | null {
			const id = owners.get(pid) ?? (isOfTheRuntime(file) ? undefined : ownerByGroup(pid));
			return containers.get(id ?? '');
		},
	};
}

/** Which processes of running containers are to be followed. */
function attachRunning({tree, onLost}: FollowedContainersParts, containers: Containers) {
	/** First processes of containers that were followed while they ran. */
	const attached = new Map<string, number>();
	return {
		/** Those that are not followed yet; to be asked several times. @param pid  its first process */
		toFollow(id: string, pid: number): () => readonly OwnProcess[] {
			const isNew = containers.get(id) === null;
			const {tasks} = containers.follow(id);
			// What it has done since a start that was missed is lost.
			const isMissed = !isNew && !tasks.family.has(pid) && attached.get(id) !== pid;
			if (isMissed) onLost(id);
			if (isNew || isMissed) attached.set(id, pid);
			return () => (isNew || isMissed ? processesToFollow(tree, pid, id) : tasks.unfollowed(pid));
		},
		forget(isGone: (id: string) => boolean): void {
			for (const id of attached.keys()) if (isGone(id)) attached.delete(id);
		},
	};
}

/** In a cgroup. */
const ofContainer = /[0-9a-f]{64}/;
