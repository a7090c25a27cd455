import {bySeverity, type SafeText, type Severity, sanitise} from '../../base/index.js';
import type {Policy} from './policy.js';

/** Which policy decided, whose it is and how much it hides, for headers and reports. */
export type PolicyInForce = {
	/** `null`: built in, or a profile. */
	readonly path: SafeText | null;
	readonly profile: string | null;
	/** Uid of the file's owner; `null` where it is no file. */
	readonly owner: number | null;
	/** Rules that are not evaluated, and those with a lower severity than their own. */
	readonly disabledRules: number;
	readonly loweredRules: number;
	readonly waivers: number;
	/** Why a file that was found is not applied. */
	readonly refused: SafeText | null;
};

export function policyInForce(policy: Policy, rules: readonly {slug: string; severity: Severity}[]): PolicyInForce {
	const own = new Map([...rules, ...policy.rules].map(({slug, severity}) => [slug, severity]));
	const lowered = Object.entries(policy.severities).filter(([slug, severity]) => {
		const before = own.get(slug);
		return before !== undefined && bySeverity(before, severity) < 0;
	});
	return {
		path: policy.path === null ? null : sanitise(policy.path),
		profile: policy.profile,
		owner: policy.owner,
		disabledRules: policy.disabled.size,
		loweredRules: lowered.length,
		waivers: policy.waivers.length,
		refused: policy.refused,
	};
}
