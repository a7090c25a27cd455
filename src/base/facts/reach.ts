import type {ContainerRow} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import {isLoopback} from './addresses.js';
import type {NetworkAttachment} from './attachments.js';
import type {ContainerFacts} from './container-facts.js';
import type {HostFacts} from './host-facts.js';
import {hasProcesses} from './lifecycle.js';
import {answersItself, answersOnAny, mayAnswer} from './listeners.js';
import {isFromOutside, type PortReach, portReach} from './port-reach.js';

/** How another machine opens a connection to a container, and through which ports. */
export type OutsideReach =
	| {readonly by: 'any-network' | 'some-sources' | 'address' | 'routed'; readonly ports: readonly PortReach[]}
	/** Through the containers named, which joined each other's network up to the one that is on the host; no ports: not seen. */
	| {readonly by: 'host-network'; readonly through: readonly SafeText[]; readonly ports: readonly PortReach[]}
	/** Every node of the swarm passes the ports of its service on to it; its own inspect does not name them. */
	| {readonly by: 'routing-mesh' | 'local-network'; readonly network: NetworkAttachment};

/**
 * The most open of the ways; `null` when only this host and its neighbours reach it. A way is one that something of it answers at the
 * end of, or where that was not seen, and that the firewall is not seen to close: a port on which nothing listens lets no one in, nor
 * does a container that does not run, or whose processes are frozen.
 */
export function outsideReach(
	container: ContainerFacts,
	host: HostFacts | null,
	reaches: readonly PortReach[] = portReach(container, host),
): OutsideReach | null {
	const {network} = container.namespaces;
	if (!hasProcesses(container) || container.status === 'paused') return null;
	const entered = reaches.filter(reach => isFromOutside(reach) && mayAnswer(answersItself(container, reach.port)));
	const through = (by: PortReach['from']) => entered.filter(({from}) => from === by);
	if (network.kind === 'host') {
		if (network.ofEngine === true) return null;
		const isUnseen = entered.length === 0 && answersOnAny(container) === 'unknown';
		return entered.length > 0 || isUnseen ? {by: 'host-network', through: network.through, ports: entered} : null;
	}
	const everywhere = through('any-network');
	if (everywhere.length > 0) return {by: 'any-network', ports: everywhere};
	if (mayAnswer(answersOnAny(container))) {
		const mesh = routingMesh(container);
		if (mesh !== undefined) return {by: 'routing-mesh', network: mesh};
		const [local] = localNetworks(container);
		if (local !== undefined) return {by: 'local-network', network: local};
	}
	for (const by of ['some-sources', 'address', 'routed'] as const) {
		const ports = through(by);
		if (ports.length > 0) return {by, ports};
	}
	return null;
}

/** Whether another machine can open a connection to it. */
export const isReachable = (container: ContainerFacts, host: HostFacts | null): boolean => outsideReach(container, host) !== null;

/** The network by which a swarm publishes it. @source Docker documentation, Use Swarm mode routing mesh */
export const routingMesh = ({networks}: ContainerFacts): NetworkAttachment | undefined => networks.find(({ingress}) => ingress);

/** Networks that make it a separate machine on the LAN, all its ports open. @source Docker documentation, macvlan and ipvlan drivers */
export const localNetworks = ({networks}: ContainerFacts): readonly NetworkAttachment[] =>
	networks.filter(({driver}) => driver === 'macvlan' || driver === 'ipvlan');

/**
 * `isReachable` of a row of the list, which has no drivers of networks: one that only the LAN or the routing mesh reaches counts as not
 * reachable. Podman leaves out the address of a port that is published on each, and the mode of the network; Docker the ports of who
 * joined another's.
 *
 * @param rows  the others of the list, among which the owner of its network is
 */
export function isRowReachable(
	{Id: id, HostConfig, NetworkSettings, Ports}: ContainerRow,
	rows: readonly ContainerRow[],
): boolean {
	const mode = HostConfig?.NetworkMode ?? '';
	if (mode === 'host' || NetworkSettings?.Networks?.['host'] !== undefined) return true;
	if ((Ports ?? []).some(({IP, PublicPort}) => PublicPort !== undefined && !isLoopback(IP ?? '0.0.0.0'))) return true;
	const others = rows.filter(row => row.Id !== id);
	const owner = others.find(row => mode === `container:${row.Id}`);
	return owner !== undefined && isRowReachable(owner, others);
}
