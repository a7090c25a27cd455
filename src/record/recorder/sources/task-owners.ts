import type {HostTree} from '../../../base/index.js';

/** Tasks of which it is remembered to which container they belong, before those that have ended are forgotten. */
const many = 16_384;

/** Ids of containers by the tasks that run in them, or on their behalf. */
export type TaskOwners = {
	of(pid: number): string | undefined;
	add(pid: number, id: string): void;
	forget(pid: number): void;
};

export function taskOwners(tree: HostTree): TaskOwners {
	const owners = new Map<number, string>();
	let limit = many;
	return {
		of: pid => owners.get(pid),
		add(pid, id) {
			owners.set(pid, id);
			if (owners.size <= limit) return;
			for (const one of owners.keys()) {
				const there = tree.lstat(`/proc/${one}`);
				if (there.known && there.value === null) owners.delete(one);
			}
			limit = Math.max(many, 2 * owners.size);
		},
		forget: pid => void owners.delete(pid),
	};
}
