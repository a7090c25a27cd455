import {isLoopback} from '../addresses.js';
import type {ContainerFacts} from '../container-facts.js';
import type {HostFacts} from '../host-facts.js';
import {isFromOutside, isOpenWildcard, type PortReach, portReach} from '../port-reach.js';
import type {PortFacts} from '../ports.js';
import {localNetworks, routingMesh} from '../reach.js';
import type {ServiceAccess} from './service.js';

/**
 * Who can connect to a service: `everywhere` is every network of the host, `address` certain ones or the local network, `host` this
 * host only, `neighbours` containers on its networks too, `self` the container only.
 */
export type ServiceReach = {
	readonly from: 'everywhere' | 'address' | 'host' | 'neighbours' | 'self';
	/** Published ports of the service. */
	readonly ports: readonly PortFacts[];
	/** Containers that share a network with it. */
	readonly peers: number;
};

/**
 * @param fleet  by id; the owner of a shared network is among them
 * @param host  whose firewall may close its published ports
 */
export function serviceReach(
	access: ServiceAccess,
	container: ContainerFacts,
	fleet: ReadonlyMap<string, ContainerFacts>,
	host: HostFacts | null,
): ServiceReach {
	const {onLoopback, ports: numbers} = access;
	const {network} = container.namespaces;
	const owner = network.kind === 'container' ? (fleet.get(network.id) ?? container) : container;
	const peers = new Set(owner.networks.flatMap(({separated, peers: members}) => (separated ? [] : members))).size;
	if (network.kind === 'host') {
		const its = portReach(container, host).filter(({port}) => numbers.includes(port.port));
		return {from: onLoopback ? 'host' : fromHostNetwork(its), ports: [], peers};
	}
	if (network.kind === 'none' || onLoopback) return {from: 'self', ports: [], peers};
	const shared = owner === container ? container.ports : [...container.ports, ...owner.ports];
	const ports = publishedPorts(access, shared);
	const places = [...new Set([container, owner])].flatMap(one => portReach(one, host)).filter(({port}) => ports.includes(port));
	if (places.some(isOpenToAll) || routingMesh(owner) !== undefined) return {from: 'everywhere', ports, peers};
	if (places.some(isOpenToSome) || localNetworks(owner).length > 0) return {from: 'address', ports, peers};
	if (peers > 0) return {from: 'neighbours', ports, peers};
	return {from: 'host', ports, peers};
}

/** Of these ports, the published ones on which the service listens. */
export function publishedPorts({service, ports: numbers}: ServiceAccess, ports: readonly PortFacts[]): readonly PortFacts[] {
	const published = ports.filter(port => port.published.length > 0);
	const usual = (port: PortFacts) => numbers.includes(port.port);
	// A file that was not read may have moved it to another port: then any published port may be it.
	const its =
		service.ports.length === 0 || !ports.some(usual)
			? published.filter(({protocol}) => protocol === 'tcp')
			: published.filter(usual);
	return [...new Map(its.map(port => [`${port.port}/${port.protocol}`, port])).values()];
}

/** On which addresses of the host it listens, and for whom; where that was not seen, and in a stopped container, on all of them. */
function fromHostNetwork(places: readonly PortReach[]): ServiceReach['from'] {
	const entered = places.filter(place => isFromOutside(place) || place.from === 'not-running');
	if (places.length > 0 && entered.length === 0) return 'host';
	const isRestricted = entered.length > 0 && entered.every(({from}) => from === 'some-sources' || from === 'address');
	return isRestricted ? 'address' : 'everywhere';
}

/** A stopped container is judged by what it will publish. */
const isOpenToAll = (place: PortReach): boolean => isOpenWildcard(place) && place.from !== 'some-sources';

const isOpenToSome = (place: PortReach): boolean =>
	isFromOutside(place) || (place.from === 'not-running' && place.at !== null && !isLoopback(place.at.address));
