import type {SafeText, Severity} from '../../base/index.js';
import type {RuleSettings} from '../rules/scope.js';
import type {ProfileName} from './profiles/index.js';

export type Waiver = {
	readonly rule: string;
	/** Glob patterns; a waiver covers a target when each one given matches. */
	readonly target: {readonly name?: string; readonly service?: string; readonly image?: string};
	readonly reason: string;
	readonly owner: string | null;
	/** `YYYY-MM-DD`, the last day on which it applies; `null`: never expires. */
	readonly expires: string | null;
	/** 1-based line in the file. */
	readonly line: number;
};

/** Alerts of the recorder that are expected. */
export type AlertException = Pick<Waiver, 'target' | 'reason' | 'owner' | 'expires' | 'line'> & {
	/** Slug of the detection. */
	readonly detection: string;
	/** Glob pattern for the text of the alert; `*` for any. */
	readonly match: string;
};

/** A condition on facts: `path` is dotted (`namespaces.network.kind`), exactly one comparison. */
export type FactCondition =
	| {readonly all: readonly FactCondition[]}
	| {readonly any: readonly FactCondition[]}
	| {readonly not: FactCondition}
	| {readonly path: string; readonly equals: string | number | boolean | null}
	| {readonly path: string; readonly matches: string}
	| {readonly path: string; readonly includes: string | number}
	| {readonly path: string; readonly above: number}
	| {readonly path: string; readonly below: number}
	| {readonly path: string; readonly exists: boolean};

/** A rule of the user's own: fails where `when` holds. */
export type OwnRule = {
	readonly slug: string;
	readonly title: string;
	readonly severity: Severity;
	readonly when: FactCondition;
	readonly remedy: string;
	readonly line: number;
};

/** Who is notified of alerts. Texts are as in the file; `$NAME` is replaced from the environment when it is used. */
export type NotifyTarget = {
	readonly how:
		| {readonly kind: 'program'; readonly argv: readonly [string, ...string[]]}
		| {readonly kind: 'webhook' | 'ntfy'; readonly url: string}
		| {readonly kind: 'mail'; readonly to: string};
	/** Alerts below it are not sent. */
	readonly threshold: Severity;
	/** Minutes of the local day, from and to; within them only critical alerts are sent, the others afterwards. */
	readonly quietHours: {readonly from: number; readonly to: number} | null;
	/** Messages within an hour; what comes later is sent together. */
	readonly perHour: number;
	/** 1-based line in the file. */
	readonly line: number;
};

export type Policy = {
	/** The file it came from, `null` for the built-in one. */
	readonly path: string | null;
	/** Whose file it is, by uid; `null` for the built-in one, and for what is no file. */
	readonly owner: number | null;
	/** Why a file that was found before it does not count; `null`: none was refused. */
	readonly refused: SafeText | null;
	/** The shipped profile that it is, or adds to. */
	readonly profile: ProfileName | null;
	readonly severities: Readonly<Record<string, Severity>>;
	readonly disabled: ReadonlySet<string>;
	readonly settings: RuleSettings;
	readonly rules: readonly OwnRule[];
	readonly waivers: readonly Waiver[];
	readonly exceptions: readonly AlertException[];
	readonly notify: readonly NotifyTarget[];
};
