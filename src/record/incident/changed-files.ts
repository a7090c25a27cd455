import {createHash} from 'node:crypto';
import {
	type ChangedPath,
	EngineError,
	type EngineReader,
	inWords,
	readingArchive,
	type SafeText,
	safe,
	sanitise,
	type TarEntry,
	tarEntries,
} from '../../base/index.js';

/** A file that differs from the image. */
export type ChangedFile = {
	readonly path: SafeText;
	readonly change: 'changed' | 'deleted';
	/** Hexadecimal; `null`: it is no regular file, or it was not read. */
	readonly sha256: string | null;
	readonly size: number | null;
	/** Octal permission bits. */
	readonly mode: string | null;
	readonly uid: number | null;
	readonly gid: number | null;
	/** RFC 3339. */
	readonly modified: string | null;
	/** Why it has no hash. */
	readonly note: SafeText | null;
};

const MB = 1024 * 1024;
/** The container chooses how many files there are, and how large. */
const MAX_FILES = 1_000;
const MAX_BYTES = 256 * MB;
const forAll = {bytes: 1024 * MB, entries: 5_000, milliseconds: 120_000};

/** Files of one new directory from which on it is read whole: the engine takes some 50 ms for each request. */
const worthwhile = 4;

export type Changed = {
	/** From `changedLeaves`. */
	readonly files: readonly ChangedPath[];
	/** From `newDirectories`. */
	readonly whole: readonly string[];
};

/**
 * Hashes of the files that a container has changed, its programs first; contents are not kept. One that is too large, or comes after the
 * limits are reached, is listed without a hash and says so. A directory that is new is read at once.
 */
export async function hashChangedFiles(
	reader: Pick<EngineReader, 'archive' | 'pathStat'>,
	id: string,
	{files, whole}: Changed,
	signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
	const found = new Map<string, ChangedFile>();
	const ordered = files.toSorted((a, b) => Number(isProgram(b.path)) - Number(isProgram(a.path))).slice(0, MAX_FILES);
	const present = ordered.flatMap(({path, change}) => (change === 'deleted' ? [] : [path]));
	let reason: SafeText | null = null;
	try {
		await readingArchive(forAll, signal, async budget => {
			for (const {path, change} of ordered) if (change === 'deleted') found.set(path, unread(path, 'deleted', null));
			for (const directory of whole) {
				const wanted = new Set(present.filter(path => path.startsWith(`${directory}/`)));
				if (wanted.size >= worthwhile) await unlessItHasEffect(hashAllIn(reader, id, directory, wanted, found, budget));
			}
			for (const path of present) {
				if (found.has(path)) continue;
				const one = await unlessItHasEffect(hashOf(reader, id, path, budget));
				found.set(path, one instanceof EngineError ? await notHashed(reader, id, path, one, signal) : one);
			}
		});
	} catch (error) {
		if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
		reason = sanitise(error.message);
	}
	return files.map(
		({path, change}) =>
			found.get(path) ??
			unread(
				path,
				change === 'deleted' ? 'deleted' : 'changed',
				reason ?? sanitise(`only the first ${MAX_FILES} files are hashed`),
			),
	);
}

const isProgram = (path: string): boolean => /\/s?bin\/|^\/(?:tmp|var\/tmp|dev\/shm|run|root|home)\//.test(path);

const unread = (path: string, change: ChangedFile['change'], note: SafeText | null): ChangedFile => ({
	path: sanitise(path),
	change,
	note,
	sha256: null,
	size: null,
	mode: null,
	uid: null,
	gid: null,
	modified: null,
});

/** The refusal, where the engine was not asked since that would change something: the next file may be seen. */
async function unlessItHasEffect<T>(work: Promise<T>): Promise<T | EngineError> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof EngineError && error.kind === 'has-effect') return error;
		throw error;
	}
}

/** A file that cannot be read, with its size where that is seen. */
async function notHashed(
	reader: Pick<EngineReader, 'pathStat'>,
	id: string,
	path: string,
	refusal: EngineError,
	signal: AbortSignal,
): Promise<ChangedFile> {
	const seen = await unlessItHasEffect(reader.pathStat(id, path, signal));
	const size = seen instanceof EngineError ? null : (seen?.size ?? null);
	const isLarge = size !== null && size > MAX_BYTES;
	return {...unread(path, 'changed', isLarge ? safe`larger than ${inWords(MAX_BYTES)}` : sanitise(refusal.message)), size};
}

type Budget = Parameters<Parameters<typeof readingArchive>[2]>[0];

async function hashOf(reader: Pick<EngineReader, 'archive'>, id: string, path: string, budget: Budget): Promise<ChangedFile> {
	const archive = await reader.archive(id, path, budget.signal);
	if (archive === null) return unread(path, 'changed', sanitise('it was gone when it was read'));
	for await (const entry of tarEntries(archive, budget)) return hashed(path, entry);
	return unread(path, 'changed', sanitise('the engine sent nothing'));
}

/**
 * What of a directory is wanted, in one request. Further names of one file are requested separately, since the archive has its content
 * once; so is all that comes after a file that is too large to be read over.
 */
async function hashAllIn(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	directory: string,
	wanted: ReadonlySet<string>,
	found: Map<string, ChangedFile>,
	budget: Budget,
): Promise<void> {
	const archive = await reader.archive(id, directory, budget.signal);
	if (archive === null) return;
	const parent = directory.slice(0, directory.lastIndexOf('/'));
	let left = wanted.size;
	for await (const entry of tarEntries(archive, budget)) {
		const path = `${parent}/${entry.path}`;
		if (wanted.has(path) && entry.kind !== 'link') {
			found.set(path, await hashed(path, entry));
			left -= 1;
		}
		if (left === 0 || entry.size > MAX_BYTES) return;
	}
}

async function hashed(path: string, entry: TarEntry): Promise<ChangedFile> {
	const {kind, size, mode, uid, gid} = entry;
	const about = {
		size,
		mode: (mode & 0o7777).toString(8).padStart(4, '0'),
		uid,
		gid,
		modified: new Date(entry.modified * 1000).toISOString(),
	};
	if (kind !== 'file') return {...unread(path, 'changed', sanitise(`a ${kind}, no regular file`)), ...about, size: null};
	if (size > MAX_BYTES) return {...unread(path, 'changed', safe`larger than ${inWords(MAX_BYTES)}`), ...about};
	const hash = createHash('sha256');
	for await (const part of entry.content()) hash.update(part);
	return {...unread(path, 'changed', null), ...about, sha256: hash.digest('hex')};
}
