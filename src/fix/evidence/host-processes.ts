import {
	containerProcesses,
	type HostTree,
	idInContainer,
	type Known,
	known,
	membersOfControlGroup,
	type ProcessFacts,
	sanitise,
	unknown,
} from '../../base/index.js';

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

/** Whether the root directory of one of its processes is not the container's: it called chroot(2). */
export function chrooted(tree: HostTree, pid: number): Known<boolean> {
	const members = membersOfControlGroup(tree, pid);
	let missing: Known<boolean> =
		members === null
			? unknown(`host:/proc/${pid}/cgroup`, 'its other processes cannot be distinguished from those of the host')
			: known(false);
	for (const one of members ?? [pid]) {
		const root = tree.link(`/proc/${one}/root`);
		if (!root.known) missing = root;
		else if (root.value !== null && root.value !== '/') return known(true);
	}
	return missing;
}

/** Open raw and packet sockets: ping, VRRP, packet capture. */
export function rawSockets(tree: HostTree, pid: number): Known<boolean> {
	const tables = ['raw', 'raw6', 'packet'].map(name => tree.read(`/proc/${pid}/net/${name}`));
	if (tables.some(table => table.known && (table.value ?? '').trim().split('\n').length > 1)) return known(true);
	// There is no raw6 without IPv6, and no packet without its module.
	const missing = tables.find(table => !table.known);
	if (missing?.known === false) return missing;
	const isVisible = tables.some(table => table.known && table.value !== null);
	return isVisible ? known(false) : unknown(`host:/proc/${pid}/net/raw`, 'not visible');
}
