import {isDeepStrictEqual} from 'node:util';
import type {ContainerFacts} from '../facts/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import type {Evidence, Verdict} from '../rules/verdict.js';

/**
 * Whether two judgements of one container say the same. A hundred verdicts are compared by hand: deep equality takes as long as
 * judging does.
 */
export function isSameAssessment(a: AssessedContainer, b: AssessedContainer): boolean {
	return (
		a.risk.score === b.risk.score &&
		a.image === b.image &&
		isEach(a.verdicts, b.verdicts, isSameVerdict) &&
		isSameFacts(a.facts, b.facts) &&
		isDeepStrictEqual(a.attackPaths, b.attackPaths)
	);
}

function isSameVerdict(a: Verdict, b: Verdict): boolean {
	return (
		a.rule === b.rule &&
		a.verdict === b.verdict &&
		a.severity === b.severity &&
		a.detail === b.detail &&
		a.title === b.title &&
		isEach(a.mitigations, b.mitigations, Object.is) &&
		isEach(a.evidence, b.evidence, isSameEvidence) &&
		isEach(a.reasons, b.reasons, (one, other) => one.source === other.source && one.reason === other.reason) &&
		(a.waived === b.waived || isDeepStrictEqual(a.waived, b.waived))
	);
}

const isSameEvidence = (a: Evidence, b: Evidence): boolean => a.path === b.path && a.value === b.value && a.source === b.source;

/** The log of a health check is left out: it grows twice a minute and nobody judges it. */
function isSameFacts({raw: rawA, ...a}: ContainerFacts, {raw: rawB, ...b}: ContainerFacts): boolean {
	if (!isDeepStrictEqual(a, b)) return false;
	if (rawA === rawB) return true;
	const quiet = ({State, ...rest}: ContainerFacts['raw']) => ({...rest, State: {...State, Health: null}});
	return isDeepStrictEqual(quiet(rawA), quiet(rawB));
}

function isEach<T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
	if (a.length !== b.length) return false;
	for (const [index, one] of a.entries()) {
		const other = b[index];
		if (other === undefined || !isSame(one, other)) return false;
	}
	return true;
}
