import {rmSync} from 'node:fs';
import {lstat, mkdtemp, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {archiveSizes} from '../../scanners/advisories/archive-sizes.js';
import {storedArchives} from '../../scanners/advisories/archive-store.js';
import {writeBundle} from '../../scanners/advisories/bundle.js';
import {type ArchiveSettings, downloadArchive, SourceError, sourceError} from '../../scanners/advisories/download-archives.js';
import {ImportError} from '../../scanners/advisories/osv-archive.js';
import {archiveLimits, archiveUrl, sourceOf} from '../../scanners/advisories/sources.js';
import {
	type DownloadSettings,
	downloadedFeed,
	feedFile,
	feedLimits,
	feedNames,
	feedUrl,
} from '../../scanners/enrichment/exploitation-download.js';
import {inventoryOf} from '../../scanners/inventory/inventory-of.js';
import {archivesFor, judgedEcosystems} from '../../scanners/inventory/package.js';
import {atExit} from '../../scanners/run/at-exit.js';
import {downloadTo} from '../../scanners/run/download.js';
import {withoutCredentials} from '../../scanners/run/http.js';
import type {ScanEnvironment, ScanTarget} from '../../scanners/scanner.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {codeOf, hasCode} from '../../terminal/has-code.js';
import {inMegabytes} from '../../terminal/megabytes.js';
import {sanitise} from '../../terminal/safe-text.js';
import {UsageError} from '../../terminal/usage-error.js';
import {archiveWords} from './import-osv.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';

/** Milliseconds. */
const sizesWithin = 15_000;
const betweenPhases = 100;

type Downloading = {
	readonly target: ScanTarget | null;
	readonly environment: ScanEnvironment;
	readonly options: ScanOptions;
	readonly output: ScanOutput;
};

/** `dockscope scan --download-advisories`: stores or saves the archives, EPSS and KEV. @throws SourceError, ImportError, UsageError */
export async function downloadAdvisories(downloading: Downloading): Promise<void> {
	const {environment, options, output} = downloading;
	const {signal, now, variables} = options;
	const save = options.download?.save ?? null;
	if (save !== null) await mustBeFile(save);
	const ecosystems = await chosenEcosystems(downloading);
	if (ecosystems.length === 0) return output.err('no package of it is of an ecosystem that the basic scan judges\n');
	await announce(ecosystems, downloading);
	if (save !== null) return saveBundle(save, ecosystems, options, output);
	const cache = environment.cacheDirectory;
	if (cache === null) throw new ImportError('there is no folder to store advisories in: set HOME or XDG_CACHE_HOME');
	const settings: ArchiveSettings = {cache, variables, now, signal, onPhase: phaseWriter(output)};
	for (const ecosystem of ecosystems) {
		const archive = await downloadArchive(ecosystem, settings);
		output.err(`${clear(output)}stored ${archiveWords(archive)}\n`);
	}
	const feeds: DownloadSettings = {variables, cacheDirectory: cache, now, signal, tell: text => output.err(`${text}\n`)};
	for (const name of feedNames) await downloadedFeed(name, feeds);
}

/** The file is replaced: a device, a pipe or a link must not be, nor is there a stream to write to. */
async function mustBeFile(path: string): Promise<void> {
	const found = await lstat(path).catch((error: unknown) => {
		if (hasCode(error, 'ENOENT')) return null;
		throw unwritable(path, error);
	});
	if (path === '-' || (found !== null && !found.isFile()))
		throw new UsageError(`cannot write ${sanitise(path)}: --save takes the name of a regular file, which it replaces`);
}

async function chosenEcosystems({target, environment, options}: Downloading): Promise<readonly string[]> {
	const named = options.download?.ecosystems ?? [];
	const wanted = named.map(name => judgedEcosystems.find(one => one.toLowerCase() === name.toLowerCase()) ?? name);
	const wrong = wanted.find(name => !judgedEcosystems.includes(name));
	if (wrong !== undefined)
		throw new UsageError(`the basic scan judges no ecosystem "${sanitise(wrong)}": use one of ${judgedEcosystems.join(', ')}`);
	if (wanted.length > 0) return [...new Set(wanted)];
	if (target !== null)
		return archivesFor(await inventoryOf(target, {environment, signal: options.signal, onPhase: () => undefined}));
	const stored = environment.cacheDirectory === null ? [] : await storedArchives(environment.cacheDirectory);
	return options.download?.save === null && stored.length > 0 ? stored.map(({ecosystem}) => ecosystem) : judgedEcosystems;
}

/** Before the first byte of them: how much it will be, from where, and what is sent. */
async function announce(ecosystems: readonly string[], {environment, options, output}: Downloading): Promise<void> {
	const {variables, signal, download} = options;
	const cache = download?.save === null ? environment.cacheDirectory : null;
	const stored = new Set((cache === null ? [] : await storedArchives(cache)).map(({ecosystem}) => ecosystem));
	const sizes = await archiveSizes(
		ecosystems.filter(name => !stored.has(name)),
		{variables, signal},
		sizesWithin,
	);
	const parts = ecosystems.map(name => `${name} (${stored.has(name) ? 'changes' : inMegabytes(sizes.get(name) ?? null)})`);
	const from = sanitise(withoutCredentials(sourceOf(variables)));
	output.err(`advisories of ${parts.join(', ')} from ${from}; nothing about this host is sent\n`);
}

async function saveBundle(
	path: string,
	ecosystems: readonly string[],
	{variables, signal, now}: ScanOptions,
	output: ScanOutput,
): Promise<void> {
	const createdAt = now().toISOString();
	const onPhase = phaseWriter(output);
	const folder = await mkdtemp(join(dirname(path), '.dockscope-')).catch((error: unknown) =>
		Promise.reject(unwritable(path, error)),
	);
	const forget = atExit(() => rmSync(folder, {recursive: true, force: true}));
	const get = async (name: string, url: string, limits: Pick<typeof archiveLimits, 'sizeLimit' | 'silenceLimit'>) => {
		const file = join(folder, name);
		const onBytes = (size: number) => onPhase(sanitise(`downloading ${name}: ${inMegabytes(size)}`));
		await downloadTo(file, url, {variables, signal, ...limits}, onBytes).catch((error: unknown) =>
			Promise.reject(sourceError(url, error, signal)),
		);
		return file;
	};
	try {
		const archives = [];
		for (const ecosystem of ecosystems)
			archives.push({ecosystem, path: await get(ecosystem, archiveUrl(variables, ecosystem), archiveLimits)});
		const feeds = [];
		for (const name of feedNames) {
			const url = feedUrl(name, variables);
			const file = await get(feedFile(name), url, feedLimits).catch((error: unknown) => withoutFeed(error, output));
			if (file !== null) feeds.push({name, path: file});
		}
		await writeBundle(path, {createdAt, archives, feeds});
		output.err(
			`${clear(output)}saved ${[...ecosystems, ...feeds.map(({name}) => name.toUpperCase())].join(', ')} to ${sanitise(path)}; import them elsewhere with dockscope scan --import-osv ${sanitise(path)}\n`,
		);
	} catch (error) {
		throw codeOf(error) === null || error instanceof SourceError ? error : unwritable(path, error);
	} finally {
		forget();
		await rm(folder, {recursive: true, force: true});
	}
}

/** The advisories are of use without it. */
function withoutFeed(error: unknown, {err}: ScanOutput): null {
	if (!(error instanceof SourceError)) throw error;
	err(`${sanitise(error.message)}: the file is saved without it\n`);
	return null;
}

const unwritable = (path: string, error: unknown): UsageError =>
	new UsageError(`cannot write ${sanitise(path)}: ${fileTrouble(error)}`, {cause: error});

/** On a terminal one line that is written again. */
function phaseWriter({err, progress}: ScanOutput): ArchiveSettings['onPhase'] {
	let last = 0;
	return phase => {
		if (!progress || Date.now() - last < betweenPhases) return;
		last = Date.now();
		err(`\r\x1b[K  ${phase}`);
	};
}
const clear = ({progress}: ScanOutput): string => (progress ? '\r\x1b[K' : '');
