import {isRecord} from '../../answers/is-record.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {detectionKey, generationOf, habits, most, newWorkload, type Workload} from './workload.js';

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
	generation.overflow = numberOf(value['overflow']);
	const peak = recordOf(value['peak']);
	generation.peak = {memory: numberOf(peak['memory']), tasks: numberOf(peak['tasks'])};
	const posture = value['posture'];
	if (isRecord(posture)) {
		const findings = Array.isArray(posture['findings']) ? posture['findings'].map(textOf) : [];
		generation.posture = {
			at: numberOf(posture['at']),
			grade: textOf(posture['grade']),
			score: numberOf(posture['score']),
			findings,
		};
	}
	for (const [key, count] of Object.entries(recordOf(value['events']))) generation.events.set(sanitise(key), numberOf(count));
	const seen = recordOf(value['seen']);
	for (const what of habits)
		for (const [key, one] of Object.entries(recordOf(seen[what])).slice(0, most[what])) {
			const {first, last, count, note} = recordOf(one);
			generation.seen[what].set(sanitise(key), {
				first: numberOf(first),
				last: numberOf(last),
				count: numberOf(count),
				note: textOf(note),
			});
		}
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
