import {isWithin} from '../facts/host-paths.js';
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
