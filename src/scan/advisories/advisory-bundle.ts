import {randomBytes} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {mkdir, mkdtemp, open, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {pack} from 'tar-stream';
import {
	type ArchiveLimits,
	BrokenTar,
	concatenate,
	EngineError,
	parseTime,
	quoted,
	type TarEntry,
	tarEntries,
	time,
	trusted,
	withArchiveBudget,
} from '../../base/index.js';
import {EnrichmentError} from '../enrichment/exploitation.js';
import {type Feed, feedFile, feedNames, storeFeed} from '../enrichment/exploitation-download.js';
import {at, list, rawText} from '../formats/json.js';
import {advisoriesIn, type StoredArchive, storedArchive} from './archive-store.js';
import {ImportError, type ImportOptions, type ImportResult, importOsv} from './osv-archive.js';
import {archiveLimits} from './sources.js';

// A tar: first `dockscope-advisories.json` with the date and the ecosystems, then their archives as `osv/<number>.zip`, then EPSS and KEV
// under the names of their feeds.

const schema = 'dockscope.advisories/1';
const contents = 'dockscope-advisories.json';
/** What is being imported, in a temporary folder. */
const partName = 'part';
const limits: ArchiveLimits = {bytes: 16e9, entries: 200, milliseconds: 3600_000};

/** Downloaded files, to be written as one. */
export type BundleParts = {
	/** RFC 3339: when they were downloaded. */
	readonly createdAt: string;
	readonly archives: readonly {readonly ecosystem: string; readonly path: string}[];
	readonly feeds: readonly {readonly name: Feed; readonly path: string}[];
};

/** Writes a bundle, mode 0600, replacing a file of that name only when it is complete. @throws the system's error */
export async function writeBundle(path: string, {createdAt, archives, feeds}: BundleParts): Promise<void> {
	const draft = join(dirname(path), `.dockscope-${randomBytes(6).toString('hex')}`);
	const tar = pack();
	const named = archives.map(({ecosystem}, index) => ({ecosystem, file: `osv/${index}.zip`}));
	const fill = async () => {
		tar.entry({name: contents}, JSON.stringify({schema, createdAt, archives: named}));
		for (const [index, {path: from}] of archives.entries()) await addFile(tar, named[index]?.file ?? '', from);
		for (const {name, path: from} of feeds) await addFile(tar, feedFile(name), from);
		tar.finalize();
	};
	try {
		const written = pipeline(tar, createWriteStream(draft, {flags: 'wx', mode: 0o600}));
		await Promise.all([fill(), written]);
		await rename(draft, path);
	} finally {
		tar.destroy();
		await rm(draft, {force: true});
	}
}

async function addFile(tar: ReturnType<typeof pack>, name: string, from: string): Promise<void> {
	const {size} = await stat(from);
	await pipeline(createReadStream(from), tar.entry({name, size}));
}

/** Whether a file is a tar and not a zip. @throws the system's error */
export async function isBundle(path: string): Promise<boolean> {
	const file = await open(path);
	try {
		const {buffer, bytesRead} = await file.read(Buffer.alloc(512), 0, 512, 0);
		return bytesRead === 512 && buffer.toString('latin1', 257, 262) === 'ustar';
	} finally {
		await file.close();
	}
}

export type BundleResult = ImportResult & {readonly feeds: readonly Feed[]; readonly createdAt: string};

/** Imports a bundle: each archive replaces itself, EPSS and KEV are cached unless what is cached is newer. @throws ImportError */
export async function importBundle(path: string, cache: string, now: Date, options: ImportOptions): Promise<BundleResult> {
	await mkdir(advisoriesIn(cache), {recursive: true, mode: 0o700});
	const folder = await mkdtemp(join(advisoriesIn(cache), '.import-'));
	try {
		return await withArchiveBudget(limits, options.signal, async budget => {
			const source = createReadStream(path);
			try {
				return await readBundle(tarEntries(source, budget), {folder, cache, now, options});
			} finally {
				source.destroy();
			}
		});
	} catch (error) {
		const isBroken = error instanceof BrokenTar || error instanceof EnrichmentError;
		if (isBroken || (error instanceof EngineError && error.kind === 'over-budget'))
			throw new ImportError(error.message.replaceAll(join(folder, partName), 'a file in it'));
		throw error;
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

type Reading = {folder: string; cache: string; now: Date; options: ImportOptions};

async function readBundle(entries: AsyncIterable<TarEntry>, {folder, cache, now, options}: Reading): Promise<BundleResult> {
	let known: {createdAt: string; ecosystems: ReadonlyMap<string, string>} | null = null;
	const done = new Set<string>();
	const result = {archives: [] as StoredArchive[], kept: [] as ImportResult['kept'][number][], feeds: [] as Feed[]};
	for await (const entry of entries) {
		if (known === null) {
			known = await contentsOf(entry, now);
			continue;
		}
		const ecosystem = known.ecosystems.get(entry.path);
		const feed = feedNames.find(name => feedFile(name) === entry.path);
		if (entry.kind !== 'file' || (ecosystem === undefined && feed === undefined)) continue;
		if (entry.size > archiveLimits.sizeLimit) throw new ImportError('an archive in it is too large');
		const file = join(folder, partName);
		await pipeline(entry.content(), createWriteStream(file, {mode: 0o600}));
		if (ecosystem !== undefined) {
			done.add(entry.path);
			const stored = await storedArchive(cache, ecosystem);
			if (stored !== null && stored.asOf > known.createdAt)
				result.kept.push({ecosystem, why: trusted('they are newer than the bundle')});
			else {
				const about = {...options, ecosystem, asOf: known.createdAt, label: `the archive of ${quoted(ecosystem)}`};
				result.archives.push(...(await importOsv(file, cache, now, about)).archives);
			}
		} else if (feed !== undefined && (await storeFeed(feed, file, cache, new Date(known.createdAt)))) result.feeds.push(feed);
	}
	if (known === null || known.ecosystems.size === 0 || done.size < known.ecosystems.size)
		throw new ImportError('it is not complete');
	return {...result, createdAt: known.createdAt};
}

async function contentsOf(entry: TarEntry, now: Date) {
	const refused = () =>
		new ImportError('it is neither an OSV archive nor a bundle of dockscope scan --download-advisories --save');
	if (entry.path !== contents || entry.size > 1_000_000) throw refused();
	const document = parsed(await concatenate(entry.content()));
	const createdAt = time(at(document, 'createdAt'));
	if (at(document, 'schema') !== schema || createdAt === null) throw refused();
	const ecosystems = new Map(
		list(at(document, 'archives')).map(one => [rawText(at(one, 'file')), rawText(at(one, 'ecosystem'))]),
	);
	// A clock that is wrong must not make data look newer than they are.
	return {createdAt: parseTime(createdAt) > now.getTime() ? now.toISOString() : createdAt, ecosystems};
}

function parsed(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
