import {basename} from 'node:path';
import {type Capability, decodeCapabilities} from '../facts/index.js';
import {isInContainer} from '../host/control-group.js';
import type {HostTree} from '../host/host-tree.js';
import {hasOnlyRootIds} from '../host/id-in-container.js';
import {readStatus, TASK_NAME_LENGTH} from '../host/process-table.js';
import {isOfTheRuntime, isThroughProc} from './runtime-programs.js';
import {createTaskMap, isTaskThere, type TaskMap} from './task-map.js';

/** A followed task. */
export type Member = {
	/** The runtime's own tasks start others in the container, and belong to the host. */
	readonly isRuntime: boolean;
	/** Started from outside: by `docker exec` or as a health check. */
	readonly byExec: boolean;
	readonly parent: number | null;
	/** Path of the last program that it, or the task that it was forked from, has executed meanwhile; `null`: the one that it ran before. */
	readonly program: string | null;
	/** Its short name, if that follows from the path; the trace has the one that the task has when it is read. */
	readonly name: string | null;
	/** It, or a task that it descends from, has executed a program that raises privileges. */
	readonly raised: boolean;
	/** Capabilities with which a task changes the ids that are all 0 for it, and were for those that it descends from. */
	readonly rootIds: ReadonlySet<Capability>;
};
type Members = TaskMap<Member>;

const noIds: ReadonlySet<Capability> = new Set();
const allIds: ReadonlySet<Capability> = new Set(['SETGID', 'SETUID']);
const rootIdsOf = (tree: HostTree, pid: number): ReadonlySet<Capability> => (hasOnlyRootIds(tree, pid) ? allIds : noIds);

/** One that has not done anything yet. */
const unchanged = {parent: null, program: null, name: null, raised: false};

/** Members after which those that have ended are forgotten. */
const many = 4096;
/** Generations that are asked for the capabilities of a task that has ended. */
const generations = 8;

/**
 * The tasks of one container, by the forks and execs of a trace. `docker exec` and health checks are children of the container's shim,
 * which is followed as well: what it starts belongs to the container once it executes something else than the runtime.
 */
export type TaskFamily = ReturnType<typeof createFamily>;

export function createFamily(tree: HostTree, containerId: string) {
	const members: Members = createTaskMap(tree, many);
	const held = capabilitiesHeld(tree, members);

	return {
		/** The member of the container, `null` for a task of the runtime and for any other. */
		inContainer(pid: number): Member | null {
			const member = members.get(pid);
			return member === undefined || member.isRuntime ? null : member;
		},
		has: (pid: number): boolean => members.get(pid) !== undefined,
		addService: (pid: number, byExec = false): void =>
			members.set(pid, {...unchanged, isRuntime: false, byExec, rootIds: rootIdsOf(tree, pid)}),
		addRuntime: (pid: number): void => members.set(pid, {...unchanged, isRuntime: true, byExec: true, rootIds: noIds}),
		fork(parent: number, child: number): void {
			const member = members.get(parent);
			held.forget(child);
			if (member === undefined) members.delete(child);
			else members.set(child, {...member, parent});
		},
		/**
		 * Returns the member that executed it, with the path of what it runs now; `null` when it is not the container's.
		 *
		 * @param isFirst  nothing runs in the container yet: this is its own first program, which the runtime starts as it does an exec
		 */
		exec(pid: number, file: string, isFirst = false): (Member & {readonly program: string}) | null {
			const member = members.get(pid);
			if (member === undefined || (member.isRuntime && isOfTheRuntime(file))) return null;
			// A hook of the runtime stays outside. One that has ended cannot be asked: hooks run when a container starts, not later.
			if (member.isRuntime && isTaskThere(tree, pid) && !isInContainer(tree, pid, containerId)) return null;
			const isPath = file.startsWith('/') && !isThroughProc(file);
			const now = {
				...member,
				isRuntime: false,
				byExec: member.byExec && !isFirst,
				// The runtime has given it its ids by now.
				rootIds: member.isRuntime ? rootIdsOf(tree, pid) : member.rootIds,
				program: isPath ? file : (programOf(tree, members, pid, file) ?? file),
				name: isPath ? basename(file).slice(0, TASK_NAME_LENGTH) : null,
			};
			held.forget(pid);
			members.set(pid, now);
			return now;
		},
		raise(pid: number): void {
			const member = members.get(pid);
			if (member !== undefined) members.set(pid, {...member, raised: true, rootIds: noIds});
			held.forget(pid);
		},
		/** It has used a capability to change its ids. */
		changeIds(pid: number, by: Capability): void {
			const member = members.get(pid);
			if (member?.rootIds.has(by) === true)
				members.set(pid, {...member, rootIds: new Set([...member.rootIds].filter(one => one !== by))});
		},
		heldBy: held.by,
		/** To be called once a second: what tasks can use is looked at again. */
		forgetHeld: held.forgetAll,
	};
}

/** What tasks can use, as it was seen within one second. */
function capabilitiesHeld(tree: HostTree, members: Members) {
	const seen = new Map<number, ReadonlySet<Capability> | null>();

	function lookAt(pid: number): ReadonlySet<Capability> | null {
		let at: number | null = pid;
		for (let step = 0; at !== null && step < generations; step += 1) {
			const member: Member | undefined = members.get(at);
			if (member === undefined || member.raised || member.isRuntime) return null;
			const status = readStatus(tree, at);
			if (status !== null) return decodeCapabilities(status.field('CapEff') ?? '');
			at = member.parent;
		}
		return null;
	}

	return {
		/**
		 * The capabilities that a task can use, or those of the nearest living task that it descends from; `null` when that is not known, also
		 * after a program that raises privileges.
		 */
		by(pid: number): ReadonlySet<Capability> | null {
			const before = seen.get(pid);
			if (before !== undefined) return before;
			const now = lookAt(pid);
			seen.set(pid, now);
			return now;
		},
		forget: (pid: number): void => void seen.delete(pid),
		forgetAll: (): void => seen.clear(),
	};
}

/** What a task runs after it has executed `/proc/self/exe`, a descriptor or a relative path; `null` when it has ended. */
function programOf(tree: HostTree, members: Members, pid: number, file: string): string | null {
	const member = members.get(pid);
	if (/^\/proc\/\S+\/exe$/.test(file) && member?.program != null) return member.program;
	const now = tree.link(`/proc/${pid}/exe`);
	if (now.known && now.value !== null) return now.value;
	let at = file.startsWith('/') ? (member?.parent ?? null) : null;
	for (let step = 0; at !== null && step < generations; step += 1) {
		const before = tree.link(`/proc/${at}/exe`);
		if (before.known && before.value !== null) return before.value;
		at = members.get(at)?.parent ?? null;
	}
	return null;
}
