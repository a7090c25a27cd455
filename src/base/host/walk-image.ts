import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import {timeSlice, yieldToEventLoop} from '../lib/spread-work.js';
import type {HostTree} from './host-tree.js';

/** An image of a service has fewer; the walk then stops and reports it. */
const MAXIMUM_DIRECTORIES = 60_000;
const MAXIMUM_ENTRIES = 2_000_000;

type Directory = {
	readonly path: string;
	/** The layers that contain it, topmost first. */
	readonly layers: readonly HostTree[];
};

export type WalkOptions = {
	/** Where it begins, `''` for the root. */
	readonly from?: string;
	/** Entries on another device are skipped; `null` takes all. */
	readonly device?: number | null;
	/** Paths at which something else is mounted: a bind may lie on the same device. */
	readonly mounted?: ReadonlySet<string>;
	/** With more, the result is unknown. */
	readonly mostEntries?: number;
	readonly signal?: AbortSignal | undefined;
};

/**
 * Paths of the regular files in overlaid directories that `wanted` accepts, by their state, their path and the layer that has them. A 0/0
 * device is a whiteout of a lower layer's entry; opaque directories are marked by an attribute that is not read, so files deleted that way
 * are still found. What cannot be looked at makes the whole result unknown: any file may be there.
 *
 * @param layers  topmost first
 * @source overlayfs.rst of the kernel: whiteouts
 */
export async function walkImage(
	layers: readonly HostTree[],
	wanted: (stats: Stats, path: string, layer: HostTree) => boolean,
	{from = '', device = null, mounted = new Set(), mostEntries = MAXIMUM_ENTRIES, signal}: WalkOptions = {},
): Promise<Known<readonly string[]>> {
	const source = `host:${layers[0]?.root ?? ''}${from}`;
	const found: string[] = [];
	// The last is next: with its folder still open, the way to it is short.
	const ahead: Directory[] = [{path: from, layers}];
	const slice = timeSlice();
	let entries = 0;
	let directories = 0;
	for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
		const {path, layers: holders} = next;
		directories += 1;
		if (directories > MAXIMUM_DIRECTORIES) return unknown(source, `it has more than ${MAXIMUM_DIRECTORIES} directories`);
		const below = new Map<string, HostTree[] | null>();
		for (const layer of holders) {
			const listed = layer.entries(path, mostEntries - entries + 1);
			if (!listed.known) return listed;
			for (const {name, stats: seen} of listed.value?.entries ?? []) {
				entries += 1;
				if (entries > mostEntries) return unknown(source, `it has more than ${mostEntries} files`);
				if (slice.due()) await yieldToEventLoop();
				if (signal?.aborted) return unknown(source, 'the search was cancelled');
				if (mounted.has(`${path}/${name}`)) continue;
				const higher = below.get(name);
				if (higher === null) continue;
				if (!seen.known) return seen;
				const stats = seen.value;
				if (device !== null && stats?.dev !== device) continue;
				if (stats?.isDirectory() === true) below.set(name, [...(higher ?? []), layer]);
				else if (higher === undefined) {
					below.set(name, null);
					if (stats?.isFile() === true && wanted(stats, `${path}/${name}`, layer)) found.push(`${path}/${name}`);
				}
			}
		}
		for (const [name, holding] of below) if (holding !== null) ahead.push({path: `${path}/${name}`, layers: holding});
	}
	return known(found.sort());
}
