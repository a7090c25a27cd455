export type Mount = {
	/** `259:2`: major and minor number of the file system. */
	readonly device: string;
	/** The folder or file of that file system that is mounted. */
	readonly root: string;
	readonly point: string;
	/** `overlay`, `ext4`, `nfs4`, `fuse.sshfs`. */
	readonly type: string;
};

/**
 * The mounts of a table, one for each mount point: the last entry covers the earlier ones.
 *
 * @source proc_pid_mountinfo(5): 3 major:minor, 4 root within the file system, 5 mount point, and the type after the separator
 */
export function parseMountTable(mountinfo: string): Mount[] {
	const mounts = new Map<string, Mount>();
	for (const line of mountinfo.split('\n')) {
		// An overlay's options name each of its layers: they are not taken apart.
		const [, , device, root, point] = line.split(' ', 5);
		if (device === undefined || root === undefined || point === undefined) continue;
		const [, type = ''] = / - (\S+)/.exec(line) ?? [];
		mounts.set(point, {device, root: withoutEscapes(root), point: withoutEscapes(point), type});
	}
	return [...mounts.values()];
}

const withoutEscapes = (text: string): string =>
	text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
