import type {BlindSpot} from '../../answers/index.js';
import type {Firewall} from '../../facts/index.js';
import type {ContainerScope} from '../rule.js';

/** The firewall of the host, or why it could not be looked at. */
export function firewallOf({host}: ContainerScope): {seen: Firewall; reason: null} | {seen: null; reason: BlindSpot} {
	if (host === null)
		return {
			seen: null,
			reason: {source: 'host:firewall', reason: 'the engine is on another machine, or the host was not inspected'},
		};
	return host.firewall.known ? {seen: host.firewall.value, reason: null} : {seen: null, reason: host.firewall.reason};
}

/** The reason for one part that the host did not show. */
export const firewallUnreadable = (what: string): BlindSpot => ({source: 'host:firewall', reason: `${what} could not be read`});
