import {rmSync} from 'node:fs';
import {lstat, mkdtemp, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {codeOf, fileTrouble, hasCode, inMegabytes, sanitise, UsageError} from '../../base/index.js';
import {
	archiveLimits,
	archiveUrl,
	atExit,
	downloadTo,
	feedFile,
	feedLimits,
	feedNames,
	feedUrl,
	SourceError,
	sourceError,
	writeBundle,
} from '../../scan/index.js';
import {clear, phaseWriter} from './phase-line.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';

/** The file is replaced: a device, a pipe or a link must not be, nor is there a stream to write to. */
export async function mustBeFile(path: string): Promise<void> {
	const found = await lstat(path).catch((error: unknown) => {
		if (hasCode(error, 'ENOENT')) return null;
		throw unwritable(path, error);
	});
	if (path === '-' || (found !== null && !found.isFile()))
		throw new UsageError(`cannot write ${sanitise(path)}: --save takes the name of a regular file, which it replaces`);
}

export async function saveBundle(
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
