import {type Capability, type HostTree, openForeignTree, openTree} from '../../base/index.js';
import {complaints, pathsOf, shape} from './complaints.js';

/** The files that a twin wrote: each path without parts that differ between runs, with its type, owner and mode. */
export type WrittenFiles = ReadonlyMap<string, string>;

const maxFiles = 4000;
/** Written by the engine and the kernel. */
const notOurs = /^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/;

/**
 * Walks every writable mount of a process. `null` when that does not cover all that it can write (its root is writable), is too
 * much, or is not visible.
 */
export function writtenFiles(pid: number): WrittenFiles | null {
	const tree = openForeignTree(`/proc/${pid}/root`);
	const table = openTree('/').read(`/proc/${pid}/mountinfo`);
	if (!table.known || table.value === null) return null;
	const found = new Map<string, string>();
	const look = (path: string): boolean => {
		const stat = tree.lstat(path);
		if (!stat.known || stat.value === null || found.size >= maxFiles) return false;
		const {mode, uid, gid} = stat.value;
		found.set(shape(path), `${mode.toString(8)} ${uid}:${gid}`);
		if (!stat.value.isDirectory()) return true;
		const names = tree.list(path);
		return names.known && (names.value ?? []).every(name => look(`${path === '/' ? '' : path}/${name}`));
	};
	for (const line of table.value.trim().split('\n')) {
		const [, , , , point = '', options = ''] = line.split(' ');
		if (notOurs.test(point) || !options.split(',').includes('rw')) continue;
		// A link in the path would lead out of the container.
		if (point === '/' || point.includes('\\') || throughLink(tree, point) || !look(point)) return null;
	}
	return found;
}

function throughLink(tree: HostTree, point: string): boolean {
	const parts = point.split('/').slice(1);
	return parts.some((_, index) => {
		const stat = tree.lstat(`/${parts.slice(0, index + 1).join('/')}`);
		return !stat.known || stat.value === null || stat.value.isSymbolicLink();
	});
}

/** Capabilities that only affect files' metadata; other effects would show in the files. */
const onlyOwnership: ReadonlySet<Capability> = new Set(['CHOWN', 'FOWNER', 'FSETID']);

/** Files with which a program notifies its next start: in a container, whose processes all end with the first, they mean nothing. */
const notes = /\.(pid|lock|lck)$/;

/**
 * Whether complaints in the log, without one capability, had no effect: the files are the same as with it, except for notes with the
 * process id. Without DAC_OVERRIDE, files may also have been unreadable; that had no effect if each path in a complaint
 * is such a note, or does not exist with the capability either.
 */
export function isHarmlessFailure(
	capability: Capability,
	lines: readonly string[],
	{written, wanted}: {readonly written: WrittenFiles | null; readonly wanted: WrittenFiles | null},
): boolean {
	if (written === null || wanted === null) return false;
	if (differs(written, wanted) || differs(wanted, written)) return false;
	if (onlyOwnership.has(capability)) return true;
	if (capability !== 'DAC_OVERRIDE') return false;
	return complaints(lines.join('\n')).every(line => {
		const paths = pathsOf(line);
		return paths.length > 0 && paths.every(path => isInside(path, wanted) && (notes.test(path) || !wanted.has(shape(path))));
	});
}

const differs = (these: WrittenFiles, those: WrittenFiles): boolean =>
	[...these].some(([path, looks]) => !notes.test(path) && those.get(path) !== looks);

/** Below a directory that was walked. */
const isInside = (path: string, files: WrittenFiles): boolean => files.has(shape(path.slice(0, path.lastIndexOf('/'))));
