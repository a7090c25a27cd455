import type {BlindSpot, EngineKind, Severity} from '../../base/index.js';
import type {Grade} from '../risk/assessment.js';
import type {Verdict} from '../rules/verdict.js';

/** The public contract `dockscope.audit/1`; `schemas/audit.schema.json` is its JSON Schema. */
export type AuditReport = {
	readonly schema: 'dockscope.audit/1';
	readonly tool: {readonly name: 'dockscope'; readonly version: string};
	/** RFC 3339. */
	readonly generatedAt: string;
	readonly engine: EngineSummary | null;
	/** Which policy decided; absent where the caller has none. */
	readonly policy?: PolicySummary;
	/** Worst first. */
	readonly targets: readonly TargetSummary[];
	/** Containers that exist but could not be inspected: they were not judged. */
	readonly unseen: readonly UnseenTarget[];
	readonly verdicts: readonly Verdict[];
	readonly blindSpots: readonly (BlindSpot & {readonly rules: readonly string[]})[];
	readonly summary: AuditSummary;
};

export type PolicySummary = {
	/** `null`: built in, or a shipped profile. */
	readonly path: string | null;
	readonly profile: string | null;
	/** Uid of the file's owner. */
	readonly owner: number | null;
	readonly disabledRules: number;
	readonly loweredRules: number;
	readonly waivers: number;
	/** Why a file that was found is not applied. */
	readonly refused: string | null;
};

export type EngineSummary = {
	/** `null` when the engine did not identify itself, as in the output of `docker inspect`. */
	readonly kind: EngineKind | null;
	readonly id: string;
	readonly name: string;
	readonly version: string;
	readonly apiVersion: string;
	readonly local: boolean;
	readonly rootless: boolean | null;
	readonly userns: boolean | null;
};

export type TargetSummary = {
	readonly kind: 'container';
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly state: string;
	readonly risk: {
		readonly score: number;
		/** Before it is capped at 100: the order of `targets`. */
		readonly sum: number;
		readonly grade: Grade;
		/** Whether something that could not be seen would make the grade worse. */
		readonly lowerBound: boolean;
		/** One a cause; `also`: other rules that report it. */
		readonly factors: readonly {readonly slug: string; readonly points: number; readonly also: readonly string[]}[];
	};
	readonly badges: readonly string[];
	readonly attackPaths: readonly {
		readonly severity: Severity;
		readonly steps: readonly string[];
		readonly cutBy: readonly string[];
	}[];
};

export type UnseenTarget = {
	readonly kind: 'container';
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly reason: string;
};

export type AuditSummary = {
	/** Failures that are not covered by a valid waiver. */
	readonly fail: Readonly<Record<Severity, number>>;
	/** The same, with findings on one cause of a container counted once. */
	readonly causes: Readonly<Record<Severity, number>>;
	readonly pass: number;
	readonly info: number;
	readonly unknown: number;
	readonly notApplicable: number;
	readonly waived: number;
	/** Findings of disabled rules, which are in no other count. */
	readonly disabled: number;
	/** Those that the policy makes less severe; counted by the severity that they have by it. */
	readonly lowered: number;
};

/** How much of what was judged the policy hides. */
export type HiddenCounts = Pick<AuditSummary, 'waived' | 'disabled' | 'lowered'>;
