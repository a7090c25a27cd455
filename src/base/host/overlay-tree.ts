import type {Stats} from 'node:fs';
import {type Known, known} from '../answers/index.js';
import {allOf, attempt, MAX_NAMES} from './attempt.js';
import type {Entry, HostTree} from './host-tree.js';

/** A 0/0 device hides what lower layers have there. @source overlayfs.rst of the kernel: whiteouts */
export const isWhiteout = (stats: Stats): boolean => stats.isCharacterDevice() && stats.rdev === 0;

/**
 * The files of overlaid directories as one tree, as the kernel would show them were they mounted: without mounting them. Opaque directories
 * are marked by an attribute that Node cannot read, so what was deleted that way is still there.
 *
 * @param layers  topmost first
 */
export function overlayTree(layers: readonly HostTree[]): HostTree {
	const holders = new Map<string, Known<readonly HostTree[]>>([['', known(layers)]]);

	/** The layers that show something at a path, topmost first: several for a directory only. */
	function holding(path: string): Known<readonly HostTree[]> {
		const plain = path.split('/').filter(part => part !== '' && part !== '.');
		let here = '';
		let above: Known<readonly HostTree[]> = known(layers);
		for (const part of plain) {
			here = `${here}/${part}`;
			const seen = holders.get(here) ?? (above.known ? among(above.value, here) : above);
			if (holders.size < MAX_NAMES) holders.set(here, seen);
			above = seen;
		}
		return above;
	}
	const first = <T>(path: string, look: (layer: HostTree) => Known<T | null>): Known<T | null> => {
		const found = holding(path);
		if (!found.known) return found;
		const [top] = found.value;
		return top === undefined ? known(null) : look(top);
	};
	/** Names in a directory, of all layers. */
	const entries: HostTree['entries'] = (path, most) => {
		const found = holding(path);
		if (!found.known) return found;
		if (found.value.length === 0) return known(null);
		const merged = new Map<string, Entry | null>();
		let isAll = true;
		for (const layer of found.value) {
			const listed = layer.entries(path, most);
			if (!listed.known) return listed;
			isAll &&= listed.value?.isAll !== false;
			for (const entry of listed.value?.entries ?? []) {
				const {name, stats} = entry;
				if (merged.has(name)) continue;
				merged.set(name, stats.known && stats.value !== null && isWhiteout(stats.value) ? null : entry);
			}
		}
		const shown = [...merged.values()].filter(entry => entry !== null);
		return known({entries: shown.slice(0, most), isAll: isAll && shown.length <= most});
	};
	const names = (path: string, filter: (entry: Entry) => boolean): Known<readonly string[] | null> => {
		const listed = entries(path, MAX_NAMES);
		if (!listed.known || listed.value === null) return listed.known ? known(null) : listed;
		const {isAll, entries: all} = listed.value;
		const named = all.filter(filter).map(({name}) => name);
		return attempt(
			path,
			() => allOf({isAll, names: named}).toSorted(),
			() => null,
		);
	};
	return {
		root: layers[0]?.root ?? '',
		read: path => first(path, layer => layer.read(path)),
		bytes: (path, limit) => first(path, layer => layer.bytes(path, limit)),
		readTable: path => first(path, layer => layer.readTable(path)),
		list: path => names(path, () => true),
		some(path, most) {
			const listed = entries(path, most);
			if (!listed.known || listed.value === null) return listed.known ? known(null) : listed;
			return known({isAll: listed.value.isAll, names: listed.value.entries.map(({name}) => name)});
		},
		directories: path => names(path, ({stats}) => stats.known && stats.value?.isDirectory() === true),
		link: path => first(path, layer => layer.link(path)),
		lstat: path => first(path, layer => layer.lstat(path)),
		stat: path => first(path, layer => layer.stat(path)),
		entries,
	};
}

/** Which of the layers that share a directory show something at a path in it. */
function among(layers: readonly HostTree[], path: string): Known<readonly HostTree[]> {
	const shown: HostTree[] = [];
	for (const layer of layers) {
		const seen = layer.lstat(path);
		if (!seen.known) return seen;
		if (seen.value === null) continue;
		if (isWhiteout(seen.value)) break;
		if (seen.value.isDirectory()) shown.push(layer);
		else return known(shown.length === 0 ? [layer] : shown);
	}
	return known(shown);
}
