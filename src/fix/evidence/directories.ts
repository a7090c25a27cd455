import {
	type ArchiveLimits,
	type ContainerInspect,
	EngineError,
	type EngineReader,
	isBelow,
	readingArchive,
	type TarEntry,
	tarEntries,
} from '../../base/index.js';
import {bytecodeOf} from '../plan/cache-directories.js';
import {separated, writtenDirectories} from '../plan/written-directories.js';
import type {DirectoryEvidence, PathChange} from './evidence.js';

/** Limits for the headers of one directory: a database is not read completely to learn its owner. */
const limits: ArchiveLimits = {bytes: 64 * 1024 * 1024, entries: 2000, milliseconds: 20_000};
const vanishing = /\.(pid|lock|lck|sock|socket)$/;
/** Files that keep an empty directory in a repository. */
const placeholder = /\/\.(?:git)?(?:keep|ignore)$|\/\.placeholder$/;

/**
 * Owner, mode and content of a directory in the container, from the headers of its archive; `null` when it does not exist.
 *
 * @throws EngineError also for a truncated tar: if a file shrinks meanwhile, the engine breaks off, and what it has sent by then is not
 * the whole directory
 */
export function directoryEvidence(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	path: string,
	changes: readonly PathChange[],
	signal?: AbortSignal,
): Promise<DirectoryEvidence | null> {
	return readingArchive(limits, signal, async budget => {
		const stream = await reader.archive(id, path, budget.signal);
		if (stream === null) return null;
		const headers: TarEntry[] = [];
		try {
			for await (const entry of tarEntries(stream, budget)) headers.push(entry);
		} catch (error) {
			if (error instanceof EngineError && error.kind === 'over-budget') return evidenceOf(path, changes, headers, false);
			throw error;
		}
		return evidenceOf(path, changes, headers, true);
	});
}

/**
 * The evidence of every directory that the changes are in; of one with content of the image, also of what was written apart from that. Adds
 * to `found`, and reads none twice.
 *
 * @param look  `null` for a directory that does not exist or cannot be read
 */
export async function findDirectories(
	changes: readonly PathChange[],
	inspect: ContainerInspect,
	found: Map<string, DirectoryEvidence>,
	look: (path: string) => Promise<DirectoryEvidence | null>,
): Promise<void> {
	const add = async (path: string): Promise<void> => {
		const evidence = found.has(path) || bytecodeOf(path) !== null ? null : await look(path);
		if (evidence !== null) found.set(path, evidence);
	};
	for (const path of writtenDirectories(changes, inspect)) {
		await add(path);
		if (found.get(path)?.shipsContent) for (const part of separated(path, changes) ?? []) await add(part);
	}
}

function evidenceOf(
	path: string,
	changes: readonly PathChange[],
	[self, ...entries]: readonly TarEntry[],
	complete: boolean,
): DirectoryEvidence | null {
	if (self?.kind !== 'directory') return null;
	const left = new Set(changes.filter(change => change.kind === 'added').map(change => change.path));
	const base = path.replace(/\/$/, '');
	const named = entries.map(entry => ({entry, path: `${base}/${entry.path.split('/').slice(1).join('/').replace(/\/$/, '')}`}));
	const isLeft = (one: string): boolean => left.has(one) || [...left].some(added => isBelow(one, added));
	const shipped = named.filter(one => !isLeft(one.path));
	const files = named.filter(({entry}) => entry.kind === 'file');
	const modified = changes.filter(change => change.kind === 'modified' && isBelow(change.path, base)).map(change => change.path);
	return {
		path,
		mode: self.mode & 0o7777,
		uid: self.uid,
		gid: self.gid,
		shipsContent: shipped.some(
			one => /^(?:file|link|symlink)$/.test(one.entry.kind) && !vanishing.test(one.path) && !placeholder.test(one.path),
		),
		skeleton: shipped.flatMap(({entry: {kind, mode, uid, gid}, path: at}) =>
			kind === 'directory' ? [{path: at, mode: mode & 0o7777, uid, gid}] : [],
		),
		files: files.filter(one => (isLeft(one.path) || modified.includes(one.path)) && !vanishing.test(one.path)).length,
		complete,
		bytes: files.reduce((sum, {entry}) => sum + entry.size, 0),
		executes: files.some(({entry}) => (entry.mode & 0o111) !== 0),
		foreignOwner: [self, ...entries].some(entry => entry.uid > 0),
	};
}
