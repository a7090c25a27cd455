import {type FileHandle, readdir, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {hasCode} from '../../terminal/has-code.js';
import {type FilePosition, wasReadTo} from './file-position.js';

/** Rotated files that are looked at, the newest. */
const most = 50;
const compressed = /\.(gz|xz|bz2|zst|lz4)$/;

/**
 * Looks for the file that was read to a position: the file itself, or one beside it to which it was renamed or copied meanwhile. What was rotated
 * after that was not read at all.
 *
 * @param open  opens a regular file
 * @returns open files, the oldest first: the first one is read from the position on, the others whole; `null` when it is gone
 * @source logrotate(8): `alerts.json.1`, `alerts.json-20260101`; Tetragon, by lumberjack: `tetragon-2026-01-01T00-00-00.000.log`
 */
export async function findReadFile(
	path: string,
	position: FilePosition,
	open: (path: string) => Promise<FileHandle>,
): Promise<FileHandle[] | null> {
	const itself = await open(path).catch(whereGone);
	if (itself !== null && (await wasReadTo(itself, position))) return [itself];
	await itself?.close();
	const opened: FileHandle[] = [];
	for (const name of await rotatedBeside(path)) {
		// What cannot be read cannot be the one.
		const handle = await open(name).catch(() => null);
		if (handle === null) continue;
		opened.unshift(handle);
		if (await wasReadTo(handle, position)) return opened;
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
	const others = names.filter(name => name.startsWith(stem) && name !== basename(path) && !compressed.test(name));
	const dated = await Promise.all(
		others.map(async name => {
			const found = await stat(join(folder, name)).catch(whereGone);
			return found?.isFile() === true ? [{path: join(folder, name), at: found.mtimeMs}] : [];
		}),
	);
	return dated
		.flat()
		.sort((a, b) => b.at - a.at)
		.slice(0, most)
		.map(one => one.path);
}

function whereGone(error: unknown): null {
	if (hasCode(error, 'ENOENT')) return null;
	throw error;
}
