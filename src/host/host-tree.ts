import {closeSync, lstatSync, opendirSync, openSync, readdirSync, readlinkSync, readSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {boundedBytes, boundedText, UnreadFileError} from '../terminal/bounded-text.js';
import {codeOf} from '../terminal/has-code.js';
import {bytesBeneath, entryBeneath, linkBeneath, lstatBeneath, namesBeneath, textBeneath} from './beneath.js';
import {type Refusal, refusalsOf} from './foreign-file-systems.js';

/**
 * The files of a host below `root` (`/`, or a made-up tree in tests). Synchronous on purpose: a few hundred `lstat` calls in procfs and
 * /etc take about a millisecond this way, and ten times as long through the thread pool.
 */
export type HostTree = {
	readonly root: string;
	/** The text, `null` when there is no such file. Unknown if it is not a regular file or has more than 8 MB. */
	read(path: string): Known<string | null>;
	/** The bytes of a regular file of at most so many. */
	bytes(path: string, limit: number): Known<Buffer | null>;
	/** The same for a table that the kernel generates while it is read, line by line. */
	readTable(path: string): Known<string | null>;
	/** Names in a directory, `null` when there is none. Unknown for more than 100,000: a container controls its own directories. */
	list(path: string): Known<readonly string[] | null>;
	/** The first names in a directory of any size, unordered. */
	some(path: string, most: number): Known<{readonly names: readonly string[]; readonly isAll: boolean} | null>;
	/** Names of the subdirectories of a directory, `null` when there is none. */
	directories(path: string): Known<readonly string[] | null>;
	/** Target of a symlink (also of /proc/<pid>/exe), `null` when there is none. */
	link(path: string): Known<string | null>;
	/** Without following the last symlink; `null` when there is no such file. */
	lstat(path: string): Known<Stats | null>;
	/** Follows symlinks as the kernel does: for /proc/<pid>/root, not for links within a made-up tree. */
	stat(path: string): Known<Stats | null>;
	/** The first entries of a directory with what each is, `null` when there is none; one that is gone by then is `null`. */
	entries(path: string, most: number): Known<{readonly entries: readonly Entry[]; readonly isAll: boolean} | null>;
};

export type Entry = {readonly name: string; readonly stats: Known<Stats | null>};

/**
 * The files of this host, or of a made-up one. What lies on a file system that may not answer is unknown without being touched: its own mount
 * table tells, and that of the process where a path leads through /proc/<pid>/root.
 */
export function openTree(root: string): HostTree {
	const at = root === '/' ? (path: string) => path : (path: string) => join(root, path);
	const refuses = root === '/' ? refusalOnHost() : () => null;
	const look = <T>(path: string, how: () => T) => attempt(path, how, one => touched(at(one)) ?? refuses(one));
	const lookQuietly = <T>(path: string, how: () => T) => attempt(path, how, refuses);
	return {
		root,
		read: path => look(path, () => boundedText(at(path), largestFile)),
		bytes: (path, limit) => look(path, () => boundedBytes(at(path), limit)),
		readTable: path => look(path, () => tableIn(at(path))),
		list: path => look(path, () => allNames(at(path))),
		some: (path, most) => look(path, () => someNames(at(path), most)),
		directories: path => look(path, () => directoriesIn(at(path))),
		link: path => look(path, () => readlinkSync(at(path))),
		lstat: path => look(path, () => lstatSync(at(path), {throwIfNoEntry: false}) ?? null),
		stat: path => look(path, () => statSync(at(path), {throwIfNoEntry: false}) ?? null),
		entries: (path, most) =>
			look(path, () => {
				const {names, isAll} = someNames(at(path), most);
				const entryAt = (child: string) => lookQuietly(child, () => lstatSync(at(child), {throwIfNoEntry: false}) ?? null);
				return {isAll, entries: names.map(name => ({name, stats: entryAt(join(path, name))}))};
			}),
	};
}

/**
 * The files below a directory whose content is someone else's: the root of a container's process, a layer of an image. No link is followed,
 * except of the root itself, no path leads out of it, and nothing but regular files and folders is opened.
 *
 * @param root  `/proc/4711/root`; on the real host, its mount table tells what may be entered
 */
export function openForeignTree(root: string): HostTree {
	const [, host = '', pid] = /^(.*)\/proc\/(\d+)\/root$/.exec(root) ?? [];
	const table = pid === undefined ? null : `${host}/proc/${pid}/mountinfo`;
	const refuses = table === null ? () => null : refusalFrom(table);
	const look = <T>(path: string, how: () => T) => attempt(path, how, one => touched(`${root}${one}`) ?? refuses(one));
	const lookQuietly = <T>(path: string, how: () => T) => attempt(path, how, refuses);
	return {
		root,
		read: path => look(path, () => textBeneath(root, path, largestFile)),
		bytes: (path, limit) => look(path, () => bytesBeneath(root, path, limit)),
		readTable: path => look(path, () => textBeneath(root, path, largestTable)),
		list: path =>
			look(path, () =>
				allOf(namesBeneath(root, path, mostNames))
					.map(({name}) => name)
					.toSorted(),
			),
		some: (path, most) =>
			look(path, () => {
				const {names, isAll} = namesBeneath(root, path, most);
				return {isAll, names: names.map(({name}) => name)};
			}),
		directories: path =>
			look(path, () => {
				const names = allOf(namesBeneath(root, path, mostNames));
				return names.flatMap(name => (entryBeneath(root, path, name)?.isDirectory() === true ? [name.name] : []));
			}),
		link: path => look(path, () => linkBeneath(root, path)),
		lstat: path => look(path, () => lstatBeneath(root, path)),
		stat: path => look(path, () => lstatBeneath(root, path)),
		entries: (path, most) =>
			look(path, () => {
				const {names, isAll} = namesBeneath(root, path, most);
				const entryAt = (name: (typeof names)[number]) =>
					lookQuietly(`${path}/${name.name}`, () => entryBeneath(root, path, name));
				return {isAll, entries: names.map(name => ({name: name.name, stats: entryAt(name)}))};
			}),
	};
}

let whenTouched: Refusal = () => null;

/** Calls back before anything is looked at that may hold this process. @param refuse  why it is left alone instead, or `null` */
export function watchTouches(refuse: Refusal): void {
	whenTouched = refuse;
}

/**
 * What the kernel answers from its own memory; not what it reads from that of a process, whose pages may lie in a file of any file system:
 * its arguments, its environment, and its mappings while one of them is waited for. @source fuse(4); kernel mm/gup.c
 */
const neverWaits = /^\/(?:proc\/(?!(?:\d+|self)\/(?:root|cmdline|environ|maps|smaps|map_files|mem|auxv)(?:\/|$))|sys\/)/;

const touched = (path: string): string | null => (neverWaits.test(path) ? null : whenTouched(path));

/** Where a path of a tree is on this machine. */
export const belowRoot = ({root}: HostTree, path: string): string => (root === '/' ? path : join(root, path));

/** The root directory of a process, for `openForeignTree`. */
export const rootOf = (tree: HostTree, pid: number): string => belowRoot(tree, `/proc/${pid}/root`);

/** Milliseconds for which a mount table is believed: reading it is slow where many containers run. */
const TABLE_AGE = 1000;

function refusalFrom(table: string): Refusal {
	let refuses: Refusal = () => null;
	let readAt = Number.NEGATIVE_INFINITY;
	return path => {
		const now = performance.now();
		if (now - readAt > TABLE_AGE) {
			refuses = refusalIn(table);
			readAt = now;
		}
		return refuses(path === '' ? '/' : path);
	};
}

/** A process that has ended has no mounts, and no root either. */
function refusalIn(table: string): Refusal {
	try {
		return refusalsOf(boundedText(table, largestTable));
	} catch (error) {
		if (codeOf(error) === undefined) throw error;
		return () => null;
	}
}

/** The kernel's own trees lead elsewhere only through a process. */
function refusalOnHost(): Refusal {
	const own = refusalFrom('/proc/self/mountinfo');
	return path => {
		if (!/^\/(?:proc|sys)(?:\/|$)/.test(path)) return own(path);
		const [, pid, inside = ''] = /^\/proc\/(\d+)\/root(\/.*)?$/.exec(path) ?? [];
		return pid === undefined || inside === '' ? null : refusalIn(`/proc/${pid}/mountinfo`)(inside);
	};
}

const largestFile = 8 * 1024 * 1024;
const largestTable = 64 * 1024 * 1024;
const mostNames = 100_000;

const allNames = (path: string): readonly string[] => allOf(someNames(path, mostNames)).toSorted();

function allOf<T>({names, isAll}: {readonly names: readonly T[]; readonly isAll: boolean}): readonly T[] {
	if (!isAll) throw new UnreadFileError(`it has more than ${mostNames} entries`);
	return names;
}

function someNames(path: string, most: number) {
	const directory = opendirSync(path);
	try {
		const names: string[] = [];
		for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
			if (names.length === most) return {names, isAll: false};
			names.push(entry.name);
		}
		return {names, isAll: true};
	} finally {
		directory.closeSync();
	}
}

