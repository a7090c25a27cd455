import {closeSync, lstatSync, opendirSync, openSync, readdirSync, readlinkSync, readSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {boundedText, UnreadFileError} from '../terminal/bounded-text.js';
import {codeOf} from '../terminal/has-code.js';

/**
 * The files of a host below `root` (`/`, or a made-up tree in tests). Synchronous on purpose: a few hundred `lstat` calls in procfs and
 * /etc take about a millisecond this way, and ten times as long through the thread pool.
 */
export type HostTree = {
	readonly root: string;
	/** The text, `null` when there is no such file. Unknown if it is not a regular file or has more than 8 MB. */
	read(path: string): Known<string | null>;
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
};

export function openTree(root: string): HostTree {
	const at = root === '/' ? (path: string) => path : (path: string) => join(root, path);
	return {
		root,
		read: path => attempt(path, () => boundedText(at(path), largestFile)),
		readTable: path => attempt(path, () => tableIn(at(path))),
		list: path => attempt(path, () => allNames(at(path))),
		some: (path, most) => attempt(path, () => someNames(at(path), most)),
		directories: path => attempt(path, () => directoriesIn(at(path))),
		link: path => attempt(path, () => readlinkSync(at(path))),
		lstat: path => attempt(path, () => lstatSync(at(path), {throwIfNoEntry: false}) ?? null),
		stat: path => attempt(path, () => statSync(at(path), {throwIfNoEntry: false}) ?? null),
	};
}

const largestFile = 8 * 1024 * 1024;
const largestTable = 64 * 1024 * 1024;
const mostNames = 100_000;

function allNames(path: string): readonly string[] {
	const {names, isAll} = someNames(path, mostNames);
	if (!isAll) throw new UnreadFileError(`it has more than ${mostNames} entries`);
	return names.sort();
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
function attempt<T>(path: string, look: () => T): Known<T | null> {
	try {
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
