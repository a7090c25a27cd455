import * as v from 'valibot';
import {
	anyNumberSchema,
	anyTextSchema,
	finiteSchema,
	readableListSchema,
	readableMapSchema,
	type SafeText,
	safeTextSchema,
	sanitise,
	textsSchema,
	trusted,
} from '../../../base/index.js';
import {type Actors, actorsSchema, mergeActors} from './actors.js';
import {tracedSchema, untraced} from './traced.js';

/** What a workload can do for the first time. */
export const habits = ['capability', 'program', 'listener', 'destination', 'client', 'directory', 'socket'] as const;
export type Habit = (typeof habits)[number];

/** Things of one kind that are kept for a generation; more are counted only. */
export const HABIT_LIMITS: Readonly<Record<Habit, number>> = {
	capability: 64,
	program: 500,
	listener: 200,
	destination: 1000,
	client: 500,
	directory: 500,
	socket: 50,
};
/** Generations that are kept for a workload, the newest. */
const MAX_GENERATIONS = 10;

/** First and last time in milliseconds since the epoch; `note` says by which program, or as which user. */
const seenSchema = v.object({
	first: anyNumberSchema,
	last: anyNumberSchema,
	count: anyNumberSchema,
	note: anyTextSchema,
	/** Seconds for which its generation had been recorded when it was first seen. */
	since: v.fallback(finiteSchema, Number.POSITIVE_INFINITY),
	/** Only of capabilities and programs; `null` where a crash has lost it. */
	actors: v.fallback(v.nullable(actorsSchema), null),
});
export type Seen = v.InferOutput<typeof seenSchema>;

const habitSchema = (what: Habit) =>
	v.fallback(readableMapSchema(seenSchema, sanitise, HABIT_LIMITS[what]), () => new Map<string, Seen>());
const habitsSchema = v.object({
	capability: habitSchema('capability'),
	program: habitSchema('program'),
	listener: habitSchema('listener'),
	destination: habitSchema('destination'),
	client: habitSchema('client'),
	directory: habitSchema('directory'),
	socket: habitSchema('socket'),
} satisfies Record<Habit, unknown>);

const textsOrNull = v.fallback(v.nullable(textsSchema), null);
/** The grade of a generation from `at` on; see `posture` in entry.ts. */
const postureSchema = v.object({
	at: anyNumberSchema,
	grade: safeTextSchema,
	score: anyNumberSchema,
	findings: v.fallback(textsSchema, []),
	severities: textsOrNull,
	unknown: textsOrNull,
	paths: textsOrNull,
});
export type RecordedPosture = Readonly<v.InferOutput<typeof postureSchema>>;

/** One image and configuration of a workload. */
const generationSchema = v.pipe(
	v.object({
		id: safeTextSchema,
		image: anyTextSchema,
		first: anyNumberSchema,
		last: anyNumberSchema,
		/** Seconds that it ran while it was recorded, by a clock that no one sets. */
		seconds: anyNumberSchema,
		/** Starts whose first minute was recorded. */
		startsLearned: anyNumberSchema,
		/** The engine that it ran on, by `engineIdentity`; empty before that is known, `several` for more than one. */
		engine: anyTextSchema,
		/** How often a recorder found it: what happened between two recorders was not seen. */
		sessions: anyNumberSchema,
		traced: v.fallback(tracedSchema, untraced),
		/** Events of its trace that were lost. */
		lost: anyNumberSchema,
		seen: v.fallback(habitsSchema, () => v.parse(habitsSchema, {})),
		/** Runs of what is beyond the limits. */
		overflow: anyNumberSchema,
		/** Bytes and tasks. */
		peak: v.fallback(v.object({memory: anyNumberSchema, tasks: anyNumberSchema}), () => ({memory: 0, tasks: 0})),
		posture: v.fallback(v.nullable(postureSchema), null),
		/** Those before it, the oldest first. */
		earlier: v.fallback(readableListSchema(postureSchema), () => []),
		configuration: v.fallback(v.nullable(v.object({imageId: anyTextSchema, options: textsSchema})), null),
		/** By `type action`. */
		events: v.fallback(readableMapSchema(anyNumberSchema, sanitise), () => new Map<string, number>()),
	}),
	v.transform(generation => {
		// What does not say when it was first seen is as new as can be.
		for (const found of Object.values(generation.seen))
			for (const one of found.values()) one.since = Math.min(one.since, generation.seconds);
		return generation;
	}),
);
export type Generation = v.InferOutput<typeof generationSchema>;

