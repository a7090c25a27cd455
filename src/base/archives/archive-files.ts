import {posix} from 'node:path';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {safe, sanitise} from '../text/safe-text.js';
import {type ArchiveBudget, type ArchiveLimits, inWords, overBudget, withArchiveBudget} from './archive-budget.js';
import {type TarEntry, tarEntries} from './tar-entries.js';

const MB = 1024 * 1024;
/** Account files and os-release are smaller. */
const MAX_FILE_BYTES = MB;
/** For one small file: what the engine sends before its archive is dropped. */
const forOneFile: ArchiveLimits = {bytes: 4 * MB, entries: 100, milliseconds: 15_000};

/**
 * Text of a regular file of a container; empty for anything else at the path, `null` when the path does not exist.
 *
 * @throws EngineError also for a truncated tar; `over-budget` for a file over 1 MB, of which only the header is read
 */
export function fileOf(reader: EngineReader, id: string, path: string, signal?: AbortSignal): Promise<string | null> {
	return readingArchive(forOneFile, signal, async budget => {
		const archive = await reader.archive(id, path, budget.signal);
		if (archive === null) return null;
		for await (const entry of tarEntries(archive, budget)) {
			if (entry.kind === 'file') return textOf(entry, path);
		}
		return '';
	});
}

/** A file of a container, with its path there. */
export type ContainerText = {readonly path: string; readonly text: string};

/** Linux gives up after 40; configuration files have one or two. */
const MAX_LINKS = 5;

/**
 * The text of a file of a container, or of the files in a folder, in order of their names; `null` when there is no such path. A link is
 * followed as in the container.
 *
 * @param path  absolute
 * @throws EngineError as `fileOf`, and for a folder with a link in it
 */
export async function textsOf(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	path: string,
	signal?: AbortSignal,
): Promise<readonly ContainerText[] | null> {
	let real = path;
	for (let links = 0; links < MAX_LINKS; links += 1) {
		const found = await textsAt(reader, id, real, signal);
		if (found === null || typeof found !== 'string')
			return found?.map(({path: at, text}) => ({path: `${path}${at}`, text})) ?? null;
		real = posix.resolve(posix.dirname(real), found);
	}
	throw new EngineError('engine', safe`${sanitise(path)} is a loop of links`);
}

/** @returns the target of a link; for files their paths below it: `''` for the file itself */
function textsAt(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	path: string,
	signal?: AbortSignal,
): Promise<readonly ContainerText[] | string | null> {
	return readingArchive(forOneFile, signal, async budget => {
		const archive = await reader.archive(id, path, budget.signal);
		if (archive === null) return null;
		const texts: ContainerText[] = [];
		for await (const entry of tarEntries(archive, budget)) {
			const [, ...below] = entry.path.replace(/(?<!\/)\/+$/, '').split('/');
			if (entry.kind === 'symlink' && below.length === 0) return entry.linkTarget;
			// Its target is not in this archive, and may hold the setting that decides.
			if (entry.kind === 'symlink' && below.length === 1)
				throw new EngineError(
					'engine',
					safe`${sanitise(path)} has a symbolic link, ${sanitise(below[0] ?? '')}, which is not followed`,
				);
			if (entry.kind !== 'file' || below.length > 1) continue;
			texts.push({path: below.map(name => `/${name}`).join(''), text: await textOf(entry, path)});
		}
		return texts.sort((a, b) => (a.path < b.path ? -1 : 1));
	});
}

async function textOf(entry: TarEntry, path: string): Promise<string> {
	if (entry.size > MAX_FILE_BYTES) throw overBudget(safe`${sanitise(path)} is larger than ${inWords(MAX_FILE_BYTES)}`);
	const parts: Uint8Array[] = [];
	for await (const part of entry.content()) parts.push(part);
	return Buffer.concat(parts).toString('utf8');
}

/** Reads an archive under a budget; a tar that is truncated, between entries or within one, is a failure of the engine. */
export function readingArchive<T>(
	limits: ArchiveLimits,
	signal: AbortSignal | undefined,
	work: (budget: ArchiveBudget) => Promise<T>,
): Promise<T> {
	return withArchiveBudget(limits, signal, async budget => {
		try {
			return await work(budget);
		} catch (error) {
			if (error instanceof EngineError || !(error instanceof Error)) throw error;
			throw new EngineError('engine', safe`the archive from the engine was cut short: ${sanitise(error.message)}`);
		}
	});
}
