import {bySeverity, type SafeText} from '../../../base/index.js';
import {failAs} from '../rule.js';
import type {Evidence, Judgement} from '../verdict.js';
import type {Danger} from './danger.js';

type Words = {
	/** What it can do, where an attacker can use it. */
	readonly detail?: SafeText | string | undefined;
	/** What it has, where no one can: the reason follows. */
	readonly closed?: SafeText | string | undefined;
};

/** A failure as severe as the worst of these dangers, and resting on them, with why it is not worse. @param dangers  none: as severe as the rule says */
export function failWith(dangers: readonly Danger[], {detail, closed}: Words, ...evidence: Evidence[]): Judgement {
	const [worst] = dangers.toSorted((a, b) => bySeverity(a.severity, b.severity));
	if (worst === undefined) return failAs({detail}, ...evidence);
	const {severity, mitigations, use} = worst;
	const causes = [...new Set(dangers.filter(danger => danger.severity === severity).flatMap(danger => danger.causes))];
	const words = use.kind !== 'closed' ? detail : closed === undefined ? use.reason : `${closed}; ${use.reason}`;
	return {verdict: 'fail', evidence, severity, mitigations, causes, ...(words === undefined ? {} : {detail: words})};
}
