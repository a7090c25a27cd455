import {posix} from 'node:path';
import {type HostTree, isInContainer, type Known, known, notInContainer} from '../../base/index.js';

/** The files that live processes execute or have mapped as code, without a leading slash. */
export type LiveFiles = ReadonlySet<string>;

/** Since the /usr merge, a package lists /lib/x while the kernel shows /usr/lib/x. */
export const pathInImage = (path: string): string =>
	path
		.replace(/^\/+/, '')
		.replace(/^usr\/(?=(?:s?bin|lib\w*)\/)/, '')
		.replace(/ \(deleted\)$/, '');

/**
 * Executable mappings in `/proc/<pid>/maps`: `55d0-55d1 r-xp 00000000 08:01 1234   /usr/sbin/nginx`. @source proc_pid_maps(5)
 */
export function mappedFiles(maps: string): string[] {
	const found = new Set<string>();
	for (const line of maps.split('\n')) {
		const [, path] = /^[0-9a-f]+-[0-9a-f]+ ..x. [0-9a-f]+ \S+ \d+\s+(\/.*)$/.exec(line) ?? [];
		// A newline in a name appears as \012.
		if (path !== undefined) found.add(pathInImage(path.replaceAll('\\012', '\n')));
	}
	return [...found];
}

/**
 * What the processes of a container have loaded now. These are the ones that share the mount namespace of its first process, which a child
 * can leave only with CAP_SYS_ADMIN. Unknown, with the reason, if one of them cannot be read, or if the container ends meanwhile:
 * then nothing is loaded any more, and its PID may belong to another process by now.
 */
export function liveFiles(tree: HostTree, firstPid: number, containerId: string): Known<LiveFiles> {
	const found = isInContainer(tree, firstPid, containerId) ? filesOfNamespace(tree, firstPid) : notInContainer(firstPid);
	return found.known && !isInContainer(tree, firstPid, containerId) ? notInContainer(firstPid) : found;
}

function filesOfNamespace(tree: HostTree, firstPid: number): Known<LiveFiles> {
	const namespace = tree.link(`/proc/${firstPid}/ns/mnt`);
	if (!namespace.known) return namespace;
	if (namespace.value === null) return notInContainer(firstPid);
	const all = tree.list('/proc');
	const files = new Set<string>();
	for (const pid of (all.known && all.value) || []) {
		if (!/^\d+$/.test(pid)) continue;
		const own = tree.link(`/proc/${pid}/ns/mnt`);
		if (!own.known || own.value !== namespace.value) continue;
		const maps = tree.read(`/proc/${pid}/maps`);
		if (!maps.known) return maps;
		for (const path of mappedFiles(maps.value ?? '')) files.add(path);
		const exe = tree.link(`/proc/${pid}/exe`);
		if (!exe.known || exe.value === null) continue;
		files.add(pathInImage(exe.value));
		const script = scriptOf(tree, pid, exe.value);
		if (script !== null) files.add(pathInImage(script));
	}
	return known(files);
}

const interpreters = /^(python|node|nodejs|perl|ruby|php|bash|dash|ash|sh|busybox|lua)[\d.]*$/;

/** The script of an interpreter: its first non-option argument. A module (`-m`) or code (`-c`) has no file. */
function scriptOf(tree: HostTree, pid: string, executable: string): string | null {
	if (!interpreters.test(posix.basename(executable))) return null;
	const line = tree.read(`/proc/${pid}/cmdline`);
	const args = ((line.known && line.value) || '').split('\0').slice(1);
	const first = args.find(arg => !arg.startsWith('-') || /^-[mce]$/.test(arg));
	if (first === undefined || first === '' || first.startsWith('-')) return null;
	if (first.startsWith('/')) return posix.normalize(first);
	const folder = tree.link(`/proc/${pid}/cwd`);
	return folder.known && folder.value !== null ? posix.join(folder.value, first) : null;
}
