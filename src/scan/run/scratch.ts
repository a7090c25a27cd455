import {rmSync} from 'node:fs';
import {chmod, readdir, readFile, rm} from 'node:fs/promises';
import {hasCode, temporaryFolder, unusableTemporary} from '../../base/index.js';
import {atExit} from './at-exit.js';
import {markScratch, scratchPrefix} from './scratch-owner.js';

/**
 * A folder that exists during the work, and is removed even if dockscope exits in between. If it is killed, the next start removes the folder
 * (`sweepScratch`).
 */
export async function temporaryDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
	const path = await temporaryFolder(scratchPrefix);
	const forget = atExit(() => rmSync(path, {recursive: true, force: true}));
	try {
		// A full disk may still take the folder, and not the first file in it.
		await markScratch(path).catch(error => {
			throw unusableTemporary(error);
		});
		return await work(path);
	} finally {
		forget();
		await removeFolder(path);
	}
}

/** Also if a scanner has left read-only folders (such as Go's module cache). */
export async function removeFolder(path: string): Promise<void> {
	// A scanner's last child may still be writing while the folder is removed: retry.
	const remove = () => rm(path, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
	try {
		await remove();
	} catch (error) {
		if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
		await makeWritable(path);
		await remove();
	}
}

async function makeWritable(folder: string): Promise<void> {
	await chmod(folder, 0o700);
	for (const entry of await readdir(folder, {withFileTypes: true}))
		if (entry.isDirectory()) await makeWritable(`${folder}/${entry.name}`);
}

/** `''` when the file does not exist. */
export async function readText(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return '';
		throw error;
	}
}
