import {openForeignTree} from '../../../../base/index.js';

/** `33:33` and `644`. */
export type FoundFile = {readonly owner: string; readonly mode: string};

const MAX_ENTRIES = 20_000;
/** Not where a service keeps what it is sent: the kernel's, and programs. */
const skipped = /^\/(proc|sys|dev|usr|bin|sbin|lib|lib64|boot|etc)$/;

/** A file with this name, wherever a twin keeps it; `null` when it was not found among the first 20,000. No symlink is followed. */
export function findFile(pid: number, name: string): FoundFile | null {
	const tree = openForeignTree(`/proc/${pid}/root`);
	const folders = ['/'];
	let seen = 0;
	for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
		const names = tree.list(folder);
		if (!names.known) continue;
		for (const entry of names.value ?? []) {
			const path = `${folder === '/' ? '' : folder}/${entry}`;
			if (++seen > MAX_ENTRIES) return null;
			if (skipped.test(path)) continue;
			const stat = tree.lstat(path);
			if (!stat.known || stat.value === null) continue;
			const {mode, uid, gid} = stat.value;
			if (stat.value.isDirectory()) folders.push(path);
			else if (entry === name && stat.value.isFile()) return {owner: `${uid}:${gid}`, mode: (mode & 0o7777).toString(8)};
		}
	}
	return null;
}
