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
	/** `null`: it excludes no other change. */
	readonly decides: Alternative | null;
	/** Commands that come first, each as its words. */
	readonly first: readonly (readonly string[])[];
	/** Containers that are created for it. */
	readonly companions: readonly ContainerInspect[];
	/** The inspect of the container if it were created with this change too. */
	readonly apply: (inspect: ContainerInspect) => ContainerInspect;
};

/** One of the ways to decide about a cause: of these only one can be chosen. They stand in the plan best first. */
export type Alternative = {
	/** As `--choose` takes it: `socket`, `privileged`, `5432`, `/data`. */
	readonly cause: string;
	/** `proxy`, `loopback`, `ro` */
	readonly name: string;
	/** What the container has that keeps the danger alive. */
	readonly about: SafeText;
};

/** @param more  with an `apply` only for what also follows up on the changes before it */
export const planned = (
	change: Change,
	more: Omit<PlannedChange, keyof Change | 'exercised' | Optional> & Partial<Pick<PlannedChange, Optional>>,
): PlannedChange => ({
	...{apply: inspect => applyChange(change, inspect), exercised: null, danger: null, decides: null, first: [], companions: []},
	...change,
	...more,
});

type Optional = 'apply' | 'danger' | 'decides' | 'first' | 'companions';

/** Input of a step of the plan. */
export type PlanInput = {
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	readonly inspect: ContainerInspect;
	/** Of another container of the fleet. */
	readonly nameOf: (id: string) => SafeText | null;
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
