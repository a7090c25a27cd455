import {type Known, known, unknown} from '../../answers/index.js';
import type {ProcessFacts} from '../../facts/index.js';
import {maskSecrets} from '../../facts/secrets.js';
import {membersOfControlGroup} from '../../host/control-group.js';
import type {HostTree} from '../../host/host-tree.js';
import {readStatus} from '../../host/process-table.js';
import {sanitise} from '../../terminal/sanitise.js';

/** Every process of a container with the uids seen inside: what `/top` shows, without running `ps` on the engine's host. */
export function hostProcesses(tree: HostTree, pid: number): Known<readonly ProcessFacts[]> {
	const members = membersOfControlGroup(tree, pid);
	if (members === null) return unknown(`host:/proc/${pid}`, 'no cgroup of the container is visible from here');
	const processes = members.flatMap((one): ProcessFacts[] => {
		const status = readStatus(tree, one);
		if (status === null) return [];
		const command = textOf(tree, `/proc/${one}/comm`).trim();
		const args = textOf(tree, `/proc/${one}/cmdline`).split('\0').join(' ').trim();
		const uid = idInContainer(tree, one, 'uid_map', status.uids[1] ?? 0);
		return [
			{
				pid: one,
				parent: status.parent,
				uid,
				user: sanitise(String(uid ?? status.uids[1] ?? '')),
				gid: idInContainer(tree, one, 'gid_map', status.gids[1] ?? 0),
				groups: null,
				command: sanitise(command),
				args: maskSecrets(args),
			},
		];
	});
	return processes.length > 0 ? known(processes) : unknown(`host:/proc/${pid}`, 'the process has ended, or /proc hides it');
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

function textOf(tree: HostTree, path: string): string {
	const text = tree.read(path);
	return (text.known && text.value) || '';
}

/** A host id as seen in the container's user namespace; `null` when it is not mapped there. */
function idInContainer(tree: HostTree, pid: number, map: 'uid_map' | 'gid_map', id: number): number | null {
	const lines = textOf(tree, `/proc/${pid}/${map}`)
		.trim()
		.split('\n')
		.map(line => line.trim().split(/\s+/).map(Number));
	const ranges = lines.filter(line => line.length === 3 && line.every(Number.isInteger));
	if (ranges.length === 0) return id;
	for (const [first = 0, outside = 0, length = 0] of ranges)
		if (id >= outside && id < outside + length) return first + id - outside;
	return null;
}
