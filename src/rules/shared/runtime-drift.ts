import type {ContainerFacts, ProcessTruth} from '../../facts/index.js';
import {notApplicable} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {notSeen} from './evidence.js';
import {isUp, notRunning} from './processes.js';

/**
 * Judges what /proc shows of the first process against what the configuration promises.
 *
 * @param nothingPromised  why there is nothing to compare with, or why that cannot be told; `null` where there is
 */
export function judgeDrift(
	container: ContainerFacts,
	nothingPromised: string | Judgement | null,
	judge: (truth: ProcessTruth) => Judgement,
): Judgement {
	if (!isUp(container)) return notRunning(container);
	if (typeof nothingPromised === 'string') return notApplicable(nothingPromised);
	if (nothingPromised !== null) return nothingPromised;
	return container.truth.known ? judge(container.truth.value) : notSeen(container.truth);
}

/** Advice for a process that is not confined as its configuration says: no flag of this container is wrong. */
export const driftAdvice = {
	text: 'Find out which runtime, hook or later change caused the difference, then recreate the container and compare.',
};
