import {isDeepStrictEqual} from 'node:util';
import type {ContainerFacts} from '../facts/index.js';
import type {AssessedContainer} from '../risk/assessment.js';

/** Whether two judgements of one container say the same. */
export function isSameAssessment(a: AssessedContainer, b: AssessedContainer): boolean {
	return (
		a.risk.score === b.risk.score &&
		a.image === b.image &&
		isDeepStrictEqual(a.verdicts, b.verdicts) &&
		isSameFacts(a.facts, b.facts) &&
		isDeepStrictEqual(a.attackPaths, b.attackPaths)
	);
}

/** The log of a health check is left out: it grows twice a minute and nobody judges it. */
function isSameFacts({raw: rawA, ...a}: ContainerFacts, {raw: rawB, ...b}: ContainerFacts): boolean {
	if (!isDeepStrictEqual(a, b)) return false;
	if (rawA === rawB) return true;
	const quiet = ({State, ...rest}: ContainerFacts['raw']) => ({...rest, State: {...State, Health: null}});
	return isDeepStrictEqual(quiet(rawA), quiet(rawB));
}
