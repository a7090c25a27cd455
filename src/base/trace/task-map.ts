import type {HostTree} from '../host/host-tree.js';

/** What is known of tasks. Those that have ended are forgotten from time to time. */
export type TaskMap<T> = {
	get(pid: number): T | undefined;
	set(pid: number, value: T): void;
	delete(pid: number): void;
};

/** @param many  tasks after which those that have ended are looked for; afterwards each time their number has doubled */
export function createTaskMap<T>(tree: HostTree, many: number): TaskMap<T> {
	const tasks = new Map<number, T>();
	let limit = many;
	return {
		get: pid => tasks.get(pid),
		set(pid, value) {
			tasks.set(pid, value);
			if (tasks.size <= limit) return;
			for (const one of tasks.keys()) if (!isTaskThere(tree, one)) tasks.delete(one);
			limit = Math.max(many, 2 * tasks.size);
		},
		delete: pid => void tasks.delete(pid),
	};
}

/** One that cannot be looked at counts as there. */
export function isTaskThere(tree: HostTree, pid: number): boolean {
	const seen = tree.lstat(`/proc/${pid}`);
	return !seen.known || seen.value !== null;
}