/** The text of a file; empty when it is missing, hidden or empty. */
export function textAt(tree: HostTree, path: string): string {
	const text = tree.read(path);
	return (text.known && text.value) || '';
}

/** The same tree, reading each file only once: for a consistent look at something that changes. */
export function readingOnce(tree: HostTree): HostTree {
	const texts = new Map<string, Known<string | null>>();
	const once = (readIt: HostTree['read']) => (path: string) => {
		let text = texts.get(path);
		if (text === undefined) {
			text = readIt(path);
			texts.set(path, text);
		}
		return text;
	};
	return {...tree, read: once(tree.read), readTable: once(tree.readTable)};
}

/** Shared: tables are read one after the other, some of them each second. */
const chunk = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The kernel fills a page with whole lines, and stops when the next one does not fit or there is none. After a short answer no second read
 * is needed: just to find that no line follows, the kernel would walk all sockets of the machine again.
 *
 * @source fs/seq_file.c (seq_read_iter); a line of /proc/net/tcp6 has 178 bytes
 */
function tableIn(path: string): string {
	const file = openSync(path, 'r');
	try {
		let text = '';
		for (;;) {
			const length = readSync(file, chunk);
			text += chunk.toString('latin1', 0, length);
			if (text.length > largestTable) throw new UnreadFileError('it has more lines than any machine has sockets');
			if (length < shortAnswer) return text;
		}
	} finally {
		closeSync(file);
	}
}

