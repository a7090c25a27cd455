import {limitedSignal} from '../../base/index.js';
import {DownloadError, fetchFile} from '../run/download.js';
import {type ArchiveSettings, sourceError} from './download-archives.js';
import {archiveUrl} from './sources.js';

/**
 * Bytes of the archive of each ecosystem, by their headers; `null` where the server does not report it.
 * @param milliseconds  limit for all of them @throws SourceError with the address that cannot be reached
 */
export async function archiveSizes(
	ecosystems: readonly string[],
	{variables, signal}: Pick<ArchiveSettings, 'variables' | 'signal'>,
	milliseconds: number,
): Promise<ReadonlyMap<string, number | null>> {
	const limit = limitedSignal(milliseconds, signal);
	try {
		const sizes = await Promise.all(
			ecosystems.map(async ecosystem => {
				const url = archiveUrl(variables, ecosystem);
				try {
					return [ecosystem, await sizeOf(url, {variables, signal: limit.signal})] as const;
				} catch (error) {
					throw sourceError(url, error, signal);
				}
			}),
		);
		return new Map(sizes);
	} finally {
		limit.abort();
	}
}

/** By a HEAD; a mirror that refuses one (405, 403, 501) gets a GET, of which only the headers are read. */
async function sizeOf(url: string, {variables, signal}: Pick<ArchiveSettings, 'variables' | 'signal'>): Promise<number | null> {
	try {
		return (await fetchFile(url, {variables, signal}, 'HEAD')).size;
	} catch (error) {
		if (!(error instanceof DownloadError) || error.status === null || error.status === 404) throw error;
	}
	const limit = limitedSignal(0, signal);
	try {
		return (await fetchFile(url, {variables, signal: limit.signal})).size;
	} finally {
		limit.abort();
	}
}
