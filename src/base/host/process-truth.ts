import {type Known, known, unknown} from '../answers/index.js';
import {decodeCapabilities, type LiveState} from '../facts/index.js';
import type {UidRange} from '../facts/live-facts.js';
import {sanitise} from '../text/safe-text.js';
import {trimEndOf} from '../text/trim-end.js';
import {isInContainer, notInContainer} from './control-group.js';
import type {HostTree} from './host-tree.js';
import {isSeLinuxPermissive} from './kernel.js';
import {readStatus} from './process-table.js';

/**
 * What the kernel enforces on a container's first process, whatever its configuration says. The status and the uid map are
 * world-readable; a label is often visible to root only.
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
	});
}

/** In the initial user namespace the map is `0 0 4294967295`: first uid inside, first outside, count. @source user_namespaces(7) */
function uidMapOf(tree: HostTree, pid: number): Pick<LiveState, 'uidMapIsIdentity' | 'mappedUids'> {
	const text = tree.read(`/proc/${pid}/uid_map`);
	if (!text.known || text.value === null) return {uidMapIsIdentity: null};
	const lines = text.value.trim().split('\n');
	const rows = lines.map(line => line.trim().split(/\s+/).map(Number));
	const mappedUids = rows.flatMap(([inside, first, count]): UidRange[] =>
		inside !== undefined && first !== undefined && count !== undefined && Number.isFinite(inside + first + count)
			? [{inside, first, count}]
			: [],
	);
	return {uidMapIsIdentity: rows.some(([inside, first]) => inside === 0 && first === 0), mappedUids};
}

/** When no module labels processes, the kernel refuses to read it for any. */
function labelOf(tree: HostTree, pid: number) {
	const text = tree.read(`/proc/${pid}/attr/current`);
	const label = text.known ? trimEndOf(text.value ?? '', '\0\n') : '';
	if (label === '') return null;
	return sanitise(isContext(label) && isSeLinuxPermissive(tree) ? `${label} (permissive)` : label);
}

/** SELinux's `user:role:type:level`, which unlike AppArmor's label has no mode. @source selinux(8) */
const isContext = (label: string): boolean => /^[^:]+:[^:]+:[^:]+(:|$)/.test(label);
