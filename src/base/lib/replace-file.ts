import {randomBytes} from 'node:crypto';
import {open, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

export type FileOwner = {readonly uid: number; readonly gid: number};

/** Names of files that are being written, in the directory of the file itself: a program that was killed leaves one. */
export const draftPattern = /^\.dockscope-[0-9a-f]{12}$/;

/**
 * Replaces or creates a file atomically: a reader sees either the old or the new content, even if the disk is full or the
 * program is killed. Must not be used for devices and pipes: a file would replace them.
 *
 * @param owner  `null`: the current user
 * @throws the system's error; nothing was changed then
 */
export async function replaceFile(
	path: string,
	text: string | Iterable<string>,
	mode: number,
	owner: FileOwner | null,
): Promise<void> {
	// Does not include the file's own name, which may already have the maximum length.
	const draft = join(dirname(path), `.dockscope-${randomBytes(6).toString('hex')}`);
	try {
		const file = await open(draft, 'wx', mode);
		try {
			await writeFile(file, text);
			// By the descriptor: in a folder that others write to, the name may be another file by now.
			const made = await file.stat();
			if (owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid)) await file.chown(owner.uid, owner.gid);
			await file.chmod(mode);
			// With delayed allocation a full disk is reported only here.
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(draft, path);
	} catch (error) {
		await rm(draft, {force: true});
		throw error;
	}
}
