import {type Known, known, unknown} from '../../answers/index.js';
import type {ProcessFacts} from '../../facts/index.js';
import {containerProcesses} from '../../host/container-processes.js';
import {membersOfControlGroup} from '../../host/control-group.js';
import type {HostTree} from '../../host/host-tree.js';
import {idInContainer} from '../../host/id-in-container.js';
import {sanitise} from '../../terminal/safe-text.js';

/** Every process of a container with the ids seen inside: what `/top` shows, without running `ps` on the engine's host. */
export function processesOnHost(tree: HostTree, pid: number): Known<readonly ProcessFacts[]> {
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
