import type {Entry} from './entry.js';
import {countHabit, detectionKey, generationOf, habits, type RecordedPosture, type Workload} from './workload.js';

/** Kinds of event of a generation, and detections of a workload, that are counted. */
const MAX_EVENTS = 100;
const MAX_DETECTIONS = 200;
/** Earlier grades of a generation that are kept. */
const MAX_POSTURES = 20;

const pick = ({at, grade, score, findings, severities, unknown, paths}: RecordedPosture): RecordedPosture => ({
	at,
	grade,
	score,
	findings,
	severities,
	unknown,
	paths,
});

/** Adds an entry that is not in it yet. */
export function applyEntry(workload: Workload, entry: Entry): void {
	if (entry.n <= workload.upTo) return;
	workload.upTo = entry.n;
	const generation = entry.generation === '' ? null : generationOf(workload, entry.generation, entry.at);
	if (generation !== null) generation.last = Math.max(generation.last, entry.at);
	switch (entry.kind) {
		case 'seen': {
			const what = habits.find(habit => habit === entry.what);
			// The recorder has counted it before it wrote the entry.
			if (generation !== null && what !== undefined && !generation.seen[what].has(entry.key))
				countHabit(generation, what, entry.key, entry.at, {note: entry.note});
			break;
		}
		case 'peak':
			if (generation !== null)
				generation.peak = {
					memory: Math.max(generation.peak.memory, entry.memory),
					tasks: Math.max(generation.peak.tasks, entry.tasks),
				};
			break;
		case 'posture':
			if (generation === null) break;
			generation.image = entry.image;
			if (generation.posture !== null) generation.earlier.push(generation.posture);
			generation.earlier.splice(0, generation.earlier.length - MAX_POSTURES);
			generation.posture = pick(entry);
			break;
		case 'configuration':
			if (generation === null) break;
			generation.image = entry.image;
			generation.configuration = {imageId: entry.imageId, options: entry.options};
			break;
		case 'event': {
			const key = `${entry.type} ${entry.action}`;
			if (generation !== null && (generation.events.has(key) || generation.events.size < MAX_EVENTS))
				generation.events.set(key, (generation.events.get(key) ?? 0) + entry.count);
			break;
		}
		case 'detection':
			addDetection(workload, entry);
			break;
		default:
	}
}

function addDetection({detections}: Workload, entry: Extract<Entry, {kind: 'detection'}>): void {
	const {rule, severity, text, count, first, at, excepted} = entry;
	const key = detectionKey(entry);
	const before = detections.get(key);
	detections.delete(key);
	detections.set(key, {
		rule,
		severity,
		text,
		excepted,
		first: Math.min(before?.first ?? first, first),
		last: Math.max(before?.last ?? at, at),
		count: (before?.count ?? 0) + count,
	});
	const [oldest] = detections.keys();
	if (detections.size > MAX_DETECTIONS && oldest !== undefined) detections.delete(oldest);
}
