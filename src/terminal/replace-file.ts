import {randomBytes} from 'node:crypto';
import {chown, open, rename, rm, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

export type FileOwner = {readonly uid: number; readonly gid: number};

/**
 * Puts a text in the place of a file, or begins the file: a reader sees the old one or the new one whole, also where the disk is full or the
 * program is killed. What is no file (a device, a pipe) must not be given: a file would take its place.
 *
 * @param owner  `null`: whoever writes it
 * @throws the system's error; nothing was changed then
 */
export async function replaceFile(
	path: string,
	text: string | Iterable<string>,
	mode: number,
	owner: FileOwner | null,
): Promise<void> {
	// Its name holds nothing of the file's, which may be as long as a name can be.
	const draft = join(dirname(path), `.dockscope-${randomBytes(6).toString('hex')}`);
	try {
		const file = await open(draft, 'wx', mode);
		try {
			await writeFile(file, text);
			await file.chmod(mode);
			// A disk that allocates late says only now that it is full.
			await file.sync();
		} finally {
			await file.close();
		}
		const made = await stat(draft);
		if (owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid)) await chown(draft, owner.uid, owner.gid);
		await rename(draft, path);
	} catch (error) {
		await rm(draft, {force: true});
		throw error;
	}
}
