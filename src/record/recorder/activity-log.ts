import {type SafeText, trusted} from '../../base/index.js';
import type {Activity, ActivityContext} from './activity.js';
import type {ForeignAlert} from './alerts/alert.js';
import {detect} from './detections/detect.js';
import type {EventLine} from './events/event-meaning.js';
import {brief, foldRepeats, limitTexts, moreOfTheSame} from './folding.js';
import {learnHabits} from './learned-habits.js';
import type {ContentOf, Subject} from './store/entry.js';
import type {Store} from './store/store.js';
import {noSubject} from './subject.js';

/** Different alerts of one rule and workload within an hour; more become one row. A container chooses the names of its programs. */
const MAX_TEXTS = 20;
/** Different rules of another engine for one workload, and containers that only it knows, within an hour. */
const MAX_RULES = 200;
const MAX_UNKNOWN = 5_000;
const minute = 60_000;
const hour = 3_600_000;

/** What the policy says of an alert: the reason of the exception that covers it, or the last day of one that has expired; else empty. */
export type Expected = Pick<ContentOf<'detection'>, 'excepted' | 'expired'>;
export type FindExpected = (subject: Subject, rule: string, text: SafeText) => Expected;

/** What is written once for many: an entry without what folding adds to it. */
type Without<Row, Key extends PropertyKey> = Row extends unknown ? Omit<Row, Key> : never;
type Repeated = {
	readonly subject: Subject;
	readonly row: Without<ContentOf<'detection' | 'alert' | 'event'>, 'count' | 'first' | 'last'>;
};

/** What the recorder writes: habits, events and alerts, folded. */
export type ActivityLog = ReturnType<typeof createActivityLog>;

/**
 * @param learning  as `learnHabits` takes it
 * @param expected  what the policy says of an alert
 * @param steady  milliseconds by a clock that no one sets
 */
export function createActivityLog(
	store: Pick<Store, 'add' | 'workload'>,
	learning: number,
	expected: FindExpected,
	steady = (): number => performance.now(),
) {
	const {isLearned, ...habits} = learnHabits(store, learning, steady);
	return {...habits, ...foldedRows(store, expected, isLearned, steady)};
}

/** Events and alerts: one row for those that repeat. */
function foldedRows(
	store: Pick<Store, 'add'>,
	expected: FindExpected,
	isLearned: (subject: Subject) => boolean,
	steady: () => number,
) {
	const limited = limitTexts(MAX_TEXTS);
	const limitedRules = limitTexts(MAX_RULES);
	const limitedContainers = limitTexts(MAX_UNKNOWN);
	const fold = (window: number) =>
		foldRepeats<Repeated>(window, ({subject, row}, count, first, last) => void store.add(subject, {...row, count, first, last}));
	const alerts = fold(hour);
	const foreign = fold(hour);
	const events = fold(minute);

	return {
		event(subject: Subject, {type, action, severity, meaning, detail}: EventLine): void {
			const none = trusted('');
			const row = {
				kind: 'event',
				type: brief(type),
				action: brief(action),
				severity: trusted(severity),
				meaning: meaning ?? none,
				detail: brief(detail ?? none),
			} as const;
			events.add(`${subject.container} ${type} ${action} ${row.detail}`, {subject, row}, Date.now(), steady());
		},
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
				const row = {kind: 'detection', rule: trusted(rule.slug), severity: trusted(rule.severity), text, ...mark} as const;
				alerts.add(`${group} ${text}`, {subject, row}, Date.now(), steady());
			}
			return found.length;
		},
		/** An alert of another engine, which has judged it already. @param from  the file that it was read from, else empty */
		foreign(given: Subject, {source, rule: named, severity, priority, text, at}: ForeignAlert, from: SafeText): void {
			const isKnown = given.workload !== '' || limitedContainers('', given.container, steady()) !== moreOfTheSame;
			const subject = isKnown ? given : noSubject;
			const rule = limitedRules(`${source} ${subject.workload}`, named, steady());
			const row = {
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
			foreign.add(key, {subject, row}, at, steady());
		},
		flush(): void {
			alerts.flush(steady());
			foreign.flush(steady());
			events.flush(steady());
		},
	};
}
