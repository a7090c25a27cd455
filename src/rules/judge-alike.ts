import {differences} from './differences.js';
import {containerRules} from './index.js';
import {anything, type Individual, individualIn, watchIndividual} from './individual.js';
import {judgeContainer, judgeContainerBy} from './judge.js';
import type {ContainerScope} from './rule.js';
import {isSameVerdict} from './same-verdict.js';
import type {ContainerVerdict} from './verdict.js';

/** A container that was judged, for others of its configuration. */
export type Exemplar = {
	readonly scope: ContainerScope;
	readonly verdicts: readonly ContainerVerdict[];
	/** The next of its configuration, of which it was watched at what the rules look. */
	second: Second | null;
};

type Second = {
	readonly scope: ContainerScope;
	readonly verdicts: readonly ContainerVerdict[];
	/** The facts in which it may differ from the first; in all others no rule was watched. */
	readonly facts: ReadonlySet<string>;
	/** Of each rule, at what it looked by which two of a configuration may differ. */
	readonly looked: readonly (readonly Individual[])[];
	readonly differences: ReturnType<typeof differences>;
};

/** Judges the first of a configuration. */
export function judgeFirst(scope: ContainerScope): Exemplar {
	return {scope, verdicts: judgeContainer(scope), second: null};
}

/**
 * Judges a container whose facts have the `configurationKey` of the exemplar's: by the rules that look at something in which it differs
 * from the second, and the rest is said as it was of that. Gives what `judgeContainer` gives; `null` where nothing can be taken from
 * the exemplar.
 */
export function judgeLike(scope: ContainerScope, exemplar: Exemplar): readonly ContainerVerdict[] | null {
	if (!hasSameSurroundings(scope, exemplar.scope)) return null;
	const facts = individualIn(scope.container, exemplar.scope.container);
	if (exemplar.second === null) {
		exemplar.second = judgeSecond(scope, facts);
		return exemplar.second.verdicts;
	}
	const {second} = exemplar;
	for (const fact of facts) if (!second.facts.has(fact)) return null;
	const differ = second.differences(scope.container, second.scope.container);
	let isSame = true;
	const verdicts = second.verdicts.map((verdict, index) => {
		const rule = containerRules[index];
		const looked = second.looked[index];
		if (rule === undefined || looked === undefined || !looked.some(way => differ.has(way))) return verdict;
		const own = judgeContainerBy(rule, scope);
		if (isSameVerdict(own, verdict)) return verdict;
		isSame = false;
		return own;
	});
	// The same list tells whoever works on with it that it has been worked on before.
	return isSame ? second.verdicts : verdicts;
}

/** Waivers may take vulnerabilities out of an image for one container alone: then it is another object. */
const hasSameSurroundings = (a: ContainerScope, b: ContainerScope): boolean =>
	a.engine === b.engine && a.image === b.image && a.host === b.host && a.settings === b.settings;

function judgeSecond(scope: ContainerScope, facts: ReadonlySet<string>): Second {
	const {scope: watched, looked} = watchIndividual(scope, facts);
	const judged = containerRules.map(rule => {
		const verdict = judgeContainerBy(rule, watched);
		const at = looked();
		if (at.length === 0) return {verdict, at};
		// What it took over as it stood, a reason say, it has not looked into: the comparison does.
		const plain = judgeContainerBy(rule, scope);
		const isTheSame = isSameVerdict(verdict, plain);
		return {verdict: plain, at: isTheSame ? [...new Set([...at, ...looked()])] : [anything]};
	});
	const ways = new Set(judged.flatMap(({at}) => at));
	return {
		scope,
		facts,
		verdicts: judged.map(({verdict}) => verdict),
		looked: judged.map(({at}) => at),
		differences: differences(ways),
	};
}
