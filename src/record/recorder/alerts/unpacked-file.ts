import {createReadStream} from 'node:fs';
import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';

/** Bytes that are unpacked in one search: gzip packs up to a thousand of them into one. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Unpacks files that gzip has compressed into files without a name, which are gone when they are closed; `null` for one that is damaged, when
 * there is no room for it, or when too much was unpacked already.
 */
export function unpacking() {
	let left = MAX_BYTES;
	return async (path: string): Promise<FileHandle | null> => {
		const handle = await openNameless().catch(() => null);
		if (handle === null) return null;
		try {
			await pipeline(createReadStream(path), createGunzip(), async pieces => {
				for await (const piece of pieces as AsyncIterable<Buffer>) {
					left -= piece.length;
					if (left < 0) throw new RangeError('too much was unpacked');
					await handle.appendFile(piece);
				}
			});
			return handle;
		} catch {
			await handle.close();
			return null;
		}
	};
}

async function openNameless(): Promise<FileHandle> {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-alerts-'));
	try {
		return await open(join(folder, 'unpacked'), 'wx+', 0o600);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}