/** Equal alerts of a workload. Times in milliseconds since the epoch; `excepted`: why the policy expects them, else empty. */
const detectionSchema = v.pipe(
	v.object({
		rule: safeTextSchema,
		severity: anyTextSchema,
		text: anyTextSchema,
		excepted: anyTextSchema,
		first: anyNumberSchema,
		last: anyNumberSchema,
		count: anyNumberSchema,
	}),
	v.readonly(),
);
type RaisedDetection = v.InferOutput<typeof detectionSchema>;

/** Everything that is known of a workload: made from its entries, so that it can be made again. */
export const workloadSchema = v.pipe(
	v.object({
		workload: safeTextSchema,
		/** Number of the last entry that is in it. */
		upTo: v.fallback(finiteSchema, -1),
		/** Oldest first. */
		generations: v.fallback(
			v.pipe(
				readableListSchema(generationSchema),
				v.transform(all => all.slice(-MAX_GENERATIONS)),
			),
			() => [],
		),
		detections: v.fallback(readableListSchema(detectionSchema), () => []),
	}),
	v.transform(({workload: name, upTo, generations, detections}) => ({
		name,
		upTo,
		generations,
		/** By `detectionKey`. */
		detections: new Map(detections.map(one => [detectionKey(one), one])),
	})),
);
export type Workload = v.InferOutput<typeof workloadSchema>;

/** Alerts that are expected are kept apart from equal ones that are not. */
export const detectionKey = ({rule, text, excepted}: Pick<RaisedDetection, 'rule' | 'text' | 'excepted'>): string =>
	`${rule} ${excepted === '' ? 'raised' : 'excepted'} ${text}`;

export const newWorkload = (name: SafeText): Workload => ({name, upTo: -1, generations: [], detections: new Map()});

/** The generation, which is made where it is new. The oldest is dropped. */
export function generationOf({generations}: Workload, id: SafeText, at: number): Generation {
	const found = generations.find(one => one.id === id);
	if (found !== undefined) return found;
	const fresh = v.parse(generationSchema, {id, first: at, last: at});
	generations.push(fresh);
	if (generations.length > MAX_GENERATIONS) generations.shift();
	return fresh;
}

/** Whether any kept generation has done it. */
export const hasDone = ({generations}: Workload, what: Habit, key: string): boolean =>
	generations.some(({seen}) => seen[what].has(key));

/** Whether its kept generations have done at least so many different things of a sort. */
export function hasDoneMany({generations}: Workload, what: Habit, isOfSort: (key: string) => boolean, least: number): boolean {
	const found = new Set<string>();
	for (const {seen} of generations)
		for (const key of seen[what].keys()) {
			if (isOfSort(key)) found.add(key);
			if (found.size >= least) return true;
		}
	return false;
}

/** The note of a directory that the image does not have. */
export const newDirectory = trusted('new');

export type Habitual = {readonly note: SafeText; readonly times?: number; readonly actors?: Actors | null};

/** Counts one more, or `times`; `true` when this generation has not done it before, and there is room for it. */
export function countHabit(
	generation: Generation,
	what: Habit,
	key: string,
	at: number,
	{note, times = 1, actors = null}: Habitual,
): boolean {
	const found = generation.seen[what].get(key);
	if (found !== undefined) {
		found.count += times;
		found.actors = mergeActors(found.actors, actors);
		found.last = Math.max(found.last, at);
		return false;
	}
	if (generation.seen[what].size >= HABIT_LIMITS[what]) {
		generation.overflow += times;
		return false;
	}
	generation.seen[what].set(key, {first: at, last: at, count: times, note, since: generation.seconds, actors});
	return true;
}
