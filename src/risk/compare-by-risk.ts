import type {AssessedContainer} from './assessment.js';

const ranks = {wildcard: 0, address: 1, loopback: 2, none: 3} as const;

/** From how far a container is reached: -1 on the host's own network, 0 from every address, 3 from none. */
export function reachRank(assessed: AssessedContainer | null): number {
	if (assessed?.facts.namespaces.network.kind === 'host') return -1;
	return Math.min(3, ...(assessed?.facts.ports ?? []).map(port => ranks[port.reach]));
}

/**
 * The order of a list by risk, on the screen and in every report. The score ends at 100, which many share: the sum behind it decides, then
 * what more of the world reaches, then the name. Code units, not the locale's order: the same everywhere, and quick. `null`: not judged yet, or
 * not readable.
 */
export function compareByRisk(a: AssessedContainer | null, b: AssessedContainer | null): number {
	return (
		(b?.risk.sum ?? -1) - (a?.risk.sum ?? -1) ||
		reachRank(a) - reachRank(b) ||
		(a === null || b === null || a.facts.name === b.facts.name ? 0 : a.facts.name < b.facts.name ? -1 : 1)
	);
}
