import {type SafeText, shortened, trusted} from '../../base/index.js';
import type {Activity, ActivityContext} from './activity.js';
import type {ForeignAlert} from './alerts/alert.js';
import {detect} from './detections/detect.js';
import {severalEngines} from './engine-identity.js';
import type {EventLine} from './events/event-meaning.js';
import {foldRepeats, limitTexts, moreOfTheSame} from './folding.js';
import {startPhases} from './start-phase.js';
import type {ContentOf, Subject} from './store/entry.js';
import type {Store} from './store/store.js';
import {loseTrace} from './store/traced.js';
import {countHabit, type Generation, generationOf, type Habit, type Habitual, hasDone, hasDoneMany} from './store/workload.js';
import {noSubject} from './subject.js';

/** Different alerts of one rule and workload within an hour; more become one row. A container chooses the names of its programs. */
const mostTexts = 20;
/** Different rules of another engine for one workload, and containers that only it knows, within an hour. */
const mostRules = 200;
const mostUnknown = 5_000;
const minute = 60_000;
const hour = 3_600_000;
/** Times after which what was learned is routine. */
const routine = 3;
/** Characters of a path or command. */
const longest = 300;

/** What the policy says of an alert: the reason of the exception that covers it, or the last day of one that has expired; else empty. */
export type Expected = Pick<ContentOf<'detection'>, 'excepted' | 'expired'>;
export type FindExpected = (subject: Subject, rule: string, text: SafeText) => Expected;

type Novelty = Pick<ActivityContext, 'isFirst' | 'isLearned' | 'isRoutine'>;

/** What folding adds to an entry. */
type Repeats = 'count' | 'first' | 'last';

/** A text of foreign origin as it is stored. */
export const brief = (text: SafeText): SafeText => shortened(text, longest);

/** What the recorder writes: habits, events and alerts, folded. */
export type ActivityLog = ReturnType<typeof createActivityLog>;

/**
 * @param learning  seconds for which a generation must have run while it was recorded before what is new for it is unusual
 * @param expected  what the policy says of an alert
 * @param steady  milliseconds by a clock that no one sets
 */
export function createActivityLog(
	store: Pick<Store, 'add' | 'workload'>,
	learning: number,
	expected: FindExpected,
	steady = (): number => performance.now(),
) {
	const limited = limitTexts(mostTexts);
	const limitedRules = limitTexts(mostRules);
	const limitedContainers = limitTexts(mostUnknown);
	const alerts = foldRepeats<{readonly subject: Subject; readonly alert: Omit<ContentOf<'detection'>, Repeats>}>(
		hour,
		({subject, alert}, count, first, last) => void store.add(subject, {...alert, count, first, last}),
	);
	const foreign = foldRepeats<{readonly subject: Subject; readonly alert: Omit<ContentOf<'alert'>, Repeats>}>(
		hour,
		({subject, alert}, count, first, last) => void store.add(subject, {...alert, count, first, last}),
	);
	const events = foldRepeats<{readonly subject: Subject; readonly event: Omit<ContentOf<'event'>, Repeats>}>(
		minute,
		({subject, event}, count, first, last) => void store.add(subject, {...event, count, first, last}),
	);
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
		event(subject: Subject, {type, action, severity, meaning, detail}: EventLine): void {
			const none = trusted('');
			const event = {
				kind: 'event',
				type: brief(type),
				action: brief(action),
				severity: trusted(severity),
				meaning: meaning ?? none,
				detail: brief(detail ?? none),
			} as const;
			events.add(`${subject.container} ${type} ${action} ${event.detail}`, {subject, event}, Date.now(), steady());
		},
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
		/** Writes the alerts that an activity raises, and returns how many; those that the policy expects are marked. */
		judge(subject: Subject, activity: Activity, context: Partial<ActivityContext>): number {
			const found = detect(activity, {
				isFirst: false,
				isLearned: isLearned(subject),
				isRoutine: false,
				userIsRoot: null,
				...context,
			});
			for (const {rule, text: words} of found) {
				// Before texts become "more of the same kind": the exception is about what was seen.
				const mark = expected(subject, rule.slug, brief(words));
				const group = `${subject.workload} ${rule.slug} ${mark.excepted === '' ? 'raised' : 'excepted'}`;
				const text = limited(group, brief(words), steady());
				const alert = {kind: 'detection', rule: trusted(rule.slug), severity: trusted(rule.severity), text, ...mark} as const;
				alerts.add(`${group} ${text}`, {subject, alert}, Date.now(), steady());
			}
			return found.length;
		},
		/** An alert of another engine, which has judged it already. @param from  the file that it was read from, else empty */
		foreign(given: Subject, {source, rule: named, severity, priority, text, at}: ForeignAlert, from: SafeText): void {
			const isKnown = given.workload !== '' || limitedContainers('', given.container, steady()) !== moreOfTheSame;
			const subject = isKnown ? given : noSubject;
			const rule = limitedRules(`${source} ${subject.workload}`, named, steady());
			const alert = {
				kind: 'alert',
				source: trusted(source),
				rule,
				severity: trusted(severity),
				priority,
				text: brief(text),
				from,
			} as const;
			// Rules that share a row are kept apart by severity: none hides a worse one.
			const key = [subject.container, source, rule, rule === moreOfTheSame ? severity : '', from].join(' ');
			foreign.add(key, {subject, alert}, at, steady());
		},
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
		flush(): void {
			alerts.flush(steady());
			foreign.flush(steady());
			events.flush(steady());
		},
	};
}
