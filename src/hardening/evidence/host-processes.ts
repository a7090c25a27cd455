import {type Known, known, unknown} from '../../answers/index.js';
import type {ProcessFacts} from '../../facts/index.js';
import {containerProcesses} from '../../host/container-processes.js';
import {membersOfControlGroup} from '../../host/control-group.js';
import type {HostTree} from '../../host/host-tree.js';
import {readStatus} from '../../host/process-table.js';
import {sanitise} from '../../terminal/sanitise.js';

/** Every process of a container with the ids seen inside: what `/top` shows, without running `ps` on the engine's host. */
export function hostProcesses(tree: HostTree, pid: number): Known<readonly ProcessFacts[]> {
	const processes = containerProcesses(tree, pid);
	if (!processes.known) return processes;
	if (processes.value.length === 0) return unknown(`host:/proc/${pid}`, 'the process has ended, or /proc hides it');
	return known(
		processes.value.map(one => {
			const uid = idInContainer(tree, one.pid, 'uid_map', one.uid);
			return {
				...one,
				uid,
				user: sanitise(String(uid ?? one.uid)),
				gid: idInContainer(tree, one.pid, 'gid_map', one.gid),
				groups: null,
			};
		}),
	);
}

/** Processes whose root directory is not the container's: they called chroot(2). `null` for those that may not be read. */
export function chrooted(tree: HostTree, pid: number): Known<boolean> {
	let seen = 0;
	const members = membersOfControlGroup(tree, pid);
	for (const one of members ?? [pid]) {
		const root = tree.link(`/proc/${one}/root`);
		if (!root.known) continue;
		seen++;
		if (root.value !== null && root.value !== '/') return known(true);
	}
	if (members === null)
		return unknown(`host:/proc/${pid}/cgroup`, 'its other processes cannot be distinguished from those of the host');
	return seen > 0 ? known(false) : unknown(`host:/proc/${pid}/root`, 'permission denied: run dockscope as root to see it');
}

/** Open raw and packet sockets: ping, VRRP, packet capture. */
export function rawSockets(tree: HostTree, pid: number): Known<boolean> {
	const tables = ['raw', 'raw6', 'packet'].map(name => tree.read(`/proc/${pid}/net/${name}`));
	if (!tables.some(table => table.known && table.value !== null)) return unknown(`host:/proc/${pid}/net/raw`, 'not visible');
	return known(tables.some(table => table.known && (table.value ?? '').trim().split('\n').length > 1));
}

/** Whether all user and group ids of a task are 0 in its container, except for supplementary groups; not when it has ended. */
export function hasOnlyRootIds(tree: HostTree, pid: number): boolean {
	const status = readStatus(tree, pid);
	const isRoot = (map: 'uid_map' | 'gid_map', ids: readonly number[]): boolean =>
		ids.length > 0 && ids.every(id => idInContainer(tree, pid, map, id) === 0);
	return status !== null && isRoot('uid_map', status.uids) && isRoot('gid_map', status.gids);
}

/** A host id as seen in the container's user namespace; `null` when it is not mapped there. */
export function idInContainer(tree: HostTree, pid: number | null, map: 'uid_map' | 'gid_map', id: number | null): number | null {
	const text = tree.read(`/proc/${pid}/${map}`);
	const lines = ((text.known && text.value) || '')
		.trim()
		.split('\n')
		.map(line => line.trim().split(/\s+/).map(Number));
	const ranges = lines.filter(line => line.length === 3 && line.every(Number.isInteger));
	if (ranges.length === 0 || id === null) return id;
	for (const [first = 0, outside = 0, length = 0] of ranges)
		if (id >= outside && id < outside + length) return first + id - outside;
	return null;
}
