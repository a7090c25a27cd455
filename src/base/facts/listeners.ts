import type {BlindSpot} from '../answers/index.js';
import {safe} from '../text/safe-text.js';
import {isLoopback} from './addresses.js';
import type {ContainerFacts} from './container-facts.js';
import {hasProcesses} from './lifecycle.js';
import type {ListeningSocket} from './live-facts.js';
import type {PortFacts} from './ports.js';

/** What answers on a port. `others`: a socket that other machines reach, not only its own loopback; `unknown`: the sockets were not seen. */
export type Answering = 'others' | 'loopback' | 'nothing' | 'unknown';

type Port = Pick<PortFacts, 'port' | 'protocol'>;

/** What its own processes answer on one port: anyone who connects to it reaches this container. */
export const answersItself = (container: ContainerFacts, port: Port): Answering =>
	answering(container, port, ownSockets(container));

/** What answers on one port of its network: in a private namespace, that may be a process of a container that joined it. */
export const answersInNetwork = (container: ContainerFacts, port: Port): Answering =>
	answering(container, port, networkSockets(container));

/** What its own processes answer on any port. */
export function answersOnAny(container: ContainerFacts): Answering {
	const sockets = ownSockets(container);
	if (!hasProcesses(container) || container.status === 'paused') return 'nothing';
	return sockets === null ? 'unknown' : widest(sockets);
}

/** Whether other machines may find something that answers: what was not seen may. */
export const mayAnswer = (answering: Answering): boolean => answering === 'others' || answering === 'unknown';

/** On which its own processes listen; `null`: not seen. */
export const ownSockets = ({sockets: {own}}: ContainerFacts): readonly ListeningSocket[] | null => (own.known ? own.value : null);

/** On which it, or what joined its network, listens; `null`: not seen. */
export function networkSockets(container: ContainerFacts): readonly ListeningSocket[] | null {
	const {
		sockets: {inNetwork},
		namespaces: {network},
	} = container;
	const isItsOwn = network.kind === 'private' || network.kind === 'shareable';
	if (!isItsOwn) return ownSockets(container);
	return inNetwork.known ? inNetwork.value : null;
}

/** Sockets that others reach on a TCP port that neither the image nor the configuration declares. */
export const undeclaredSockets = ({ports}: ContainerFacts, sockets: readonly ListeningSocket[]): readonly ListeningSocket[] =>
	sockets.filter(
		socket =>
			socket.protocol === 'tcp' &&
			!isLoopback(socket.address) &&
			!ports.some(({port, protocol}) => port === socket.port && protocol === socket.protocol),
	);

/** Why it is not known what listens. */
export function whySocketsUnseen({sockets: {own, inNetwork}}: ContainerFacts): BlindSpot {
	const unseen = [own, inNetwork].find(({known}) => !known);
	return unseen?.known === false ? unseen.reason : {source: 'host:/proc', reason: 'which sockets wait for SCTP is not seen'};
}

/**
 * The sockets that clients of one port reach, with the process of each: where that belongs to a container that joined its network, as
 * `redis-server of db`.
 *
 * @param fleet  the containers among which those that joined are
 */
export function listenersOf(
	container: ContainerFacts,
	{port, protocol}: Port,
	fleet: Iterable<ContainerFacts>,
): readonly ListeningSocket[] {
	const sockets = (networkSockets(container) ?? []).filter(one => one.port === port && one.protocol === protocol);
	if (sockets.every(({process}) => process !== null)) return sockets;
	const theirs = [...fleet].flatMap(other => joinedSockets(other, container.id));
	return sockets.map(socket => (socket.process === null ? (theirs.find(isSame(socket)) ?? socket) : socket));
}

function joinedSockets(container: ContainerFacts, owner: string): readonly ListeningSocket[] {
	const {
		name,
		namespaces: {network},
	} = container;
	if (network.kind !== 'container' || network.id !== owner) return [];
	return (ownSockets(container) ?? []).flatMap(socket =>
		socket.process === null ? [] : [{...socket, process: safe`${socket.process} of ${name}`}],
	);
}

const isSame =
	({protocol, address, port}: ListeningSocket) =>
	(other: ListeningSocket): boolean =>
		other.protocol === protocol && other.address === address && other.port === port;

function answering(container: ContainerFacts, {port, protocol}: Port, sockets: readonly ListeningSocket[] | null): Answering {
	if (!hasProcesses(container)) return 'nothing';
	if (sockets === null || protocol === 'sctp') return 'unknown';
	return widest(sockets.filter(socket => socket.port === port && socket.protocol === protocol));
}

function widest(sockets: readonly ListeningSocket[]): Answering {
	if (sockets.some(({address}) => !isLoopback(address))) return 'others';
	return sockets.length > 0 ? 'loopback' : 'nothing';
}
