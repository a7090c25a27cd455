import {readOwnJson} from '../../../base/index.js';
import {habits, type Workload, workloadSchema} from './workload.js';

/** The summary as it is written. */
export const workloadJson = (schema: string, {name, upTo, generations, detections}: Workload): string =>
	JSON.stringify({
		schema,
		workload: name,
		upTo,
		generations: generations.map(({seen, events, ...generation}) => ({
			...generation,
			events: Object.fromEntries(events),
			seen: Object.fromEntries(habits.map(what => [what, Object.fromEntries(seen[what])])),
		})),
		detections: [...detections.values()],
	});

/** Entries of each kind that are always kept. */
const least = 8;

/**
 * Makes a summary smaller: gives up its oldest generation, or the half of what its only one did that is longest ago.
 *
 * @returns `false` when there is nothing left to give up
 */
export function shrinkWorkload({generations, detections}: Workload): boolean {
	if (generations.length > 1) return generations.shift() !== undefined;
	let isSmaller = halve(detections, ({last}) => last) > 0;
	for (const generation of generations) {
		for (const what of habits) {
			const dropped = halve(generation.seen[what], ({last}) => last);
			generation.overflow += dropped;
			isSmaller ||= dropped > 0;
		}
		isSmaller = halve(generation.events, count => count) > 0 || isSmaller;
	}
	return isSmaller;
}

/** Drops the half with the lowest values; how many that were. */
function halve<One>(map: Map<string, One>, value: (one: One) => number): number {
	if (map.size <= least) return 0;
	const lowest = [...map].sort(([, a], [, b]) => value(a) - value(b)).slice(0, Math.floor(map.size / 2));
	for (const [key] of lowest) map.delete(key);
	return lowest.length;
}

/** Reads a summary; `null` for one that is damaged: it is then made again from the entries. */
export const parseWorkload = (text: string): Workload | null => readOwnJson(workloadSchema, text);
