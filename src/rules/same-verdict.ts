import {isDeepStrictEqual} from 'node:util';
import type {BlindSpot} from '../answers/index.js';
import type {ContainerVerdict, Evidence, Remedy} from './verdict.js';

/** Whether two verdicts of one rule say the same. Compared by hand: deep equality takes as long as judging does. */
export function isSameVerdict(a: ContainerVerdict, b: ContainerVerdict): boolean {
	if (a === b) return true;
	return (
		a.rule === b.rule &&
		a.verdict === b.verdict &&
		a.severity === b.severity &&
		a.detail === b.detail &&
		a.title === b.title &&
		isEach(a.mitigations, b.mitigations, Object.is) &&
		isEach(a.evidence, b.evidence, isSameEvidence) &&
		isEach(a.reasons, b.reasons, isSameReason) &&
		isSameRemedy(a.remedy, b.remedy) &&
		(a.waived === b.waived || isDeepStrictEqual(a.waived, b.waived))
	);
}

const isSameEvidence = (a: Evidence, b: Evidence): boolean => a.path === b.path && a.value === b.value && a.source === b.source;

const isSameReason = (a: BlindSpot, b: BlindSpot): boolean => a.source === b.source && a.reason === b.reason;

function isSameRemedy(a: Remedy | null, b: Remedy | null): boolean {
	if (a === null || b === null) return a === b;
	return (
		a.text === b.text &&
		a.mayBreak === b.mayBreak &&
		isEach(a.flags.remove, b.flags.remove, Object.is) &&
		isEach(a.flags.add, b.flags.add, Object.is)
	);
}

/** Whether two lists are as long, and the same at each place. */
export const isEach = <T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean =>
	a === b || (a.length === b.length && a.every((one, index) => isSame(one, b[index] as T)));
