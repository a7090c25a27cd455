/** What a layer hides of those below; paths without a leading slash. @source OCI image specification, layer.md: "Whiteouts" */
export type Whiteouts = {
	/** Removed, with everything below them. */
	readonly removed: Set<string>;
	/** Folders whose content in lower layers is hidden. */
	readonly opaque: Set<string>;
};

/** Notes the whiteout that an entry of a layer is. @returns false for any other entry */
export function noteWhiteout({removed, opaque}: Whiteouts, path: string): boolean {
	const slash = path.lastIndexOf('/');
	const folder = slash === -1 ? '' : path.slice(0, slash);
	const base = path.slice(slash + 1);
	if (base === '.wh..wh..opq') opaque.add(folder);
	else if (base.startsWith('.wh.')) removed.add(folder === '' ? base.slice(4) : `${folder}/${base.slice(4)}`);
	else return false;
	return true;
}

/** Whether a layer hides what lower ones have at a path. */
export function hides({removed, opaque}: Whiteouts, path: string): boolean {
	if (removed.has(path)) return true;
	for (let slash = path.lastIndexOf('/'); slash !== -1; slash = path.lastIndexOf('/', slash - 1)) {
		const folder = path.slice(0, slash);
		if (removed.has(folder) || opaque.has(folder)) return true;
		if (slash === 0) break;
	}
	return opaque.has('');
}

/** `./usr/bin/su` and `usr/bin/su/` are `usr/bin/su`. */
export const barePath = (path: string): string => path.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
