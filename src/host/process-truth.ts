import {type Known, known, unknown} from '../answers/index.js';
import {decodeCapabilities, type ListeningSocket, type LiveState} from '../facts/index.js';
import type {UidRange} from '../facts/live-facts.js';
import {sanitise} from '../terminal/sanitise.js';
import {trimEndOf} from '../terminal/trim-end.js';
import {isInContainer, membersOfControlGroup, notInContainer} from './control-group.js';
import type {HostTree} from './host-tree.js';
import {isSeLinuxPermissive} from './kernel.js';
import {isInOurNetwork, readSockets, searchOwners, withOwners} from './listening-sockets.js';
import {readStatus} from './process-table.js';

/**
 * What the kernel enforces on a container's first process, whatever its configuration says. The status, the uid map and the
 * socket tables are world-readable; the owner of a socket, and a label, are often visible to root only.
 *
 * @param pid  `State.Pid`, in our PID namespace: only of an engine verified to be local
 * @param containerId  guards against a PID that the kernel has reused
 * @source proc_pid_status(5), proc_pid_uid_map(5)
 */
export function liveState(tree: HostTree, pid: number, containerId?: string): Known<LiveState> {
	const status = readStatus(tree, pid);
	if (status === null) return unknown(`host:/proc/${pid}`, 'the process has ended, or /proc hides it (hidepid)');
	if (containerId !== undefined && !isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const {field} = status;
	const [effective, bounding, permitted] = ['CapEff', 'CapBnd', 'CapPrm'].map(name => decodeCapabilities(field(name) ?? ''));
	if (effective == null || bounding == null) return unknown(`host:/proc/${pid}/status`, 'it lists no capabilities');
	return known({
		pid,
		effective,
		bounding,
		permitted: permitted ?? effective,
		noNewPrivileges: field('NoNewPrivs') === '1',
		seccomp: Number.parseInt(field('Seccomp') ?? '', 10) || 0,
		uids: status.uids,
		gids: status.gids,
		groups: status.groups,
		...uidMapOf(tree, pid),
		label: labelOf(tree, pid),
		...listeningOf(tree, pid),
	});
}

/** In the initial user namespace the map is `0 0 4294967295`: first uid inside, first outside, count. @source user_namespaces(7) */
function uidMapOf(tree: HostTree, pid: number): Pick<LiveState, 'uidMapIsIdentity' | 'mappedUids'> {
	const text = tree.read(`/proc/${pid}/uid_map`);
	if (!text.known || text.value === null) return {uidMapIsIdentity: null};
	const lines = text.value.trim().split('\n');
	const rows = lines.map(line => line.trim().split(/\s+/).map(Number));
	const mappedUids = rows.flatMap(([, first, count]): UidRange[] =>
		first !== undefined && count !== undefined && Number.isFinite(first + count) ? [{first, count}] : [],
	);
	return {uidMapIsIdentity: rows.some(([inside, first]) => inside === 0 && first === 0), mappedUids};
}

/** Our own label. When no module labels processes, the kernel refuses to read it for any process. */
const ownLabel = '/proc/self/attr/current';

function labelOf(tree: HostTree, pid: number) {
	if (!tree.read(ownLabel).known) return null;
	const text = tree.read(`/proc/${pid}/attr/current`);
	const label = text.known ? trimEndOf(text.value ?? '', '\0\n') : '';
	if (label === '') return null;
	return sanitise(isContext(label) && isSeLinuxPermissive(tree) ? `${label} (permissive)` : label);
}

/** SELinux's `user:role:type:level`, which unlike AppArmor's label has no mode. @source selinux(8) */
const isContext = (label: string): boolean => /^[^:]+:[^:]+:[^:]+(:|$)/.test(label);

function listeningOf(tree: HostTree, pid: number): Pick<LiveState, 'listening' | 'inNetwork'> {
	const sockets = readSockets(tree, `/proc/${pid}/net`);
	if (!sockets.known) return {listening: sockets, inNetwork: sockets};
	if (sockets.value.length === 0) return {listening: known([]), inNetwork: known([])};
	const search = searchOwners(tree, sockets.value);
	const members = membersOfControlGroup(tree, pid);
	for (const member of members ?? [pid]) if (search.lookAt(member) === 'enough') break;
	const shown = withOwners(sockets.value, search.owners);
	return {listening: ofItsOwn(tree, pid, shown, members !== null && search.isWhole()), inNetwork: known(shown)};
}

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
