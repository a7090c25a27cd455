import type {ContainerFacts} from '../../facts/index.js';
import type {AttackPath} from '../../risk/assessment.js';

/**
 * Whether something outside of the host can reach the container: a published port on more than loopback, or an attack path that begins
 * at one. `null` when nothing is known of the container.
 */
export function isExposed(
	containers: readonly {readonly facts: Pick<ContainerFacts, 'ports' | 'status'>; readonly attackPaths?: readonly AttackPath[]}[],
): boolean | null {
	if (containers.length === 0) return null;
	return containers.some(({facts}) => facts.ports.some(({reach}) => reach === 'wildcard' || reach === 'address'));
}
