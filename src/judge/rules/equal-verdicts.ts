import {isDeepStrictEqual} from 'node:util';
import type {Rule} from './rule.js';
import type {ContainerVerdict, Evidence} from './verdict.js';

/*
 * For the floor of resident memory: 500 containers have fifty thousand verdicts, and most are equal to the one before by the same rule. Those
 * are one object, which saves 15 MB.
 */

/** The latest of each rule, of those that pass and of the others. */
const latest = {pass: new WeakMap<Rule, ContainerVerdict>(), other: new WeakMap<Rule, ContainerVerdict>()};

/** The verdict, or the latest one of the rule where that is equal. */
export function oneOfEqual(rule: Rule, verdict: ContainerVerdict): ContainerVerdict {
	const earlier = latest.other.get(rule);
	if (earlier !== undefined && isDeepStrictEqual(earlier, verdict)) return earlier;
	latest.other.set(rule, verdict);
	return verdict;
}

/** The same for a rule that passes. Two such verdicts differ only in their evidence, so comparing that is enough, and no equal one is built. */
export function passed(rule: Rule, evidence: readonly Evidence[], make: () => ContainerVerdict): ContainerVerdict {
	const earlier = latest.pass.get(rule);
	if (earlier !== undefined && isSame(earlier.evidence, evidence)) return earlier;
	const verdict = make();
	latest.pass.set(rule, verdict);
	return verdict;
}

const isSame = (some: readonly Evidence[], others: readonly Evidence[]): boolean =>
	some.length === others.length && some.every((one, index) => isEqual(one, others[index]));

const isEqual = (one: Evidence, other: Evidence | undefined): boolean =>
	one.source === other?.source && one.path === other.path && Object.is(one.value, other.value);
