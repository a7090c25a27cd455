import {type EngineFacts, parseTime, type SwarmAnswers} from '../../../../base/index.js';
import {cannotTell, infoMissing, notApplicable} from '../../rule.js';
import type {Judgement} from '../../verdict.js';

export type AsManager = {readonly answers: SwarmAnswers} | {readonly judgement: Judgement};

/** Nothing to judge where there is no swarm; `null` where there is one. */
export function noSwarm({swarm}: EngineFacts): Judgement | null {
	if (swarm === 'inactive') return notApplicable('swarm mode is off');
	return swarm === 'unknown' ? infoMissing('Swarm.LocalNodeState') : null;
}

/** What a manager knows of the swarm; workers answer 503 to the same questions. */
export function asManager(engine: EngineFacts): AsManager {
	const none = noSwarm(engine);
	if (none !== null) return {judgement: none};
	if (engine.swarm === 'worker') {
		return {judgement: cannotTell({source: 'engine:/swarm', reason: 'this node is a worker: run dockscope on a manager'})};
	}
	return engine.swarmAnswers.known ? {answers: engine.swarmAnswers.value} : {judgement: cannotTell(engine.swarmAnswers.reason)};
}

/** Whole days between two moments of RFC 3339; `null` when one cannot be read. */
export function daysBetween(earlier: string | undefined, later: string): number | null {
	const days = (parseTime(later) - parseTime(earlier ?? '')) / 86_400_000;
	return Number.isNaN(days) ? null : Math.floor(days);
}
