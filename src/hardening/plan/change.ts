import type {BlindSpot, ContainerConfig, ContainerInspect, HostConfig} from '../../answers/index.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import type {Evidence} from '../../rules/verdict.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {HardeningEvidence} from '../evidence/evidence.js';

/** Only a rehearsal gives `proven`; `unknown` when the evidence could not be collected. */
export type Confidence = 'proven' | 'likely' | 'test first' | 'unknown';

/** One step of the plan: a change to how the container is created, with the reason why it should work. */
export type Change = {
	/** Stable: `capabilities`, `read-only`, `no-new-privileges`, `memory`, `pids`, `user`, `publish`, `privileged`… */
	readonly slug: string;
	/** In one line, for the toggle. */
	readonly why: SafeText;
	/** Command-line options, shown when the page has no room for the diff. */
	readonly remove: readonly string[];
	readonly add: readonly string[];
	readonly confidence: Confidence;
	readonly evidence: readonly Evidence[];
	readonly mayBreak: SafeText | null;
	/** How to notice that it broke something. */
	readonly howToSee: SafeText | null;
	/** Whether it is part of the command by default. */
	readonly enabled: boolean;
	/** The inspect of the container if it were created with this change. */
	readonly apply: (inspect: ContainerInspect) => ContainerInspect;
};

/** Input of a step of the plan. */
export type PlanInput = {
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	readonly inspect: ContainerInspect;
};

/** A step: returns no changes when there is nothing to do. */
export type Step = (subject: PlanInput) => readonly Change[];

export type Plan = {
	readonly inspect: ContainerInspect;
	/** In the order of application. */
	readonly changes: readonly Change[];
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

export const withHost = (inspect: ContainerInspect, host: Partial<HostConfig>): ContainerInspect => ({
	...inspect,
	HostConfig: {...inspect.HostConfig, ...host},
});

export const withConfig = (inspect: ContainerInspect, config: Partial<ContainerConfig>): ContainerInspect => ({
	...inspect,
	Config: {...inspect.Config, ...config},
});
