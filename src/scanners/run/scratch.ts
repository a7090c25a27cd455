import {rmSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {atExit} from './at-exit.js';

/** A folder that exists as long as the work, also when dockscope ends in between. */
export async function temporaryDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
	const path = await mkdtemp(join(tmpdir(), 'dockscope-scan-'));
	const forget = atExit(() => rmSync(path, {recursive: true, force: true}));
	try {
		return await work(path);
	} finally {
		forget();
		// A scanner's last child may still be writing while the folder goes: try again.
		await rm(path, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
	}
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
