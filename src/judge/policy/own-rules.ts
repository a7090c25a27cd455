import {type BlindSpot, type ContainerFacts, linearPattern, sanitise} from '../../base/index.js';
import {change} from '../changes/change.js';
import {stopped} from '../rules/judge.js';
import type {ContainerVerdict, Evidence} from '../rules/verdict.js';
import {readPath} from './fact-path.js';
import type {FactCondition, OwnRule} from './policy.js';

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

/** The result of a condition for a container. `unknown` when a fact that decides it was not seen. */
type Outcome =
	| {readonly holds: true; readonly evidence: readonly Evidence[]}
	| {readonly holds: false; readonly evidence: readonly Evidence[]}
	| {readonly holds: 'unknown'; readonly reasons: readonly BlindSpot[]};

/**
 * Evaluates a condition. One false part decides `all`, one true part decides `any`, even if others are unknown; otherwise
 * an unknown part makes the whole unknown (Kleene's logic).
 */
export function evaluate(condition: FactCondition, facts: ContainerFacts): Outcome {
	if ('all' in condition) return combine(condition.all, facts, false);
	if ('any' in condition) return combine(condition.any, facts, true);
	if ('not' in condition) {
		const outcome = evaluate(condition.not, facts);
		return outcome.holds === 'unknown' ? outcome : {holds: !outcome.holds, evidence: outcome.evidence};
	}
	return compare(condition, facts);
}

function combine(parts: readonly FactCondition[], facts: ContainerFacts, deciding: boolean): Outcome {
	const outcomes = parts.map(part => evaluate(part, facts));
	const decided = outcomes.find(({holds}) => holds === deciding);
	if (decided !== undefined) return decided;
	const reasons = outcomes.flatMap(outcome => (outcome.holds === 'unknown' ? outcome.reasons : []));
	if (reasons.length > 0) return {holds: 'unknown', reasons};
	return {holds: !deciding, evidence: outcomes.flatMap(outcome => (outcome.holds === 'unknown' ? [] : outcome.evidence))};
}

type Comparison = Extract<FactCondition, {path: string}>;

function compare(comparison: Comparison, facts: ContainerFacts): Outcome {
	const found = readPath(facts, comparison.path);
	if (!found.known) return {holds: 'unknown', reasons: [found.reason]};
	const match = found.values.find(value => matches(comparison, value));
	const holds = holdsFor(comparison, found.values, match !== undefined);
	const shown = match ?? found.values[0] ?? null;
	return {holds, evidence: [{source: 'facts', path: comparison.path, value: shownValue(shown)}]};
}

function holdsFor(comparison: Comparison, values: readonly unknown[], matched: boolean): boolean {
	if ('exists' in comparison) return values.some(value => value !== '') === comparison.exists;
	if ('equals' in comparison && comparison.equals === null) return values.length === 0;
	return matched;
}

function matches(comparison: Comparison, value: unknown): boolean {
	if ('equals' in comparison) return value === comparison.equals;
	if ('matches' in comparison) return typeof value === 'string' && testOf(comparison)(value);
	if ('includes' in comparison) {
		return value === comparison.includes || (typeof value === 'string' && value.includes(String(comparison.includes)));
	}
	if ('above' in comparison) return typeof value === 'number' && value > comparison.above;
	if ('below' in comparison) return typeof value === 'number' && value < comparison.below;
	return value !== '';
}

/** Made once for each condition, and not for each value. */
const tests = new WeakMap<FactCondition, (text: string) => boolean>();

function testOf(comparison: Extract<Comparison, {matches: string}>): (text: string) => boolean {
	const made = tests.get(comparison) ?? linearPattern(comparison.matches, 'part');
	if (made === null) throw new Error(`"matches" cannot be read: ${sanitise(comparison.matches)}`);
	tests.set(comparison, made);
	return made;
}

function shownValue(value: unknown): Evidence['value'] {
	if (typeof value === 'string') return sanitise(value);
	return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
