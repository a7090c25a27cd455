import type {HostTree} from '../../host/host-tree.js';
import {containerStarters} from '../../trace/container-starters.js';

/** Seconds between two searches for what starts containers; each second for so long after one of them has ended: it may be restarting. */
const searchEvery = 60;
const searchEagerly = 60;

/**
 * The processes of an engine that start containers, dockerd and containerd for example, through their restarts.
 *
 * @param socketPath  of the engine @param now  seconds, by a clock that no one sets
 */
export function watchStarters(tree: HostTree, socketPath: string | null, now: number) {
	const starters = new Set(containerStarters(tree, socketPath));
	let nextSearch = now + searchEvery;
	let eagerUntil = 0;
	return {
		first: [...starters],
		/** To be called once a second. Returns those that are new. */
		look(now: number): readonly number[] {
			for (const pid of starters) {
				const there = tree.lstat(`/proc/${pid}`);
				if (!there.known || there.value !== null) continue;
				starters.delete(pid);
				eagerUntil = now + searchEagerly;
			}
			if (now < nextSearch && now >= eagerUntil) return [];
			nextSearch = now + searchEvery;
			const more = containerStarters(tree, socketPath).filter(pid => !starters.has(pid));
			for (const pid of more) starters.add(pid);
			return more;
		},
	};
}
