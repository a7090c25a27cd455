import {inMegabytes, sanitise, UsageError} from '../../base/index.js';
import {
	type ArchiveSettings,
	archiveSizes,
	archivesFor,
	type DownloadSettings,
	downloadArchive,
	downloadedFeed,
	feedNames,
	ImportError,
	inventoryOf,
	judgedEcosystems,
	type ScanEnvironment,
	type ScanTarget,
	sourceOf,
	storedArchives,
	withoutCredentials,
} from '../../scan/index.js';
import {archiveWords} from './import-osv.js';
import {clear, phaseWriter} from './phase-line.js';
import {mustBeFile, saveBundle} from './save-bundle.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';

/** Milliseconds. */
const sizesWithin = 15_000;

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
