import type {ContainerRow} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {isLoopback} from './addresses.js';
import type {ContainerFacts} from './container-facts.js';
import type {NetworkAttachment, PortFacts} from './exposure-facts.js';
import {firewallAnswers} from './firewall/firewall-answer.js';
import type {HostFacts} from './host-facts.js';
import {hasProcesses} from './lifecycle.js';
import {answersItself, answersOnAny, mayAnswer, ownSockets} from './listeners.js';

/** How another machine opens a connection to a container. */
export type OutsideReach =
	| {readonly by: 'wildcard' | 'address'; readonly ports: readonly PortFacts[]}
	/** Through the containers named, which joined each other's network up to the one that is on the host. */
	| {readonly by: 'host-network'; readonly through: readonly SafeText[]}
	/** Every node of the swarm passes the ports of its service on to it; its own inspect does not name them. */
	| {readonly by: 'routing-mesh' | 'local-network'; readonly network: NetworkAttachment};

/**
 * The most open of the ways; `null` when only this host and its neighbours reach it. A way is one that something answers at the end of, or
 * where that was not seen, and that the firewall is not seen to close: a port on which nothing listens lets no one in, nor does a
 * container that does not run.
 */
export function outsideReach(container: ContainerFacts, host: HostFacts | null): OutsideReach | null {
	const {ports, namespaces} = container;
	if (!hasProcesses(container)) return null;
	const answered = ports.filter(port => mayAnswer(answersItself(container, port)) && !isClosed(host, container, port));
	const everywhere = answered.filter(({reach}) => reach === 'wildcard');
	if (everywhere.length > 0) return {by: 'wildcard', ports: everywhere};
	if (mayAnswer(answersOnAny(container))) {
		if (namespaces.network.kind === 'host')
			return isClosedOnHost(host, container) ? null : {by: 'host-network', through: namespaces.network.through};
		const mesh = routingMesh(container);
		if (mesh !== undefined) return {by: 'routing-mesh', network: mesh};
		const [network] = localNetworks(container);
		if (network !== undefined) return {by: 'local-network', network};
	}
	const somewhere = answered.filter(({reach}) => reach === 'address');
	return somewhere.length > 0 ? {by: 'address', ports: somewhere} : null;
}

/** Whether another machine can open a connection to it. */
export const isReachable = (container: ContainerFacts, host: HostFacts | null): boolean => outsideReach(container, host) !== null;

/** Whether the firewall of the host is seen to close a published port, in each family. */
function isClosed(host: HostFacts | null, container: ContainerFacts, port: PortFacts): boolean {
	const answers = firewallAnswers(host, container, port);
	return answers.length > 0 && answers.every(({answer}) => answer.answer === 'closed');
}

/** The same of all ports on which a container on the host's network listens for others. */
function isClosedOnHost(host: HostFacts | null, container: ContainerFacts): boolean {
	const sockets = (ownSockets(container) ?? []).filter(({address}) => !isLoopback(address));
	return sockets.length > 0 && sockets.every(({port, protocol}) => isClosed(host, container, {...unpublished, port, protocol}));
}

const unpublished = {exposed: false, published: [], reach: 'none', service: null, administrative: false} as const;

/** The network by which a swarm publishes it. @source Docker documentation, Use Swarm mode routing mesh */
export const routingMesh = ({networks}: ContainerFacts): NetworkAttachment | undefined => networks.find(({ingress}) => ingress);

/** Networks that make it a machine of its own on the LAN, all its ports open. @source Docker documentation, macvlan and ipvlan drivers */
export const localNetworks = ({networks}: ContainerFacts): readonly NetworkAttachment[] =>
	networks.filter(({driver}) => driver === 'macvlan' || driver === 'ipvlan');

/**
 * `isReachable` of a row of the list, which has no drivers of networks: one on the LAN or in the routing mesh alone counts as not
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
