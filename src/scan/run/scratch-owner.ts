import {lstat, open, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {hasCode, isRecord, isRunning, ownIdentity, type ProcessIdentity, readIdentity, readNoFollow} from '../../base/index.js';

export const scratchPrefix = 'dockscope-scan-';
const markName = '.dockscope-scan.json';
const schema = 'dockscope.scratch/1';
/** Bytes of a mark: an identity has some 200. */
const MAX_BYTES = 4096;

/** Records in a scan's folder which process made it. */
export const markScratch = (folder: string): Promise<void> =>
	writeFile(join(folder, markName), JSON.stringify({schema, by: ownIdentity()}), {mode: 0o600, flag: 'wx'});

/**
 * Whether a folder is what a dockscope of this user left behind: a private folder of this user, with a mark in it, whose process has
 * ended. False for anything that cannot be seen from here (another host, another pid namespace).
 */
export async function isAbandoned(folder: string): Promise<boolean> {
	try {
		const found = await lstat(folder);
		if (!found.isDirectory() || !isPrivate(found)) return false;
		const by = await readMark(join(folder, markName));
		return by !== null && isRunning(by) === 'ended';
	} catch (error) {
		// Removed meanwhile by the dockscope that made it, or of another user, or a link instead of the mark.
		if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP')) return false;
		throw error;
	}
}

const isPrivate = ({uid, mode}: {uid: number; mode: number}): boolean => uid === process.getuid?.() && (mode & 0o077) === 0;

async function readMark(path: string): Promise<ProcessIdentity | null> {
	const file = await open(path, readNoFollow);
	try {
		const found = await file.stat();
		if (!found.isFile() || !isPrivate(found) || found.size > MAX_BYTES) return null;
		const mark: unknown = JSON.parse(await file.readFile('utf8'));
		return isRecord(mark) && mark['schema'] === schema ? readIdentity(mark['by']) : null;
	} catch (error) {
		// Cut short, when dockscope was killed while it wrote this: then nothing is proven.
		if (error instanceof SyntaxError) return null;
		throw error;
	} finally {
		await file.close();
	}
}
