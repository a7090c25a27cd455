import type {SafeText, Severity} from '../../base/index.js';
import type {Generation, HistoryRow} from '../../record/index.js';

/** Alerts of a workload in the last 24 hours, each as often as it was raised, and the worst of them. */
export type AlertTally = {readonly count: number; readonly severity: Severity};

/** What happened on the engine: recorded, and seen by this program. */
export type History = {
	/** Newest first. */
	readonly rows: readonly HistoryRow[];
	/** When this program began to watch; milliseconds since the epoch. */
	readonly since: number;
	/** Whether a recorder of this user records this engine now, or has recorded it. */
	readonly recorder: 'recording' | 'stopped' | 'none';
	/** Why its store is not read. */
	readonly problem: SafeText | null;
	/** `more`: older rows can be read; `kept`: they exist, and are too many for a page. */
	readonly older: 'more' | 'kept' | 'none';
	/** By workload. */
	readonly alerts: ReadonlyMap<string, AlertTally>;
};

/** What a container used in one second; `null` where the engine does not count it. */
export type UsageSample = {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Percent of one core. */
	readonly cpu: number | null;
	/** Bytes. */
	readonly memory: number | null;
	/** Bytes in a second, in and out together. */
	readonly network: number | null;
	readonly tasks: number | null;
};

/** What the recorder has seen of the image and configuration of a container; `null`: nothing. */
export type RecordedActivity = {readonly id: string; readonly generation: Generation | null};
