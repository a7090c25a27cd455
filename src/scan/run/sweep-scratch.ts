import {readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {codeOf, fileTrouble, hasCode, type SafeText, safe, sanitise} from '../../base/index.js';
import {removeFolder} from './scratch.js';
import {isAbandoned, scratchPrefix} from './scratch-owner.js';
import {endOrphans} from './stragglers.js';

/** Paths that were removed, and for those that could not be, why. */
export type SweptScratch = {readonly removed: readonly SafeText[]; readonly failed: readonly SafeText[]};

/**
 * Removes the temporary folders that killed scans of this user left behind, and ends what still runs for them. Only what is proven to be
 * dockscope's is touched.
 */
export async function sweepScratch(): Promise<SweptScratch> {
	const removed: SafeText[] = [];
	const failed: SafeText[] = [];
	for (const name of await namesIn(tmpdir())) {
		const folder = join(tmpdir(), name);
		if (!name.startsWith(scratchPrefix) || !(await isAbandoned(folder))) continue;
		try {
			await endOrphans(folder);
			await removeFolder(folder);
			removed.push(sanitise(folder));
		} catch (error) {
			if (codeOf(error) === null) throw error;
			failed.push(safe`${sanitise(folder)}: ${fileTrouble(error)}`);
		}
	}
	return {removed, failed};
}

async function namesIn(folder: string): Promise<readonly string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		// Without a temporary folder, or the right to list it, there is nothing to find; a scan reports that itself.
		if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return [];
		throw error;
	}
}
