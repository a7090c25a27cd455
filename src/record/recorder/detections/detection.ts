import {type SafeText, type Severity, safe, trusted} from '../../../base/index.js';
import type {Activity, ActivityContext, ActivityOf} from '../activity.js';

/** What a detection needs: `events` comes from any engine, the others only as root on the engine's host. */
export type DetectionSource = 'events' | 'trace' | 'sockets' | 'posture';

type Example<Kind extends Activity['kind']> = {
	readonly activity: ActivityOf<Kind>;
	readonly context?: Partial<ActivityContext>;
};

/** A rule over what a container does, instead of over its configuration. Each has a page in docs/detections. */
export type Detection<Kind extends Activity['kind'] = Activity['kind']> = {
	/** Never changes. */
	readonly slug: string;
	readonly title: string;
	readonly severity: Severity;
	readonly needs: DetectionSource;
	/** What it may mean. */
	readonly rationale: string;
	readonly remedy: string;
	/** What does the same and is harmless. */
	readonly harmless: string;
	readonly references: readonly string[];
	readonly on: Kind;
	/** What was seen, in words; `null` for nothing to report. The words are what equal alerts are folded by. */
	readonly detect: (activity: ActivityOf<Kind>, context: ActivityContext) => SafeText | null;
	readonly examples: {
		readonly bad: Example<Kind>;
		/** `null`: it is always reported. */
		readonly good: Example<Kind> | null;
	};
};

export type AnyDetection = {[Kind in Activity['kind']]: Detection<Kind>}[Activity['kind']];

/** Keeps the kind of activity of one page. */
export const defineDetection = <const Kind extends Activity['kind']>(detection: Detection<Kind>): Detection<Kind> => detection;

/** A first time after the learning time: what makes something unusual. */
export const isUnusual = ({isFirst, isLearned}: Pick<ActivityContext, 'isFirst' | 'isLearned'>): boolean => isFirst && isLearned;

/** `10.0.0.1:443`, `[::1]:443`. */
export const endpoint = ({address, port}: {readonly address: SafeText; readonly port: number}): SafeText =>
	address.includes(':') ? safe`[${address}]:${port}` : safe`${address}:${port}`;

/** Of an example that says nothing else. */
export const unlearned: ActivityContext = {isFirst: true, isLearned: false, isRoutine: false, userIsRoot: null};

/** A posture of an example: its findings, each a rule with its severity. */
export const graded = (grade: string, score: number, ...findings: readonly (readonly [rule: string, Severity])[]) => ({
	grade: trusted(grade),
	score,
	findings: findings.map(([rule]) => trusted(rule)),
	severities: findings.map(([, severity]) => trusted(severity)),
	unknown: [],
	paths: [],
});
