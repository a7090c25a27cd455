import type {BlindSpot, ContainerInspect} from '../../answers/index.js';
import {applyChange, type Change} from '../../changes/change.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import type {Evidence} from '../../rules/verdict.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {HardeningEvidence} from '../evidence/evidence.js';

/** Only a rehearsal gives `proven`; `unknown` when the evidence could not be collected. */
export type Confidence = 'proven' | 'likely' | 'test first' | 'unknown';

/** A change as a part of the plan: with the reason why it should work. */
export type PlannedChange = Change & {
	/** Stable: `capabilities`, `read-only`, `no-new-privileges`, `memory`, `pids`, `user`, `publish`, `privileged`… */
	readonly slug: string;
	/** In one line, for the toggle. */
	readonly why: SafeText;
	readonly confidence: Confidence;
	readonly evidence: readonly Evidence[];
	/** How to notice that it broke something. */
	readonly howToSee: SafeText | null;
	/** Whether it is part of the command by default. */
	readonly enabled: boolean;
	/** The inspect of the container if it were created with this change too. */
	readonly apply: (inspect: ContainerInspect) => ContainerInspect;
};

/** @param more  with an `apply` only for what also follows up on the changes before it */
export const planned = (
	change: Change,
	more: Omit<PlannedChange, keyof Change | 'apply'> & Partial<Pick<PlannedChange, 'apply'>>,
): PlannedChange => ({apply: inspect => applyChange(change, inspect), ...change, ...more});

/** Input of a step of the plan. */
export type PlanInput = {
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	readonly inspect: ContainerInspect;
};

/** A step: returns no changes when there is nothing to do. */
export type Step = (subject: PlanInput) => readonly PlannedChange[];

export type Plan = {
	readonly inspect: ContainerInspect;
	/** In the order of application. */
	readonly changes: readonly PlannedChange[];
	/** What the user must know or do besides running the command: data to copy first, what was not visible. */
	readonly warnings: readonly SafeText[];
	readonly blindSpots: readonly BlindSpot[];
};

/** The container with a set of changes applied: used for reconstruction, rehearsal and judgement. */
export function hardened(plan: Plan, enabled: ReadonlySet<string>): ContainerInspect {
	return plan.changes.filter(change => enabled.has(change.slug)).reduce((inspect, change) => change.apply(inspect), plan.inspect);
}

export const enabledByDefault = (plan: Plan): ReadonlySet<string> =>
	new Set(plan.changes.filter(change => change.enabled).map(change => change.slug));
