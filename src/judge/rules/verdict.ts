import type {BlindSpot, SafeText, Severity} from '../../base/index.js';
import type {Change} from '../changes/change.js';

/** Where a verdict was read: `inspect HostConfig.Privileged true`. It never contains the value of a secret. */
export type Evidence = {
	/** `inspect`, `info`, `version`, `networks`, `top`, `changes`, `image`, `history`, `host`, `proc`… */
	readonly source: string;
	readonly path: string;
	readonly value: SafeText | string | number | boolean | null;
};

/** What a rule's check answers. */
export type Judgement =
	| {readonly verdict: 'pass'; readonly evidence: readonly Evidence[]}
	/**
	 * `severity` when this case is better or worse than the rule says, `mitigations` why it is better; `detail` completes the title for
	 * this target.
	 */
	| {
			readonly verdict: 'fail';
			readonly evidence: readonly Evidence[];
			readonly severity?: Severity;
			readonly mitigations?: readonly string[];
			readonly detail?: SafeText | string;
			/** The options that it rests on, where its remedy does not say so. */
			readonly causes?: readonly string[];
	  }
	| {readonly verdict: 'info'; readonly evidence: readonly Evidence[]; readonly detail?: SafeText | string}
	| {readonly verdict: 'unknown'; readonly reasons: readonly BlindSpot[]}
	| {readonly verdict: 'not-applicable'; readonly why: string};

export type TargetKind = 'container' | 'image' | 'engine' | 'host' | 'swarm';

export type Target = {readonly kind: TargetKind; readonly id: string; readonly name: SafeText};

/** A waiver of the policy file that covers a finding. */
export type AppliedWaiver = {
	readonly reason: SafeText;
	readonly owner: SafeText | null;
	/** RFC 3339 date. */
	readonly expires: string | null;
	readonly expired: boolean;
};

/** Findings that the policy hides, by their rules, each as often as it fails. */
export type HiddenFindings = {
	/** Of disabled rules: there is no verdict of them. */
	readonly disabled: readonly string[];
	/** Less severe than they were judged. */
	readonly lowered: readonly string[];
};

export const nothingHidden: HiddenFindings = {disabled: [], lowered: []};

/** A judgement on a target, with what is needed to show and export it. */
export type Verdict = {
	readonly rule: string;
	readonly title: string;
	readonly cis: Readonly<Record<string, string>>;
	readonly target: Target;
	readonly verdict: Judgement['verdict'];
	/** After mitigating factors and the policy. */
	readonly severity: Severity;
	/** `rootless engine: severity lowered by one`; empty when none. */
	readonly mitigations: readonly string[];
	readonly detail: SafeText | string | null;
	readonly evidence: readonly Evidence[];
	readonly reasons: readonly BlindSpot[];
	/** The options of `docker run` that a finding rests on: findings on the same option are one cause. Empty unless it fails. */
	readonly causes: readonly string[];
	readonly remedy: Change | null;
	readonly waived: AppliedWaiver | null;
};

/** A verdict on a container, which is named once for all of its verdicts: a fleet of 500 has fifty thousand. */
export type ContainerVerdict = Omit<Verdict, 'target'>;

/** The verdict as reports have it, with its fields in their order. Each by its name: there are fifty thousand, and spreading costs three times the memory. */
export const onTarget = (target: Target, verdict: ContainerVerdict): Verdict => ({
	rule: verdict.rule,
	title: verdict.title,
	cis: verdict.cis,
	target,
	verdict: verdict.verdict,
	severity: verdict.severity,
	mitigations: verdict.mitigations,
	detail: verdict.detail,
	evidence: verdict.evidence,
	reasons: verdict.reasons,
	causes: verdict.causes,
	remedy: verdict.remedy,
	waived: verdict.waived,
});

/** Whether a waiver covers it that still holds; only what fails can have one. */
export const isWaived = ({waived}: Pick<Verdict, 'waived'>): boolean => waived !== null && !waived.expired;

/** Whether it counts: it fails, and no waiver covers it. */
export const isOpen = (verdict: ContainerVerdict): boolean => verdict.verdict === 'fail' && !isWaived(verdict);
