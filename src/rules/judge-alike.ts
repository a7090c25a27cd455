import {containerRules} from './index.js';
import {individualIn, watchIndividual} from './individual.js';
import {judgeContainer, judgeContainerBy, targetOf} from './judge.js';
import type {ContainerScope} from './rule.js';
import type {Target, Verdict} from './verdict.js';

/** A container that was judged, for others of its configuration. */
export type Exemplar = {
	readonly scope: ContainerScope;
	readonly verdicts: readonly Verdict[];
	/** Once a second one was judged: the facts in which the two may differ, and the rules that look at such a fact. */
	different: {readonly facts: ReadonlySet<string>; readonly rules: ReadonlySet<string>} | null;
};

/** Judges the first of a configuration. */
export function judgeFirst(scope: ContainerScope): Exemplar {
	return {scope, verdicts: judgeContainer(scope), different: null};
}

/**
 * Judges a container whose facts have the `configurationKey` of the exemplar's: by the rules that look at what the two may differ in, and
 * the rest is said as it was of the other. Gives what `judgeContainer` gives; `null` where nothing can be taken from the exemplar.
 */
export function judgeLike(scope: ContainerScope, exemplar: Exemplar): readonly Verdict[] | null {
	if (!hasSameSurroundings(scope, exemplar.scope)) return null;
	const individual = individualIn(scope.container, exemplar.scope.container);
	const target = targetOf(scope);
	exemplar.different ??= {facts: individual, rules: rulesThatLook(scope, individual, target)};
	const {facts, rules} = exemplar.different;
	for (const fact of individual) if (!facts.has(fact)) return null;
	return exemplar.verdicts.map((verdict, index) => {
		const rule = containerRules[index];
		return rule !== undefined && rules.has(rule.slug) ? judgeContainerBy(rule, scope, target) : {...verdict, target};
	});
}

/** Waivers may take vulnerabilities out of an image for one container alone: then it is another object. */
const hasSameSurroundings = (a: ContainerScope, b: ContainerScope): boolean =>
	a.engine === b.engine && a.image === b.image && a.host === b.host && a.settings === b.settings;

function rulesThatLook(scope: ContainerScope, individual: ReadonlySet<string>, target: Target): ReadonlySet<string> {
	const looking = new Set<string>();
	const {scope: watched, hasLooked} = watchIndividual(scope, individual);
	for (const rule of containerRules) {
		judgeContainerBy(rule, watched, target);
		if (hasLooked()) looking.add(rule.slug);
	}
	return looking;
}
