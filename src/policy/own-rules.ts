import {change} from '../changes/change.js';
import type {ContainerFacts} from '../facts/index.js';
import {stopped} from '../rules/judge.js';
import type {ContainerVerdict} from '../rules/verdict.js';
import {sanitise} from '../terminal/sanitise.js';
import {evaluate, type Outcome} from './condition.js';
import type {OwnRule} from './policy.js';

/** Judges a container by a rule of the policy file, which fails where its condition holds. */
export function judgeOwnRule(rule: OwnRule, container: ContainerFacts): ContainerVerdict {
	const outcome = outcomeOf(rule, container);
	return {
		rule: rule.slug,
		title: sanitise(rule.title),
		cis: {},
		verdict: outcome.holds === 'unknown' ? 'unknown' : outcome.holds ? 'fail' : 'pass',
		severity: rule.severity,
		mitigations: [],
		detail: null,
		evidence: outcome.holds === 'unknown' ? [] : outcome.evidence,
		reasons: outcome.holds === 'unknown' ? outcome.reasons : [],
		causes: outcome.holds === true ? [rule.slug] : [],
		remedy: outcome.holds === true ? change({text: sanitise(rule.remedy)}) : null,
		waived: null,
	};
}

/** A condition that stops on one container is a blind spot of that rule there. */
function outcomeOf({slug, when}: OwnRule, container: ContainerFacts): Outcome {
	try {
		return evaluate(when, container);
	} catch (error) {
		return {holds: 'unknown', reasons: [stopped(slug, error)]};
	}
}
