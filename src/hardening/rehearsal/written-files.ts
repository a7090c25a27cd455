import type {Capability} from '../../facts/index.js';
import {openTree} from '../../host/host-tree.js';
import {complaints, pathsOf, shape} from './log-lines.js';

/** The files that a twin wrote: each path without what differs from run to run, with its kind, owner and mode. */
export type WrittenFiles = ReadonlyMap<string, string>;

const maxFiles = 4000;
/** The engine's and the kernel's own. */
const notOurs = /^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/;

/**
 * Looks through every writable mount of a process. `null` when that would not be all that it can write (its root is writable), is too
 * much, or cannot be seen.
 */
export function writtenFiles(pid: number): WrittenFiles | null {
	const tree = openTree(`/proc/${pid}/root`);
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
		// A link on the way would lead out of the container.
		if (point === '/' || point.includes('\\') || throughLink(tree, point) || !look(point)) return null;
	}
	return found;
}

function throughLink(tree: ReturnType<typeof openTree>, point: string): boolean {
	const parts = point.split('/').slice(1);
	return parts.some((_, index) => {
		const stat = tree.lstat(`/${parts.slice(0, index + 1).join('/')}`);
		return !stat.known || stat.value === null || stat.value.isSymbolicLink();
	});
}

/** Capabilities that can only change what files look like afterwards; what else they did would show in the files. */
const onlyOwnership: ReadonlySet<Capability> = new Set(['CHOWN', 'FOWNER', 'FSETID']);

/** Notes of a program to its next start: in a container, whose processes all end with the first, they tell nobody anything. */
const notes = /\.(pid|lock|lck)$/;

/**
 * Whether complaints in the log, without one capability, came to nothing: the files are the same as with it, but for notes of the
 * process's number. The loss of DAC_OVERRIDE may also hide what is there to be read; it came to nothing where each path complained of
 * is such a note, or not there with it either.
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

/** Below a directory that was looked through. */
const isInside = (path: string, files: WrittenFiles): boolean => files.has(shape(path.slice(0, path.lastIndexOf('/'))));
