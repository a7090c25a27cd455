import {type Known, known, unknown} from '../answers/index.js';
import type {ListeningSocket, SocketFacts} from '../facts/index.js';
import {isInContainer, membersOfControlGroup, notInContainer} from './control-group.js';
import type {HostTree} from './host-tree.js';
import {isInOurNetwork, readSockets, searchOwners, withOwners} from './listening-sockets.js';

/**
 * On which sockets a container listens. The tables are world-readable; the owner of a socket is often visible to root only.
 *
 * @param pid  `State.Pid`, in our PID namespace: only of an engine verified to be local
 * @param containerId  guards against a PID that the kernel has reused
 */
export function containerSockets(tree: HostTree, pid: number, containerId?: string): SocketFacts {
	if (containerId !== undefined && !isInContainer(tree, pid, containerId)) return neither(notInContainer(pid));
	const sockets = readSockets(tree, `/proc/${pid}/net`);
	if (!sockets.known) return neither(sockets);
	if (sockets.value.length === 0) return {own: known([]), inNetwork: known([])};
	const search = searchOwners(tree, sockets.value);
	const members = membersOfControlGroup(tree, pid);
	for (const member of members ?? [pid]) if (search.lookAt(member) === 'enough') break;
	const shown = withOwners(sockets.value, search.owners);
	return {own: ofItsOwn(tree, pid, shown, members !== null && search.isWhole()), inNetwork: known(shown)};
}

const neither = (unseen: Known<never> | Known<readonly ListeningSocket[]>): SocketFacts => ({own: unseen, inNetwork: unseen});

/** @param whole  whether all its processes are known, and all their open files were examined */
function ofItsOwn(
	tree: HostTree,
	pid: number,
	shown: readonly ListeningSocket[],
	whole: boolean,
): Known<readonly ListeningSocket[]> {
	const visible = tree.list(`/proc/${pid}/fd`);
	// The table is the network namespace's: it includes the engine's resolver, and on a shared one the sockets of other containers.
	if (visible.known && whole) return known(shown.filter(({process}) => process !== null));
	if (!sharesOurNetwork(tree, pid)) return known(shown);
	return visible.known
		? unknown(
				`host:/proc/${pid}/fd`,
				'not all of its processes and open files are visible, so it is unknown which sockets are its own',
			)
		: unknown(`host:/proc/${pid}/fd`, 'only root can see which sockets of the host network are its own');
}

/** Compares interfaces when the namespaces may not be compared. */
function sharesOurNetwork(tree: HostTree, pid: number): boolean {
	const isSame = isInOurNetwork(tree, pid);
	if (isSame !== null) return isSame;
	const [mine, its] = ['/proc/self/net/dev', `/proc/${pid}/net/dev`].map(path => tree.read(path));
	return mine?.known === true && its?.known === true && interfaces(mine.value) === interfaces(its.value);
}

const interfaces = (table: string | null): string =>
	(table ?? '')
		.split('\n')
		.map(line => line.split(':')[0]?.trim())
		.sort()
		.join();
