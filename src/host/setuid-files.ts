import {type BlindSpot, type Known, known, unknown} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {isInContainer} from './control-group.js';
import {openTree} from './host-tree.js';
import {inTurns} from './in-turns.js';
import type {TruthOptions} from './process-truth.js';

/** A file system with more is no image of a service; the walk ends and says so. */
const MAXIMUM_DIRECTORIES = 60_000;
const SETUID_OR_SETGID = 0o6000;

/**
 * Setuid and setgid files of a running container's own file system, seen through the root directory of its first process: mounts are
 * left out by their device. Read on the host, without an exec and without an event; only root may look there.
 */
export async function findSetuidFiles(
	pid: number,
	{root = '/', containerId}: TruthOptions = {},
): Promise<Known<readonly SafeText[]>> {
	const tree = openTree(root);
	const source = `host:/proc/${pid}/root`;
	if (containerId !== undefined && !isInContainer(tree, pid, containerId)) {
		return unknown(source, 'the process is not, or no longer, one of this container');
	}
	const top = tree.stat(`/proc/${pid}/root`);
	if (!top.known) return top;
	const device = top.value?.dev;
	if (device === undefined) return unknown(source, 'the process has ended');

	const found: string[] = [];
	const directories = [''];
	let refused: BlindSpot | null = null;
	// The list grows while it is walked.
	await inTurns(directories, directory => {
		const names = tree.list(`/proc/${pid}/root${directory}`);
		if (!names.known) refused = names.reason;
		if (!names.known || directories.length > MAXIMUM_DIRECTORIES) return 'enough';
		for (const name of names.value ?? []) {
			const path = `${directory}/${name}`;
			const seen = tree.lstat(`/proc/${pid}/root${path}`);
			const stats = seen.known ? seen.value : null;
			if (stats === null || stats.dev !== device) continue;
			if (stats.isDirectory()) directories.push(path);
			else if (stats.isFile() && (stats.mode & SETUID_OR_SETGID) !== 0) found.push(path);
		}
		return undefined;
	});
	if (refused !== null) return {known: false, reason: refused};
	if (directories.length > MAXIMUM_DIRECTORIES) return unknown(source, `it has more than ${MAXIMUM_DIRECTORIES} directories`);
	return known(found.sort().map(sanitise));
}
