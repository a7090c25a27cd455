import {closeSync, lstatSync, opendirSync, openSync, readdirSync, readlinkSync, readSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Known} from '../answers/index.js';
import {boundedBytes, boundedText, UnreadFileError} from '../lib/bounded-text.js';
import {allOf, attempt, MAX_FILE, MAX_NAMES, MAX_TABLE, touched, touchedThrough} from './attempt.js';
import {refusalOnHost} from './foreign-file-systems.js';

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
	const lookThrough = <T>(path: string, how: () => T) => attempt(path, how, one => touchedThrough(at(one)) ?? refuses(one));
	const lookQuietly = <T>(path: string, how: () => T) => attempt(path, how, refuses);
	return {
		root,
		read: path => lookThrough(path, () => boundedText(at(path), MAX_FILE)),
		bytes: (path, limit) => lookThrough(path, () => boundedBytes(at(path), limit)),
		readTable: path => look(path, () => tableIn(at(path))),
		list: path => lookThrough(path, () => allNames(at(path))),
		some: (path, most) => lookThrough(path, () => someNames(at(path), most)),
		directories: path => look(path, () => directoriesIn(at(path))),
		link: path => look(path, () => readlinkSync(at(path))),
		lstat: path => look(path, () => lstatSync(at(path), {throwIfNoEntry: false}) ?? null),
		stat: path => lookThrough(path, () => statSync(at(path), {throwIfNoEntry: false}) ?? null),
		entries: (path, most) =>
			lookThrough(path, () => {
				const {names, isAll} = someNames(at(path), most);
				const entryAt = (child: string) => lookQuietly(child, () => lstatSync(at(child), {throwIfNoEntry: false}) ?? null);
				return {isAll, entries: names.map(name => ({name, stats: entryAt(join(path, name))}))};
			}),
	};
}

/** Where a path of a tree is on this machine. */
export const belowRoot = ({root}: HostTree, path: string): string => (root === '/' ? path : join(root, path));

const allNames = (path: string): readonly string[] => allOf(someNames(path, MAX_NAMES)).toSorted();

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
			if (text.length > MAX_TABLE) throw new UnreadFileError('it has more lines than any machine has sockets');
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
