import {type FileHandle, readdir, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {hasCode} from '../../../base/index.js';
import {type FilePosition, wasReadTo} from './file-position.js';
import {unpacking} from './unpacked-file.js';

/** Rotated files that are looked at, the newest. */
const MAX_FILES = 50;
const compressed = /\.(gz|xz|bz2|zst|lz4)$/;

export type ReadFile = {
	/** Open files, the oldest first: the first one is read from the position on, the others whole. */
	readonly files: readonly FileHandle[];
	/** Files that were rotated after the first one, and cannot be read. */
	readonly unread: number;
};

/**
 * Looks for the file that was read to a position: the file itself, or one beside it to which it was renamed or copied meanwhile. What was rotated
 * after that was not read at all. What gzip has compressed is read as well.
 *
 * @param open  opens a regular file
 * @returns `null` when it is gone
 * @source logrotate(8): `alerts.json.1`, `alerts.json-20260101`; Tetragon, by lumberjack: `tetragon-2026-01-01T00-00-00.000.log`
 */
export async function findReadFile(
	path: string,
	position: FilePosition,
	open: (path: string) => Promise<FileHandle>,
): Promise<ReadFile | null> {
	const itself = await open(path).catch(whereGone);
	if (itself !== null && (await wasReadTo(itself, position))) return {files: [itself], unread: 0};
	await itself?.close();
	const opened: FileHandle[] = [];
	const unpack = unpacking();
	let unread = 0;
	for (const name of await rotatedBeside(path)) {
		// What cannot be read cannot be the one.
		const handle = await (name.endsWith('.gz') ? unpack(name) : compressed.test(name) ? null : open(name).catch(() => null));
		if (handle === null) {
			unread += 1;
			continue;
		}
		opened.unshift(handle);
		if (await wasReadTo(handle, position)) return {files: opened, unread};
	}
	await Promise.all(opened.map(handle => handle.close()));
	return null;
}

/** Newest first. */
async function rotatedBeside(path: string): Promise<string[]> {
	const folder = dirname(path);
	const stem = basename(path).split('.', 1)[0] || basename(path);
	const names = await readdir(folder).catch(error => {
		if (hasCode(error, 'ENOENT')) return [];
		throw error;
	});
	const others = names.filter(name => name.startsWith(stem) && name !== basename(path));
	const dated = await Promise.all(
		others.map(async name => {
			const found = await stat(join(folder, name)).catch(whereGone);
			return found?.isFile() === true ? [{path: join(folder, name), at: found.mtimeMs}] : [];
		}),
	);
	const found = dated
		.flat()
		.sort((a, b) => b.at - a.at)
		.slice(0, MAX_FILES)
		.map(one => one.path);
	// One that is being compressed is there twice.
	return found.filter(name => !compressed.test(name) || !found.includes(name.replace(compressed, '')));
}

function whereGone(error: unknown): null {
	if (hasCode(error, 'ENOENT')) return null;
	throw error;
}
