import {type HostTree, isTaskThere, type TracedTasks} from '../../../base/index.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Seconds between two searches for what starts containers; each second for so long after one of them has ended: it may be restarting. */
const searchEvery = 60;
const searchEagerly = 60;

export type StarterWatchParts = {
	readonly tree: HostTree;
	readonly host: Pick<TracedTasks, 'startersOf'>;
	/** Of the engine. */
	readonly socketPath: string | null;
	readonly work: Pick<WorkUnderWay, 'addLoose'>;
};

/**
 * The processes of an engine that start containers, dockerd and containerd for example, through their restarts.
 *
 * @param now  seconds, by a clock that no one sets
 */
export async function watchStarters({tree, host, socketPath, work}: StarterWatchParts, now: number) {
	const search = async (): Promise<readonly number[]> => {
		const found = await host.startersOf(socketPath);
		return found.known ? found.value : [];
	};
	const starters = new Set(await search());
	let fresh: number[] = [];
	let isSearching = false;
	let nextSearch = now + searchEvery;
	let eagerUntil = 0;

	async function searchAgain(): Promise<void> {
		isSearching = true;
		for (const pid of await search()) {
			if (starters.has(pid)) continue;
			starters.add(pid);
			fresh.push(pid);
		}
		isSearching = false;
	}

	return {
		first: [...starters],
		/** Those that were found since the last call. */
		found(): readonly number[] {
			const found = fresh;
			fresh = [];
			return found;
		},
		/** To be called once a second. */
		look(now: number): void {
			for (const pid of starters) {
				if (isTaskThere(tree, pid)) continue;
				starters.delete(pid);
				eagerUntil = now + searchEagerly;
			}
			if (!isSearching && (now >= nextSearch || now < eagerUntil)) {
				nextSearch = now + searchEvery;
				work.addLoose(searchAgain());
			}
		},
	};
}