/** Bytes: a page minus its longest line, and a margin. */
const shortAnswer = 3072;

/**
 * A link count of 2 (`.` and its own name) means that there are no subdirectories. That answers it for a container's cgroup, which has some
 * forty files. File systems that do not count links (btrfs, overlayfs) report 1.
 */
function directoriesIn(path: string): string[] {
	if (lstatSync(path).nlink === 2) return [];
	const entries = readdirSync(path, {withFileTypes: true});
	return entries.flatMap(entry => (entry.isDirectory() ? [entry.name] : []));
}

/** A missing file is an answer (`null`); a refusal is a blind spot with its reason. */
function attempt<T>(path: string, look: () => T, refuses: Refusal): Known<T | null> {
	try {
		const refusal = refuses(path);
		if (refusal !== null) return unknown(`host:${path}`, refusal);
		return known(look());
	} catch (error) {
		const code = codeOf(error) ?? 'an unknown error';
		// ESRCH: the process ended between listing and reading it.
		if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return known(null);
		return unknown(`host:${path}`, error instanceof UnreadFileError ? error.message : reasonOf(code));
	}
}

function reasonOf(code: string): string {
	if (code === 'EACCES' || code === 'EPERM') return 'permission denied: run dockscope as root to see it';
	if (code === 'ELOOP') return 'a loop of symbolic links';
	return `cannot be read (${code})`;
}
