import {type ContainerFacts, isUp, type ListeningSocket, type SocketFacts} from '../../../base/index.js';
import {notSeen} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {notRunning} from './root-processes.js';

/** Judges the sockets on which a running container, or anything in its network, listens. */
export function judgeSockets(
	container: ContainerFacts,
	whose: keyof SocketFacts,
	judge: (listening: readonly ListeningSocket[]) => Judgement,
): Judgement {
	if (!isUp(container)) return notRunning(container);
	const sockets = container.sockets[whose];
	return sockets.known ? judge(sockets.value) : notSeen(sockets);
}
