import {basename} from 'node:path';
import type {HostTree} from './host-tree.js';

/** Bytes of the name of a task. @source TASK_COMM_LEN */
export const TASK_NAME_LENGTH = 15;

/** The lines of /proc/<pid>/status that are used; ids as the kernel writes them, in the reader's own namespaces. */
export type ProcessStatus = {
	/** The short name, as in `comm`. */
	readonly name: string;
	readonly parent: number;
	readonly uids: readonly number[];
	readonly gids: readonly number[];
	readonly groups: readonly number[];
	/** Number of nested PID namespaces below ours: 0 for a process in our own. */
	readonly nestedPidNamespaces: number;
	/** The value of another line, trimmed. */
	readonly field: (name: string) => string | undefined;
};

export function processIds(tree: HostTree): number[] {
	const entries = tree.list('/proc');
	return ((entries.known && entries.value) || []).filter(entry => /^\d+$/.test(entry)).map(Number);
}

/** Ids of the processes with each of the short names. The name proves nothing: any process can choose its own. */
export function processesNamed(tree: HostTree, names: ReadonlySet<string>): Map<string, number[]> {
	const search = searchNames(names);
	for (const pid of processIds(tree)) search.lookAt(pid, commOf(tree, pid));
	return search.found;
}

/** The same search, one process at a time. */
export function searchNames(names: ReadonlySet<string>) {
	const found = new Map<string, number[]>();
	return {
		found,
		lookAt(pid: number, name: string | null): void {
			if (name !== null && names.has(name)) found.set(name, [...(found.get(name) ?? []), pid]);
		},
	};
}

/** The short name of a process, `null` when it has ended. */
export function commOf(tree: HostTree, pid: number): string | null {
	const comm = tree.read(`/proc/${pid}/comm`);
	return comm.known && comm.value !== null ? comm.value.trim() : null;
}

/** `null` when the process has ended or is hidden (hidepid). */
export function readStatus(tree: HostTree, pid: number): ProcessStatus | null {
	const text = tree.read(`/proc/${pid}/status`);
	if (!text.known || text.value === null) return null;
	// Only a few of some sixty lines are needed.
	const lines = `\n${text.value}`;
	const field = (name: string): string | undefined => {
		const start = lines.indexOf(`\n${name}:`);
		if (start === -1) return undefined;
		const from = start + name.length + 2;
		const end = lines.indexOf('\n', from);
		return lines.slice(from, end === -1 ? undefined : end).trim();
	};
	return {
		name: unescaped(field('Name') ?? ''),
		parent: numbersOf(field('PPid'))[0] ?? 0,
		uids: numbersOf(field('Uid')),
		gids: numbersOf(field('Gid')),
		groups: numbersOf(field('Groups')),
		// Kernels before 4.1 have no NSpid: then nothing is known to be nested.
		nestedPidNamespaces: Math.max(0, numbersOf(field('NSpid')).length - 1),
		field,
	};
}

/** The kernel escapes newlines and backslashes in names here. @source fs/proc/array.c (proc_task_name) */
const unescaped = (name: string): string => name.replace(/\\([n\\])/g, (_, escaped) => (escaped === 'n' ? '\n' : '\\'));

/** Whether it runs a program with this name, according to the kernel; `null` when that may not be read. */
export function runsProgram(tree: HostTree, pid: number, name: string): boolean | null {
	const exe = tree.link(`/proc/${pid}/exe`);
	if (!exe.known) return null;
	return exe.value !== null && programOf(exe.value) === name;
}

/** After a package upgrade the path of a running program ends in ` (deleted)`. */
const programOf = (exe: string): string => basename(exe.replace(/ \(deleted\)$/, ''));

const numbersOf = (text: string | undefined): number[] =>
	(text ?? '').split(/\s+/).flatMap(word => (/^\d+$/.test(word) ? Number(word) : []));
