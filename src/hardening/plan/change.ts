import type {BlindSpot, ContainerConfig, ContainerInspect, HostConfig} from '../../answers/index.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import type {Evidence} from '../../rules/verdict.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {HardeningEvidence} from '../evidence/evidence.js';

/** Only a rehearsal makes it `proven`; `unknown` where the evidence could not be collected. */
export type Confidence = 'proven' | 'likely' | 'test first' | 'unknown';

/** One step of the plan: a change of how the container is created, with why it should hold. */
export type Change = {
	/** Stable: `capabilities`, `read-only`, `no-new-privileges`, `memory`, `pids`, `user`, `publish`, `privileged`… */
	readonly slug: string;
	/** In one line, for the toggle. */
	readonly why: SafeText;
	/** Options as they stand on the command line, shown when the page has no room for the diff. */
	readonly remove: readonly string[];
	readonly add: readonly string[];
	readonly confidence: Confidence;
	readonly evidence: readonly Evidence[];
	readonly mayBreak: SafeText | null;
	/** How to see that it broke. */
	readonly howToSee: SafeText | null;
	/** Whether it is in the command unless toggled. */
	readonly enabled: boolean;
	/** The container as it would be inspected if it were created with this change. */
	readonly apply: (inspect: ContainerInspect) => ContainerInspect;
};

/** What a step of the plan looks at. */
export type PlanInput = {
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	readonly inspect: ContainerInspect;
};

/** A step: no change where nothing is to be done. */
export type Step = (subject: PlanInput) => readonly Change[];

export type Plan = {
	readonly inspect: ContainerInspect;
	/** In the order in which they are applied. */
	readonly changes: readonly Change[];
	/** What the user must know or do besides running the command: data to copy first, what was not visible. */
	readonly warnings: readonly SafeText[];
	readonly blindSpots: readonly BlindSpot[];
};

/** The container with a set of changes applied: what is reconstructed, rehearsed and judged again. */
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
