import {basename, dirname} from 'node:path';
import {errorText, parseTime, quoted, type SafeText, time, trusted} from '../../base/index.js';
import {at, rawText} from '../formats/json.js';
import {replaceArchives, type StoredArchive, storedArchive} from './archive-store.js';
import {shardWriter, type WrittenArchive} from './shard-writer.js';
import {readZip, ZipError} from './zip-reader.js';

export type ImportOptions = {
	/** The archive that it is known to be: parts about others are omitted. Else it is found by what its advisories name. */
	readonly ecosystem?: string;
	/** RFC 3339: when it was complete; default: the newest of its advisories. */
	readonly asOf?: string;
	/** What messages call it; default: the file's name. */
	readonly label?: string;
	readonly signal?: AbortSignal;
	readonly onProgress?: (count: number) => void;
};

export type ImportResult = {
	readonly archives: readonly StoredArchive[];
	/** What was not replaced, because what is stored is better. */
	readonly kept: readonly {readonly ecosystem: string; readonly why: SafeText}[];
};

/** Bytes of all advisories together, uncompressed; the largest archive has some 2 GB. */
const contentLimit = 16e9;

export class ImportError extends Error {
	override readonly name = 'ImportError';
}

export {ZipError};

/**
 * Imports an OSV archive (`all.zip` of an ecosystem). It replaces what was stored of its own ecosystem only: advisories of npm name
 * packages of PyPI too, but they are not all that is known of PyPI. @throws ZipError, ImportError
 */
export async function importOsv(file: string, cache: string, now: Date, options: ImportOptions = {}): Promise<ImportResult> {
	const {signal, ecosystem: only = null, label = file, onProgress} = options;
	const kept: ImportResult['kept'][number][] = [];
	const archives = await replaceArchives(cache, async staging => {
		const writer = shardWriter(staging);
		let [advisories, about, content] = [0, 0, 0];
		let updatedAt = '';
		for await (const entry of readZip(file)) {
			if (!entry.name.endsWith('.json')) continue;
			signal?.throwIfAborted();
			const bytes = await entry.read();
			content += bytes.length;
			if (content > contentLimit) throw new ImportError(`${label} decompresses to more than ${contentLimit / 1e9} GB`);
			const advisory = parse(bytes, entry.name);
			if (await addTo(writer, advisory, only, label)) about += 1;
			const modified = modifiedOf(advisory, now);
			if (modified > updatedAt) updatedAt = modified;
			advisories += 1;
			if (advisories % 1000 === 0) onProgress?.(advisories);
		}
		if (advisories === 0)
			throw new ImportError(`${label} contains no advisories: an OSV archive is a zip with one JSON file per advisory`);
		const written = await writer.finish();
		const own = only === null ? await ownOf(written, about, {file, cache, kept}) : written;
		if (own.length === 0)
			throw new ImportError(`${label} contains no advisory about a package${only === null ? '' : ` of ${only}`}`);
		const asOf = options.asOf ?? (updatedAt || now.toISOString());
		return own.map(({ecosystem, advisories, releases, shards}) => ({
			ecosystem,
			advisories,
			releases,
			shards,
			asOf,
			updatedAt: updatedAt || null,
			changedAt: now.toISOString(),
		}));
	});
	return {archives, kept};
}

async function addTo(
	writer: ReturnType<typeof shardWriter>,
	advisory: unknown,
	only: string | null,
	label: string,
): Promise<boolean> {
	try {
		return await writer.add(advisory, only);
	} catch (error) {
		throw error instanceof RangeError ? new ImportError(`${label} is not an OSV archive: ${error.message}`) : error;
	}
}

type Ask = {file: string; cache: string; kept: ImportResult['kept'][number][]};

/** The ecosystems that an archive is complete for. */
async function ownOf(
	written: readonly WrittenArchive[],
	about: number,
	{file, cache, kept}: Ask,
): Promise<readonly WrittenArchive[]> {
	const common = written.filter(({advisories}) => advisories === about);
	if (common.length === 1) return common;
	if (common.length > 1) {
		// Each advisory of Wolfi also names Chainguard: then the file's name has to say which archive it is.
		const named = common.filter(({ecosystem}) => isNamed(file, ecosystem));
		if (named.length === 1) return named;
		const names = common.map(({ecosystem}) => quoted(ecosystem)).join(' or ');
		throw new ImportError(
			`${file} may be the archive of ${names}: call it after its ecosystem, as in ${common[0]?.ecosystem}.zip`,
		);
	}
	// Several archives in one: it is complete for those that advisories are about exclusively, unless far more of them is stored.
	const own: WrittenArchive[] = [];
	for (const archive of written) {
		if (archive.exclusive === 0) continue;
		const stored = await storedArchive(cache, archive.ecosystem);
		if (stored !== null && archive.advisories < stored.advisories / 2)
			kept.push({ecosystem: archive.ecosystem, why: trusted('the archive has less than half of them')});
		else own.push(archive);
	}
	return own;
}

/** `Wolfi/all.zip`, `Wolfi.zip`, `wolfi-all.zip`. */
const isNamed = (file: string, ecosystem: string): boolean =>
	[basename(dirname(file)), ...basename(file).split(/[-_.]/)].some(part => part.toLowerCase() === ecosystem.toLowerCase());

/** Shown, stored and compared as a time: an invalid one, or one in the future, is not the newest. `''` for none. */
export function modifiedOf(advisory: unknown, now: Date): string {
	const modified = time(rawText(at(advisory, 'modified')));
	if (modified === null || parseTime(modified) > now.getTime() + 24 * 3600 * 1000) return '';
	return modified;
}

export function parse(content: Buffer, name: string): unknown {
	try {
		return JSON.parse(content.toString('utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) throw new ImportError(`${quoted(name)} in the archive is not JSON: ${errorText(error)}`);
		throw error;
	}
}
