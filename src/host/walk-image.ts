import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import {timeSlice, yieldToEventLoop} from '../terminal/time-slice.js';
import type {HostTree} from './host-tree.js';

/** An image of a service has fewer; the walk then stops and reports it. */
const MAXIMUM_DIRECTORIES = 60_000;
const MAXIMUM_ENTRIES = 2_000_000;

type Directory = {
	readonly path: string;
	/** Where the layers that contain it have it, topmost first. */
	readonly places: readonly string[];
};

export type WalkOptions = {
	/** Entries on another device are skipped; `null` takes all. */
	readonly device?: number | null;
	/** Paths inside at which something else is mounted: a bind may lie on the same device. */
	readonly mounted?: ReadonlySet<string>;
	/** With more, the result is unknown. */
	readonly mostEntries?: number;
	readonly signal?: AbortSignal | undefined;
};

/**
 * Paths of the regular files in overlaid directories that `wanted` accepts, by their state, their path and where this host has them. A 0/0
 * device is a whiteout of a lower layer's entry; opaque directories are marked by an attribute that is not read, so files deleted that way
 * are still found.
 *
 * @param layers  directories of the host, topmost first
 * @source overlayfs.rst of the kernel: whiteouts
 */
export async function walkImage(
	tree: HostTree,
	layers: readonly string[],
	wanted: (stats: Stats, path: string, place: string) => boolean,
	{device = null, mounted = new Set(), mostEntries = MAXIMUM_ENTRIES, signal}: WalkOptions = {},
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
				if (entries > mostEntries) return unknown(`host:${layers[0]}`, `it has more than ${mostEntries} files`);
				if (slice.due()) await yieldToEventLoop();
				if (signal?.aborted) return unknown(`host:${layers[0]}`, 'the search was cancelled');
				if (mounted.has(`${path}/${name}`)) continue;
				const higher = below.get(name);
				if (higher === null) continue;
				const seen = tree.lstat(`${place}/${name}`);
				const stats = seen.known ? seen.value : null;
				if (device !== null && stats?.dev !== device) continue;
				if (stats?.isDirectory() === true) below.set(name, [...(higher ?? []), `${place}/${name}`]);
				else if (higher === undefined) {
					below.set(name, null);
					if (stats?.isFile() === true && wanted(stats, `${path}/${name}`, `${place}/${name}`)) found.push(`${path}/${name}`);
				}
			}
		}
		for (const [name, places] of below) if (places !== null) directories.push({path: `${path}/${name}`, places});
		if (directories.length > MAXIMUM_DIRECTORIES)
			return unknown(`host:${layers[0]}`, `it has more than ${MAXIMUM_DIRECTORIES} directories`);
	}
	return known(found.sort());
}
