import {isRecord, type SafeText, sanitise} from '../../../base/index.js';
import {readActors} from './actors.js';
import {detectionKey, generationOf, habits, most, newWorkload, type RecordedPosture, type Workload} from './workload.js';

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
export function parseWorkload(text: string): Workload | null {
	const value = parseJson(text);
	if (!isRecord(value) || typeof value['workload'] !== 'string') return null;
	const workload = newWorkload(sanitise(value['workload']));
	workload.upTo = numberOf(value['upTo'], -1);
	for (const one of listOf(value['generations'])) readGeneration(workload, one);
	for (const one of listOf(value['detections'])) {
		const detection = {
			rule: textOf(one['rule']),
			severity: textOf(one['severity']),
			text: textOf(one['text']),
			excepted: textOf(one['excepted']),
			first: numberOf(one['first']),
			last: numberOf(one['last']),
			count: numberOf(one['count']),
		};
		workload.detections.set(detectionKey(detection), detection);
	}
	return workload;
}

function readGeneration(workload: Workload, value: Record<string, unknown>): void {
	const generation = generationOf(workload, textOf(value['id']), numberOf(value['first']));
	generation.image = textOf(value['image']);
	generation.last = numberOf(value['last']);
	generation.seconds = numberOf(value['seconds']);
	generation.startsLearned = numberOf(value['startsLearned']);
	generation.engine = textOf(value['engine']);
	generation.sessions = numberOf(value['sessions']);
	generation.lost = numberOf(value['lost']);
	const traced = recordOf(value['traced']);
	generation.traced = {
		seconds: numberOf(traced['seconds']),
		connections: typeof traced['connections'] === 'number' ? numberOf(traced['connections']) : null,
		starts: numberOf(traced['starts']),
	};
	generation.overflow = numberOf(value['overflow']);
	const peak = recordOf(value['peak']);
	generation.peak = {memory: numberOf(peak['memory']), tasks: numberOf(peak['tasks'])};
	generation.posture = readPosture(value['posture']);
	for (const one of listOf(value['earlier'])) generation.earlier.push(...[readPosture(one)].filter(found => found !== null));
	const configuration = value['configuration'];
	if (isRecord(configuration))
		generation.configuration = {
			imageId: textOf(configuration['imageId']),
			options: textsOf(configuration['options']) ?? [],
		};
	for (const [key, count] of Object.entries(recordOf(value['events']))) generation.events.set(sanitise(key), numberOf(count));
	const seen = recordOf(value['seen']);
	for (const what of habits)
		for (const [key, one] of Object.entries(recordOf(seen[what])).slice(0, most[what])) {
			const {first, last, count, note, since, actors} = recordOf(one);
			generation.seen[what].set(sanitise(key), {
				first: numberOf(first),
				last: numberOf(last),
				count: numberOf(count),
				note: textOf(note),
				since: numberOf(since, generation.seconds),
				actors: readActors(actors),
			});
		}
}

function readPosture(value: unknown): RecordedPosture | null {
	if (!isRecord(value)) return null;
	return {
		at: numberOf(value['at']),
		grade: textOf(value['grade']),
		score: numberOf(value['score']),
		findings: textsOf(value['findings']) ?? [],
		severities: textsOf(value['severities']),
		unknown: textsOf(value['unknown']),
		paths: textsOf(value['paths']),
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const numberOf = (value: unknown, otherwise = 0): number =>
	typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
const textOf = (value: unknown): SafeText => sanitise(typeof value === 'string' ? value : '');
const textsOf = (value: unknown): SafeText[] | null => (Array.isArray(value) ? value.map(textOf) : null);
