import type {BlindSpot, ContainerInspect, SafeText} from '../../base/index.js';
import {type AssessedContainer, applyChange, type Change, type Evidence} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';

/**
 * How far a change can be trusted. `safe`: it cannot remove what the service needs, as far as anything can be known; part of the command
 * by default. `least`: nothing that was seen or exercised needs what it removes; part of the command with `--least`. `choice`: only its
 * owner can know; never part of the command unless selected.
 */
export type Rung = 'safe' | 'least' | 'choice';

/** What twins did with a change, and what they were not made to do. */
export type Exercise = {readonly did: readonly SafeText[]; readonly not: readonly SafeText[]};

/** A change as a part of the plan: with the reason why it should work. */
export type PlannedChange = Change & {
	/** Stable: `capabilities`, `read-only`, `no-new-privileges`, `memory`, `pids`, `user`, `publish`, `privileged`… */
	readonly slug: string;
	/** In one line, for the toggle. */
	readonly why: SafeText;
	readonly rung: Rung;
	readonly evidence: readonly Evidence[];
	/** `null`: no twin ran with it. */
	readonly exercised: Exercise | null;
	/** What it does to later images or data, to be shown as a warning with the change; `null`: nothing. */
	readonly danger: SafeText | null;
	/** How to notice that it broke something. */
	readonly howToSee: SafeText | null;
	/** The inspect of the container if it were created with this change too. */
	readonly apply: (inspect: ContainerInspect) => ContainerInspect;
};

/** @param more  with an `apply` only for what also follows up on the changes before it */
export const planned = (
	change: Change,
	more: Omit<PlannedChange, keyof Change | 'apply' | 'exercised' | 'danger'> & Partial<Pick<PlannedChange, 'apply' | 'danger'>>,
): PlannedChange => ({apply: inspect => applyChange(change, inspect), exercised: null, danger: null, ...change, ...more});

/** Input of a step of the plan. */
export type PlanInput = {
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	readonly inspect: ContainerInspect;
};

/** A step: returns no changes when there is nothing to do. */
export type PlanStep = (subject: PlanInput) => readonly PlannedChange[];

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

/** Slugs of the changes that belong to a rung: those of `safe` also belong to `least`. */
export const enabledBy = (plan: Plan, rung: 'safe' | 'least'): ReadonlySet<string> =>
	new Set(plan.changes.filter(change => change.rung === 'safe' || change.rung === rung).map(change => change.slug));
