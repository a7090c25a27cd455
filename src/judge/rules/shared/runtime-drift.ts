import {type ContainerFacts, isUp, type LiveState} from '../../../base/index.js';
import {notApplicable, notSeen} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {notRunning} from './root-processes.js';

/**
 * Compares what /proc shows of the first process with what the configuration promises.
 *
 * @param whyNothingPromised  why there is nothing to compare with, or why that is unknown; `null` where there is
 */
export function judgeDrift(
	container: ContainerFacts,
	whyNothingPromised: string | Judgement | null,
	judge: (truth: LiveState) => Judgement,
): Judgement {
	if (!isUp(container)) return notRunning(container);
	if (typeof whyNothingPromised === 'string') return notApplicable(whyNothingPromised);
	if (whyNothingPromised !== null) return whyNothingPromised;
	return container.truth.known ? judge(container.truth.value) : notSeen(container.truth);
}

/** Advice for a process that is not confined as its configuration says: no flag of this container is wrong. */
export const driftAdvice = {
	text: 'Find out which runtime, hook or later change caused the difference, then recreate the container and compare.',
};
