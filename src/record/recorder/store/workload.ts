import {type SafeText, sanitise, trusted} from '../../../base/index.js';
import {type Actors, mergeActors} from './actors.js';
import type {ContentOf} from './entry.js';
import {type Traced, untraced} from './traced.js';

/** What a workload can do for the first time. */
export const habits = ['capability', 'program', 'listener', 'destination', 'client', 'directory', 'socket'] as const;
export type Habit = (typeof habits)[number];

/** Things of one kind that are kept for a generation; more are counted only. */
export const most: Readonly<Record<Habit, number>> = {
	capability: 64,
	program: 500,
	listener: 200,
	destination: 1000,
	client: 500,
	directory: 500,
	socket: 50,
};
/** Generations that are kept for a workload, the newest. */
const mostGenerations = 10;

/** First and last time in milliseconds since the epoch; `note` says by which program, or as which user. */
export type Seen = {
	first: number;
	last: number;
	count: number;
	note: SafeText;
	/** Seconds for which its generation had been recorded when it was first seen. */
	since: number;
	/** Only of capabilities and programs; `null` where a crash has lost it. */
	actors: Actors | null;
};
/** The grade of a generation from `at` on; see `posture` in entry.ts. */
export type RecordedPosture = {readonly at: number} & Omit<ContentOf<'posture'>, 'kind' | 'image'>;
export type ConfigurationAt = Omit<ContentOf<'configuration'>, 'kind' | 'image'>;

/** One image and configuration of a workload. */
export type Generation = {
	readonly id: SafeText;
	image: SafeText;
	first: number;
	last: number;
	/** Seconds that it ran while it was recorded, by a clock that no one sets. */
	seconds: number;
	/** Starts whose first minute was recorded. */
	startsLearned: number;
	/** The engine that it ran on, by `engineIdentity`; empty before that is known, `several` for more than one. */
	engine: SafeText;
	/** How often a recorder found it: what happened between two recorders was not seen. */
	sessions: number;
	traced: Traced;
	/** Events of its trace that were lost. */
	lost: number;
	readonly seen: Record<Habit, Map<string, Seen>>;
	/** Runs of what is beyond the limits. */
	overflow: number;
	/** Bytes and tasks. */
	peak: {memory: number; tasks: number};
	posture: RecordedPosture | null;
	/** Those before it, the oldest first. */
	readonly earlier: RecordedPosture[];
	configuration: ConfigurationAt | null;
	/** By `type action`. */
	readonly events: Map<string, number>;
};

/** Everything that is known of a workload: made from its entries, so that it can be made again. */
export type Workload = {
	readonly name: SafeText;
	/** Number of the last entry that is in it. */
	upTo: number;
	/** Oldest first. */
	readonly generations: Generation[];
	/** By `detectionKey`. */
	readonly detections: Map<string, RaisedDetection>;
};

/** Equal alerts of a workload. Times in milliseconds since the epoch; `excepted`: why the policy expects them, else empty. */
export type RaisedDetection = {
	readonly rule: SafeText;
	readonly severity: SafeText;
	readonly text: SafeText;
	readonly excepted: SafeText;
	readonly first: number;
	readonly last: number;
	readonly count: number;
};

/** Alerts that are expected are kept apart from equal ones that are not. */
export const detectionKey = ({rule, text, excepted}: Pick<RaisedDetection, 'rule' | 'text' | 'excepted'>): string =>
	`${rule} ${excepted === '' ? 'raised' : 'excepted'} ${text}`;

export const newWorkload = (name: SafeText): Workload => ({name, upTo: -1, generations: [], detections: new Map()});

/** The generation, which is made where it is new. The oldest is dropped. */
export function generationOf({generations}: Workload, id: SafeText, at: number): Generation {
	const found = generations.find(one => one.id === id);
	if (found !== undefined) return found;
	const fresh: Generation = {
		id,
		image: sanitise(''),
		first: at,
		last: at,
		seconds: 0,
		startsLearned: 0,
		engine: sanitise(''),
		sessions: 0,
		traced: untraced(),
		lost: 0,
		seen: {
			capability: new Map(),
			program: new Map(),
			listener: new Map(),
			destination: new Map(),
			client: new Map(),
			directory: new Map(),
			socket: new Map(),
		},
		overflow: 0,
		peak: {memory: 0, tasks: 0},
		posture: null,
		earlier: [],
		configuration: null,
		events: new Map(),
	};
	generations.push(fresh);
	if (generations.length > mostGenerations) generations.shift();
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
	if (generation.seen[what].size >= most[what]) {
		generation.overflow += times;
		return false;
	}
	generation.seen[what].set(key, {first: at, last: at, count: times, note, since: generation.seconds, actors});
	return true;
}
