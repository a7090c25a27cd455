import {type SafeText, trusted} from '../terminal/safe-text.js';
import {shortened} from '../terminal/shorten.js';
import type {Activity, ActivityContext} from './activity.js';
import type {ForeignAlert} from './alerts/alert.js';
import {detect} from './detections/index.js';
import type {EventLine} from './events/event-meaning.js';
import {foldRepeats, limitTexts} from './folding.js';
import type {ContentOf, Subject} from './store/entry.js';
import type {Store} from './store/store.js';
import {countHabit, type Generation, generationOf, type Habit, hasDone} from './store/workload.js';

const minute = 60_000;
const hour = 3_600_000;
/** Characters of a path or command. */
const longest = 300;

type Novelty = Pick<ActivityContext, 'isFirst' | 'isLearned'>;

/** A text of foreign origin as it is stored. */
export const brief = (text: SafeText): SafeText => shortened(text, longest);

/** What the recorder writes: habits, events and alerts, folded. */
export type ActivityLog = ReturnType<typeof createActivityLog>;

/**
 * @param learning  seconds for which a generation must have run while it was recorded before what is new for it is unusual
 * @param steady  milliseconds by a clock that no one sets
 */
export function createActivityLog(
	store: Pick<Store, 'add' | 'workload'>,
	learning: number,
	steady = (): number => performance.now(),
) {
	const limited = limitTexts();
	const alerts = foldRepeats<{readonly subject: Subject; readonly alert: Omit<ContentOf<'detection'>, 'count' | 'first'>}>(
		hour,
		({subject, alert}, count, first) => void store.add(subject, {...alert, count, first}),
	);
	const foreign = foldRepeats<{readonly subject: Subject; readonly alert: Omit<ContentOf<'alert'>, 'count' | 'first'>}>(
		hour,
		({subject, alert}, count, first) => void store.add(subject, {...alert, count, first}),
	);
	const events = foldRepeats<{readonly subject: Subject; readonly event: Omit<ContentOf<'event'>, 'count'>}>(
		minute,
		({subject, event}, count) => void store.add(subject, {...event, count}),
	);
	const generationFor = ({workload, generation}: Subject): Generation =>
		generationOf(store.workload(workload), generation, Date.now());
	const isLearned = (subject: Subject): boolean => subject.generation !== '' && generationFor(subject).seconds >= learning;

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
		habit(subject: Subject, what: Habit, key: SafeText, note: SafeText, times = 1): Novelty {
			const workload = store.workload(subject.workload);
			const short = brief(key);
			const isFirst = !hasDone(workload, what, short);
			if (countHabit(generationFor(subject), what, short, Date.now(), note, times))
				store.add(subject, {kind: 'seen', what: trusted(what), key: short, note: brief(note)});
			return {isFirst, isLearned: isLearned(subject)};
		},
		/** Writes the alerts that an activity raises, and returns how many. */
		judge(subject: Subject, activity: Activity, context: Partial<ActivityContext>): number {
			const found = detect(activity, {isFirst: false, isLearned: isLearned(subject), userIsRoot: null, ...context});
			for (const {rule, text: words} of found) {
				const text = limited(`${subject.workload} ${rule.slug}`, brief(words), steady());
				const alert = {kind: 'detection', rule: trusted(rule.slug), severity: trusted(rule.severity), text} as const;
				alerts.add(`${subject.workload} ${rule.slug} ${text}`, {subject, alert}, Date.now(), steady());
			}
			return found.length;
		},
		/** An alert of another engine, which has judged it already. */
		foreign(subject: Subject, {source, rule, severity, priority, text, at}: ForeignAlert): void {
			const alert = {
				kind: 'alert',
				source: trusted(source),
				rule,
				severity: trusted(severity),
				priority,
				text: brief(text),
			} as const;
			foreign.add(`${subject.container} ${source} ${rule}`, {subject, alert}, at, steady());
		},
		peak(subject: Subject, memory: number, tasks: number): void {
			const {peak} = generationFor(subject);
			const grew = memory > peak.memory * 1.1 || tasks > peak.tasks * 1.1;
			if (grew) store.add(subject, {kind: 'peak', memory: Math.max(memory, peak.memory), tasks: Math.max(tasks, peak.tasks)});
		},
		generation: generationFor,
		/** Adds to the time for which the generations of running containers were recorded; replicas count once. */
		passed(subjects: Iterable<Subject>, seconds: number): void {
			for (const generation of new Set([...subjects].map(generationFor))) {
				generation.seconds += seconds;
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
