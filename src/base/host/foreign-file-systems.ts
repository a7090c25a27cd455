import {isWithin} from '../facts/host-paths.js';
import {boundedText} from '../lib/bounded-text.js';
import {codeOf, hasCode} from '../lib/has-code.js';
import {parseMountTable} from './mount-table.js';

/**
 * File systems behind which another machine or a program of anyone's answers, or that are mounted by looking (autofs): any system call on
 * one may wait for ever, and not even a signal ends all of these.
 */
const remote =
	/^(nfs4?|cifs|smb3?|ncpfs|ceph|9p|virtiofs|afs|coda|gluster.*|lustre|orangefs|pvfs2|gpfs|beegfs|ocfs2|gfs2|vboxsf|vmhgfs|prl_fs|fuse.*|autofs)$/;

/** The root file system of a rootless Podman, whose server the engine itself runs. */
const isRootOfPodman = (point: string, type: string): boolean => point === '/' && type === 'fuse.fuse-overlayfs';

export const isRemote = (point: string, type: string): boolean => remote.test(type) && !isRootOfPodman(point, type);

/** Why a path is not looked at, by a mount table: `on nfs4, not entered`. `null` where it may be. */
export type Refusal = (path: string) => string | null;

/** @param mountinfo  the text of /proc/<pid>/mountinfo, which the kernel writes without asking any file system */
export function refusalsOf(mountinfo: string): Refusal {
	const mounts = parseMountTable(mountinfo);
	const foreign = mounts.filter(({point, type}) => isRemote(point, type));
	if (foreign.length === 0) return () => null;
	// What is mounted inside one lies behind it too: its path leads through it.
	return path => {
		const holder = foreign.find(({point}) => isWithin(path, point));
		return holder === undefined ? null : `on ${holder.type}, not entered: its server may not answer`;
	};
}

/** Bytes: the kernel writes out all layers of each container. */
const MAX_MOUNT_TABLE = 64 * 1024 * 1024;

/** Milliseconds for which a mount table is believed: reading it is slow where many containers run. */
const TABLE_AGE = 1000;

export function refusalFrom(table: string): Refusal {
	let refuses: Refusal = () => null;
	let readAt = Number.NEGATIVE_INFINITY;
	return path => {
		const now = performance.now();
		if (now - readAt > TABLE_AGE) {
			refuses = refusalIn(table);
			readAt = now;
		}
		return refuses(path === '' ? '/' : path);
	};
}

/** A process that has ended has no mounts, and no root either. */
function refusalIn(table: string): Refusal {
	try {
		return refusalsOf(boundedText(table, MAX_MOUNT_TABLE));
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ESRCH', 'EINVAL')) return () => null;
		if (codeOf(error) === undefined) throw error;
		return () => 'which file systems lie there is not visible';
	}
}

/** The kernel's own trees lead elsewhere only through a process. */
export function refusalOnHost(): Refusal {
	const own = refusalFrom('/proc/self/mountinfo');
	return path => {
		// systemd puts an autofs there: to look at what is below mounts it.
		const isMountedByLooking = path.startsWith('/proc/sys/fs/binfmt_misc');
		if (isMountedByLooking || !/^\/(?:proc|sys)(?:\/|$)/.test(path)) return own(path);
		const [, pid, inside = ''] = /^\/proc\/(\d+)\/root(\/.*)?$/.exec(path) ?? [];
		return pid === undefined || inside === '' ? null : refusalIn(`/proc/${pid}/mountinfo`)(inside);
	};
}
