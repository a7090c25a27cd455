import {isLoopback} from '../addresses.js';
import type {NetworkAttachment} from '../attachments.js';
import type {ContainerFacts} from '../container-facts.js';
import type {HostFacts} from '../host-facts.js';
import type {ListeningSocket} from '../live-facts.js';
import {type FirewallAnswer, routedAnswer} from './firewall-answer.js';

/** A port of a container at its own address on one of its networks. */
export type RoutedPort = {
	readonly network: NetworkAttachment;
	readonly port: ListeningSocket;
	readonly answer: FirewallAnswer;
};

/** Its networks to whose addresses a neighbour of the host may have a route; on macvlan and ipvlan no route is needed. */
export const bridgeNetworks = ({networks}: ContainerFacts): readonly NetworkAttachment[] =>
	networks.filter(({driver, address}) => driver === 'bridge' && address !== null);

/** Sockets for others than the container itself whose port is published nowhere, or on loopback. */
export function unpublishedListeners({ports}: ContainerFacts, sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
	const reached = ports.filter(({reach}) => reach === 'wildcard' || reach === 'address');
	return sockets.filter(
		({address, port, protocol}) => !isLoopback(address) && !reached.some(one => one.port === port && one.protocol === protocol),
	);
}

/** Whether a machine that routes the container's addresses through the host comes to these ports, by the rules of the kernel. */
export const routedPorts = (
	host: HostFacts | null,
	container: ContainerFacts,
	ports: readonly ListeningSocket[],
): readonly RoutedPort[] =>
	bridgeNetworks(container).flatMap(network =>
		ports.map(port => ({network, port, answer: routedAnswer(host, network.address ?? '', port)})),
	);
