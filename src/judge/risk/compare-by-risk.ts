import {widestReach} from '../../base/index.js';
import type {AssessedContainer} from './assessment.js';

const ranks = {
	'host-network': -1,
	'any-network': 0,
	'routing-mesh': 0,
	'some-sources': 1,
	address: 1,
	'local-network': 1,
	routed: 1,
	'this-host': 2,
	containers: 3,
	'firewall-closed': 3,
	itself: 3,
	'no-listener': 3,
	'not-running': 3,
} as const;

/**
 * From how far a container is reached, as the column REACHABLE shows it: -1 on the host's own network, 0 from any network, 2 from this
 * host, 3 from no one outside. What listens and what the firewall lets in decide.
 */
export function reachRank(assessed: AssessedContainer | null): number {
	if (assessed === null) return 3;
	const {outside, reach} = assessed;
	const reached = ranks[widestReach(reach)?.from ?? 'itself'];
	return outside === null ? reached : Math.min(ranks[outside.by], reached);
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
