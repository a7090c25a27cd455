import {basename} from 'node:path';
import type {HostTree} from './host-tree.js';

/** The lines of /proc/<pid>/status that are read; numbers that the kernel writes, in the reader's own namespaces. */
export type ProcessStatus = {
	/** The short name, as `comm` has it. */
	readonly name: string;
	readonly parent: number;
	readonly uids: readonly number[];
	readonly gids: readonly number[];
	/** Supplementary ones. */
	readonly groups: readonly number[];
	/** Of the pid namespaces below ours that it lives in: 0 for a process of our own. */
	readonly nestedPidNamespaces: number;
	/** What another line says, without the blanks around it. */
	readonly field: (name: string) => string | undefined;
};

/** Ids of all processes that /proc shows. */
export function processIds(tree: HostTree): number[] {
	const entries = tree.list('/proc');
	return ((entries.known && entries.value) || []).filter(entry => /^\d+$/.test(entry)).map(Number);
}

/** Ids of the processes of each short name asked for. The name alone proves nothing: any process can give itself one. */
export function processesNamed(tree: HostTree, names: ReadonlySet<string>): Map<string, number[]> {
	const search = searchNames(tree, names);
	processIds(tree).forEach(search.lookAt);
	return search.found;
}

/** The same search, one process at a time. */
export function searchNames(tree: HostTree, names: ReadonlySet<string>) {
	const found = new Map<string, number[]>();
	return {
		found,
		lookAt(pid: number): void {
			const name = nameOf(tree, pid);
			if (name !== null && names.has(name)) found.set(name, [...(found.get(name) ?? []), pid]);
		},
	};
}

/** The short name that a process has, `null` when it has ended. */
export function nameOf(tree: HostTree, pid: number): string | null {
	const comm = tree.read(`/proc/${pid}/comm`);
	return comm.known && comm.value !== null ? comm.value.trim() : null;
}

/** `null` when the process has ended or hides itself (hidepid). */
export function readStatus(tree: HostTree, pid: number): ProcessStatus | null {
	const text = tree.read(`/proc/${pid}/status`);
	if (!text.known || text.value === null) return null;
	// Of some sixty lines a few are asked for.
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
		// Kernels before 4.1 have no NSpid: nothing is known to be nested.
		nestedPidNamespaces: Math.max(0, numbersOf(field('NSpid')).length - 1),
		field,
	};
}

/** The kernel escapes line ends and backslashes of a name here. @source fs/proc/array.c (proc_task_name) */
const unescaped = (name: string): string => name.replace(/\\([n\\])/g, (_, escaped) => (escaped === 'n' ? '\n' : '\\'));

/** Whether the kernel says that it runs a program of this name; `null` when that is not ours to see. */
export function runsProgram(tree: HostTree, pid: number, name: string): boolean | null {
	const exe = tree.link(`/proc/${pid}/exe`);
	if (!exe.known) return null;
	return exe.value !== null && programOf(exe.value) === name;
}

/** An upgraded package leaves ` (deleted)` behind the path of what still runs. */
const programOf = (exe: string): string => basename(exe.replace(/ \(deleted\)$/, ''));

const numbersOf = (text: string | undefined): number[] =>
	(text ?? '').split(/\s+/).flatMap(word => (/^\d+$/.test(word) ? Number(word) : []));
