import {
	isWildcard,
	listenersOf,
	type PortFacts,
	type PortReach,
	portReach,
	reachWords,
	type Severity,
	widestReach,
} from '../../../base/index.js';
import {fromHost, fromProc} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Evidence} from '../verdict.js';
import {portName} from './port-evidence.js';

/** Who comes in through published ports; `severity` is undefined where some do, or where that was not seen. */
export type BehindPorts = {
	readonly severity: Severity | undefined;
	readonly words: string;
	readonly evidence: readonly Evidence[];
};

/**
 * What lowers a finding about published ports: nothing listens behind them, or only on the container's own loopback address, or the host
 * firewall closes all of them. A container that is not running is judged by what it will publish.
 *
 * @param isAsked  the addresses that the finding is about
 */
export function behindPorts(
	scope: ContainerScope,
	ports: readonly PortFacts[],
	isAsked: (address: string) => boolean = isWildcard,
): BehindPorts {
	const {container, host} = scope;
	const places = portReach(container, host).filter(({port, at}) => at !== null && ports.includes(port) && isAsked(at.address));
	const widest = widestReach(places);
	const evidence = [...listenerEvidence(scope, ports), ...firewallEvidence(places)];
	if (widest === null) return {severity: undefined, words: '', evidence};
	switch (widest.from) {
		case 'no-listener':
		case 'itself':
		case 'firewall-closed':
			return {severity: 'low', words: `, but ${reachWords(widest)}`, evidence};
		case 'some-sources':
			return {severity: undefined, words: `, ${reachWords({...widest, unseen: []})}`, evidence};
		default:
			return {severity: undefined, words: '', evidence};
	}
}

/** The processes that answer, with the name of the container that joined the network and runs them. */
function listenerEvidence({container, fleet}: ContainerScope, ports: readonly PortFacts[]): readonly Evidence[] {
	return ports.slice(0, MAX_PORTS).flatMap(port => {
		const named = listenersOf(container, port, fleet.values()).flatMap(({address, process}) =>
			process === null ? [] : [`${address} (${process})`],
		);
		return named.length === 0 ? [] : [fromProc(`net ${portName(port)}`, [...new Set(named)])];
	});
}

/** Of a range of thousands, the first show what listens. */
const MAX_PORTS = 16;

/** The rules that close or restrict the ports, or why they were not seen: each once, a handful. */
function firewallEvidence(places: readonly PortReach[]): readonly Evidence[] {
	const decided = places.flatMap(({from, evidence}) => (from === 'firewall-closed' || from === 'some-sources' ? evidence : []));
	const unseen = places.flatMap(one => one.unseen.filter(({what}) => what === 'firewall'));
	const all = [...decided, ...unseen.map(({reason}) => fromHost('firewall', `not seen: ${reason.reason}`))];
	return [...new Map(all.map(one => [`${one.path} ${one.value}`, one])).values()].slice(0, 6);
}
