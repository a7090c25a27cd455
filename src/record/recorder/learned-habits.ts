import {type SafeText, trusted} from '../../base/index.js';
import type {ActivityContext} from './activity.js';
import {severalEngines} from './engine-identity.js';
import {brief} from './folding.js';
import {startPhases} from './start-phase.js';
import type {Subject} from './store/entry.js';
import type {Store} from './store/store.js';
import {loseTrace} from './store/traced.js';
import {countHabit, type Generation, generationOf, type Habit, type Habitual, hasDone, hasDoneMany} from './store/workload.js';

/** Times after which what was learned is routine. */
const routine = 3;

type Novelty = Pick<ActivityContext, 'isFirst' | 'isLearned' | 'isRoutine'>;

/**
 * What is learned of the generations of workloads: what they have done, and for how long they were recorded.
 *
 * @param learning  seconds for which a generation must have run while it was recorded before what is new for it is unusual
 * @param steady  milliseconds by a clock that no one sets
 */
export function learnHabits(store: Pick<Store, 'add' | 'workload'>, learning: number, steady: () => number) {
	const generationFor = ({workload, generation}: Subject): Generation =>
		generationOf(store.workload(workload), generation, Date.now());
	const starts = startPhases();
	const isLearned = (subject: Subject): boolean => {
		if (subject.generation === '') return false;
		const {seconds, startsLearned} = generationFor(subject);
		return seconds >= learning && (startsLearned > 0 || !starts.isSettingUp(subject.container, steady()));
	};
	/** Those that this recorder has seen: each is one more session of theirs. */
	const recordedNow = new WeakSet<Generation>();

	return {
		isLearned,
		/** Counts what a container did; what its generation does for the first time is written at once. */
		habit(subject: Subject, what: Habit, key: SafeText, how: Habitual): Novelty {
			const workload = store.workload(subject.workload);
			const short = brief(key);
			const isFirst = !hasDone(workload, what, short);
			const generation = generationFor(subject);
			const before = generation.seen[what].get(short);
			const isRoutine = before !== undefined && before.count >= routine && generation.seconds - before.since >= learning;
			if (countHabit(generation, what, short, Date.now(), how))
				store.add(subject, {kind: 'seen', what: trusted(what), key: short, note: brief(how.note)});
			return {isFirst, isLearned: isLearned(subject), isRoutine};
		},
		/** Whether the workload has done at least so many different things of a sort. */
		hasDoneMany: (subject: Subject, what: Habit, isOfSort: (key: string) => boolean, least: number): boolean =>
			hasDoneMany(store.workload(subject.workload), what, isOfSort, least),
		/** Its container was started just now. */
		started: (subject: Subject): void => starts.begin(subject.container, steady()),
		peak(subject: Subject, memory: number, tasks: number): void {
			const generation = generationFor(subject);
			const {peak} = generation;
			const grew = memory > peak.memory * 1.1 || tasks > peak.tasks * 1.1;
			generation.peak = {memory: Math.max(memory, peak.memory), tasks: Math.max(tasks, peak.tasks)};
			if (grew) store.add(subject, {kind: 'peak', ...generation.peak});
		},
		/** Its connections can be counted, and so many more were accepted. */
		connections(subject: Subject, count: number): void {
			const {traced} = generationFor(subject);
			traced.connections = (traced.connections ?? 0) + count;
		},
		/** It was traced from its first program on. */
		tracedFromStart(subject: Subject): void {
			generationFor(subject).traced.starts += 1;
		},
		/** Events of the trace that all of them are in were lost. */
		lost(subjects: Iterable<Subject>, count: number): void {
			for (const generation of new Set([...subjects].map(generationFor))) loseTrace(generation, count);
		},
		generation: generationFor,
		/**
		 * Adds to the time for which the generations of running containers were recorded; replicas count once.
		 *
		 * @param engine  by `engineIdentity`
		 * @param isTraced  their capabilities and programs are traced
		 */
		passed(subjects: readonly Subject[], seconds: number, engine: SafeText, isTraced: boolean): void {
			const settled = starts.settled(new Set(subjects.map(({container}) => container)), steady());
			for (const subject of subjects) if (settled.includes(subject.container)) generationFor(subject).startsLearned += 1;
			for (const generation of new Set(subjects.map(generationFor))) {
				if (!recordedNow.has(generation)) generation.sessions += 1;
				recordedNow.add(generation);
				if (generation.engine === '') generation.engine = engine;
				else if (engine !== '' && generation.engine !== engine) generation.engine = severalEngines;
				generation.seconds += seconds;
				if (isTraced) generation.traced.seconds += seconds;
				generation.last = Math.max(generation.last, Date.now());
			}
		},
	};
}
