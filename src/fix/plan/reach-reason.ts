import {isWildcard, type PortFacts, reachWords, type SafeText, sanitise, widestReach} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';

/** Why ports that are published on all interfaces should not be: who can reach them now, as the Network page shows it. */
export function whyPublishLess({reach, verdicts}: AssessedContainer, ports: ReadonlySet<PortFacts>): SafeText {
	const places = reach.filter(({at, port}) => at !== null && isWildcard(at.address) && ports.has(port));
	const services = places.flatMap(({port}) => (port.administrative ? [String(port.service ?? port.port)] : []));
	const widest = widestReach(places);
	const bypasses = verdicts.some(({rule, verdict}) => rule === 'container-firewall-bypass' && verdict === 'fail');
	const parts = [
		`${services.length === 0 ? '' : `${[...new Set(services)].join(', ')} `}published on all interfaces`,
		...(widest === null ? [] : [reachWords(widest)]),
		...(bypasses ? ['bypassing the firewall'] : []),
	];
	return sanitise(parts.join(', '));
}

/** Why a container should leave the host's network. */
export const whyLeaveHostNetwork = ({outside}: AssessedContainer): SafeText =>
	sanitise(
		outside === null
			? "in the host's network it reaches services on loopback"
			: "in the host's network it reaches services on loopback, and its ports are open to other machines",
	);
