import {rmSync} from 'node:fs';
import {chmod, readdir, readFile, rm} from 'node:fs/promises';
import {temporaryFolder} from '../../terminal/temporary-folder.js';
import {atExit} from './at-exit.js';

/** A folder that exists as long as the work, also when dockscope ends in between. */
export async function temporaryDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
	const path = await temporaryFolder('dockscope-scan-');
	const forget = atExit(() => rmSync(path, {recursive: true, force: true}));
	try {
		return await work(path);
	} finally {
		forget();
		await removeFolder(path);
	}
}

/** Also where a scanner has left folders that may not be written (Go's module cache is such a one). */
async function removeFolder(path: string): Promise<void> {
	// A scanner's last child may still be writing while the folder goes: try again.
	const remove = () => rm(path, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
	try {
		await remove();
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))) throw error;
		await makeWritable(path);
		await remove();
	}
}

async function makeWritable(folder: string): Promise<void> {
	await chmod(folder, 0o700);
	for (const entry of await readdir(folder, {withFileTypes: true}))
		if (entry.isDirectory()) await makeWritable(`${folder}/${entry.name}`);
}

/** `''` where there is no such file. */
export async function readText(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
		throw error;
	}
}
