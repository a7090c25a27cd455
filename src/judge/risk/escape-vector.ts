import type {Severity} from '../../base/index.js';
import {type DangerScope, routesOf} from '../rules/dangers/index.js';
import {isUsable, worstDangerFirst} from '../rules/dangers/weigh.js';
import type {AttackPath, Hop} from './assessment.js';

/** One route from a process in the container to something outside it, and the single change that cuts it. */
export type EscapeVector = {
	/** Stable and unique within the container: `socket:/var/run/docker.sock`, by the destination. */
	readonly id: string;
	readonly severity: Severity;
	/** From the first step outside the container's bounds to what the attacker owns. */
	readonly hops: readonly Hop[];
	readonly cutBy: AttackPath['cutBy'];
};

/**
 * What an attacker who runs code in this container can reach outside it, worst first: the dangers that lead somewhere and are not closed
 * to everyone in it. How the attacker gets in is the matter of the entry points.
 */
export function escapeVectors(scope: DangerScope): EscapeVector[] {
	const open = routesOf(scope).filter(isUsable);
	// SYS_ADMIN leads nowhere that this does not.
	const runsAgent = open.some(({kind}) => kind === 'release-agent');
	return open
		.filter(({id}) => !(runsAgent && id === 'capability:SYS_ADMIN'))
		.map(({id, severity, hops, change: cutBy}) => ({id, severity, hops, cutBy}));
}

/** For `sort`: the worst, of these the shortest; the id keeps the order stable. */
export const worstPathFirst = worstDangerFirst;
