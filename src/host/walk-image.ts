import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import {timeSlice, yieldToEventLoop} from '../terminal/time-slice.js';
import type {HostTree} from './host-tree.js';

/** A file system with more is no image of a service; the walk ends and says so. */
const MAXIMUM_DIRECTORIES = 60_000;
const MAXIMUM_ENTRIES = 2_000_000;

type Directory = {
	readonly path: string;
	/** Where the layers that have it keep it, the topmost first. */
	readonly places: readonly string[];
};

/**
 * Paths of the regular files that `wanted` picks in directories laid over each other. A device 0/0 says that a lower layer's entry was
 * deleted; that a directory hides a lower one as a whole stands in an attribute that is not read, so what was deleted that way is seen
 * still.
 *
 * @param layers  directories of the host, the topmost first
 * @param device  what lies on another one is left out; `null` takes all
 * @source overlayfs.rst of the kernel: whiteouts
 */
export async function walkImage(
	tree: HostTree,
	layers: readonly string[],
	wanted: (stats: Stats) => boolean,
	device: number | null = null,
): Promise<Known<readonly string[]>> {
	const found: string[] = [];
	const directories: Directory[] = [{path: '', places: layers}];
	const slice = timeSlice();
	let entries = 0;
	// The list grows while it is walked.
	for (const {path, places} of directories) {
		const below = new Map<string, string[] | null>();
		for (const place of places) {
			const names = tree.list(place);
			if (!names.known) return names;
			for (const name of names.value ?? []) {
				entries += 1;
				if (entries > MAXIMUM_ENTRIES) return unknown(`host:${layers[0]}`, `it has more than ${MAXIMUM_ENTRIES} files`);
				if (slice.due()) await yieldToEventLoop();
				const higher = below.get(name);
				if (higher === null) continue;
				const seen = tree.lstat(`${place}/${name}`);
				const stats = seen.known ? seen.value : null;
				if (device !== null && stats?.dev !== device) continue;
				if (stats?.isDirectory() === true) below.set(name, [...(higher ?? []), `${place}/${name}`]);
				else if (higher === undefined) {
					below.set(name, null);
					if (stats?.isFile() === true && wanted(stats)) found.push(`${path}/${name}`);
				}
			}
		}
		for (const [name, places] of below) if (places !== null) directories.push({path: `${path}/${name}`, places});
		if (directories.length > MAXIMUM_DIRECTORIES)
			return unknown(`host:${layers[0]}`, `it has more than ${MAXIMUM_DIRECTORIES} directories`);
	}
	return known(found.sort());
}
