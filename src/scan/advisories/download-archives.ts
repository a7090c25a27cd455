import {randomBytes} from 'node:crypto';
import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {forEachLimited, inMegabytes, type SafeText, safe, sanitise} from '../../base/index.js';
import {DownloadError, download, downloadTo, downloadTrouble} from '../run/download.js';
import {withoutCredentials} from '../run/http.js';
import {partsOf} from './advisory-part.js';
import {advisoriesIn, confirmArchive, type StoredArchive, storedArchive} from './archive-store.js';
import {importOsv, parse} from './osv-archive.js';
import {advisoryLimits, advisoryUrl, archiveLimits, archiveUrl, listLimits, listUrl, readList} from './sources.js';
import {applyChanges, changesOf} from './update-archive.js';

/** A source that cannot be reached or used; `message` has its address. */
export class SourceError extends Error {
	override readonly name = 'SourceError';
}

export type ArchiveSettings = {
	readonly cache: string;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly now: () => Date;
	readonly signal: AbortSignal;
	readonly onPhase: (phase: SafeText) => void;
};

/** More changed advisories than this take longer one by one than the whole archive. */
const MAX_CHANGES = 2000;
const requestsAtOnce = 8;
/** Bytes of all changed advisories together. */
const changesLimit = 256_000_000;

/**
 * Downloads the archive of an ecosystem, or what has changed in it since it was stored. Sends the ecosystem's name and, for an update, the
 * ids of changed advisories; nothing about this host. @throws SourceError
 */
export async function downloadArchive(ecosystem: string, settings: ArchiveSettings): Promise<StoredArchive> {
	const stored = await storedArchive(settings.cache, ecosystem);
	return (stored === null ? null : await update(stored, settings)) ?? downloadWhole(ecosystem, settings);
}

async function downloadWhole(
	ecosystem: string,
	{cache, variables, now, signal, onPhase}: ArchiveSettings,
): Promise<StoredArchive> {
	const url = archiveUrl(variables, ecosystem);
	const asOf = now().toISOString();
	return withTemporaryFile(cache, async path => {
		const onBytes = (size: number) => onPhase(safe`downloading ${sanitise(ecosystem)}: ${inMegabytes(size)}`);
		onBytes(0);
		await downloadTo(path, url, {variables, signal, ...archiveLimits}, onBytes);
		const onProgress = (count: number) => onPhase(safe`storing ${sanitise(ecosystem)}: ${count} advisories`);
		onProgress(0);
		const {archives} = await importOsv(path, cache, now(), {ecosystem, asOf, label: 'it', signal, onProgress});
		const [archive] = archives;
		if (archive === undefined) throw new DownloadError('it contains no advisory');
		return archive;
	}).catch((error: unknown) => Promise.reject(sourceError(url, error, signal)));
}

/** `null`: the source has no list, or so much has changed that the whole archive is downloaded. */
async function update(stored: StoredArchive, settings: ArchiveSettings): Promise<StoredArchive | null> {
	const {cache, variables, now, signal, onPhase} = settings;
	const {ecosystem} = stored;
	const url = listUrl(variables, ecosystem);
	const asOf = now().toISOString();
	onPhase(safe`looking for changes in ${sanitise(ecosystem)}`);
	const listed = await withTemporaryFile(cache, async path => {
		await downloadTo(path, url, {variables, signal, ...listLimits});
		return readList(path);
	}).catch((error: unknown) => {
		if (error instanceof DownloadError && error.status === 404) return null;
		throw sourceError(url, error, signal);
	});
	if (listed === null) return null;
	const {changed, replaced, someGone} = await changesOf(cache, stored, listed);
	if (changed.length > MAX_CHANGES) return null;
	const advisories = await changedAdvisories(ecosystem, changed, settings);
	// An advisory that was withdrawn is listed as changed, and is in no archive of ours.
	const isSame = !someGone && replaced.size === 0 && changed.every(id => partsOf(advisories.get(id)).length === 0);
	return isSame ? confirmArchive(cache, stored, asOf) : applyChanges(cache, stored, {listed, advisories, now: now(), asOf});
}

async function changedAdvisories(
	ecosystem: string,
	ids: readonly string[],
	{variables, signal, onPhase}: ArchiveSettings,
): Promise<ReadonlyMap<string, unknown>> {
	const found = new Map<string, unknown>();
	const problems: Error[] = [];
	let size = 0;
	await forEachLimited(ids, requestsAtOnce, async id => {
		if (problems.length > 0) return;
		const url = advisoryUrl(variables, ecosystem, id);
		try {
			const chunks: Uint8Array[] = [];
			for await (const chunk of download(url, {variables, signal, ...advisoryLimits})) {
				size += chunk.length;
				if (size > changesLimit) throw new DownloadError(`the changes are larger than ${changesLimit / 1e6} MB`);
				chunks.push(chunk);
			}
			found.set(id, parse(Buffer.concat(chunks), `${id}.json`));
		} catch (error) {
			// Removed since the list was made.
			if (error instanceof DownloadError && error.status === 404) found.set(id, null);
			else problems.push(sourceError(url, error, signal));
		}
		onPhase(safe`updating ${sanitise(ecosystem)}: ${found.size} of ${ids.length} advisories`);
	});
	const [problem] = problems;
	if (problem !== undefined) throw problem;
	return found;
}

async function withTemporaryFile<T>(cache: string, work: (path: string) => Promise<T>): Promise<T> {
	const root = advisoriesIn(cache);
	await mkdir(root, {recursive: true, mode: 0o700});
	const path = join(root, `.download-${randomBytes(6).toString('hex')}`);
	try {
		return await work(path);
	} finally {
		await rm(path, {force: true});
	}
}

export function sourceError(url: string, error: unknown, signal: AbortSignal): Error {
	if (signal.aborted && error instanceof Error) return error;
	const why = error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : downloadTrouble(error);
	return new SourceError(`${withoutCredentials(url)} could not be downloaded: ${why}`);
}
