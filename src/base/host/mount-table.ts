import {isWithin} from '../facts/host-paths.js';

export type Mount = {
	/** `259:2`: major and minor number of the file system. */
	readonly device: string;
	/** The folder or file of that file system that is mounted. */
	readonly root: string;
	readonly point: string;
	/** `overlay`, `ext4`, `nfs4`, `fuse.sshfs`. */
	readonly type: string;
	/** Setuid and setgid bits and file capabilities of its programs give nothing. */
	readonly nosuid: boolean;
};

/**
 * The mounts of a table, one for each mount point: the last entry covers the earlier ones.
 *
 * @source proc_pid_mountinfo(5): 3 major:minor, 4 root within the file system, 5 mount point, 6 its options, and the type after the separator
 */
export function parseMountTable(mountinfo: string): Mount[] {
	const mounts = new Map<string, Mount>();
	for (const line of mountinfo.split('\n')) {
		// An overlay's options name each of its layers: they are not taken apart.
		const [, , device, root, point, options = ''] = line.split(' ', 6);
		if (device === undefined || root === undefined || point === undefined) continue;
		const [, type = ''] = / - (\S+)/.exec(line) ?? [];
		mounts.set(point, {
			device,
			root: withoutEscapes(root),
			point: withoutEscapes(point),
			type,
			nosuid: options.split(',').includes('nosuid'),
		});
	}
	return [...mounts.values()];
}

/** `\040` is a blank. */
export const withoutEscapes = (text: string): string =>
	text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The mount that a path lies in; `null` where the table was not seen. */
export const holderOf = (mounts: readonly Mount[], path: string): Mount | null =>
	mounts
		.filter(({point}) => isWithin(path, point))
		.reduce<Mount | null>((best, one) => (one.point.length >= (best?.point.length ?? 0) ? one : best), null);
