import {posix} from 'node:path';
import {
	type ArchiveBudget,
	type ArchiveLimits,
	answerOrNull,
	type EngineReader,
	type HostAccess,
	isRowReachable,
	knownAnswer,
	trusted,
	unknown,
	withArchiveBudget,
} from '../../base/index.js';
import {mapInSlices} from '../formats/sliced.js';
import {archiveFiles} from '../inventory/container-inventory.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {pathInImage} from './live-files.js';
import {liveFilesQuestion} from './live-question.js';
import {type LoadedFiles, mostLoaded, type PackageFiles, packageFiles, withUsage} from './loaded.js';

/** What one container of the image shows: the files in use, and whether it is reachable. */
type ContainerUse = {readonly usage: LoadedFiles; readonly exposed: boolean};

/** For all running containers of an image; `null` when not looked up. */
export type ContainerUses = readonly ContainerUse[] | null;

/** A row with what the running containers of its image show; `null` when not looked up. */
export function withContainers(row: Vulnerability, uses: ContainerUses): Vulnerability {
	if (uses === null) return row;
	if (uses.length === 0)
		return {...row, loaded: 'unknown', loadedReason: trusted('no container of this image is running'), exposed: null};
	const {loaded, loadedReason} = mostLoaded(uses.map(({usage}) => withUsage(row, usage)));
	return {...row, loaded, loadedReason, exposed: uses.some(({exposed}) => exposed)};
}

/** A report whose rows record what was loaded and reachable at the time of the scan, as it is cached. */
export async function asItRuns(report: ScanReport, uses: ContainerUses, signal: AbortSignal): Promise<ScanReport> {
	const vulnerabilities = await mapInSlices(report.vulnerabilities, row => withContainers(row, uses), signal);
	return {...report, vulnerabilities};
}

/** The running containers of an image; `null` when the engine went away, which must not cost a report. */
export const usageOfContainers = (engine: EngineReader, where: Where): Promise<ContainerUses> =>
	answerOrNull(lookAtContainers(engine, where));

type Where = {
	readonly host: Pick<HostAccess, 'ask'> | null;
	readonly imageId: string | null;
	/** The rows in question: Python package lists are read one by one. */
	readonly rows: readonly Vulnerability[];
	readonly signal: AbortSignal;
};

/** Limits for the files that list package contents. */
const listLimits: ArchiveLimits = {bytes: 512 * 1024 ** 2, entries: 100_000, milliseconds: 20_000};

/** The package lists are read once, since the image is the same. */
async function lookAtContainers(engine: EngineReader, {host, imageId, rows, signal}: Where): Promise<readonly ContainerUse[]> {
	const listed = await engine.containers({all: false}, signal);
	const running = listed.filter(row => row.ImageID === imageId);
	const [one] = running;
	if (one === undefined) return [];
	const here = host !== null && (await engine.isLocal()) ? host : null;
	const metadata = rows.flatMap(({package: {type, path}}) => (type === 'pypi' && path !== null ? [path] : []));
	// Without live files there is no need to know their packages.
	const read = <T>(lists: (budget: ArchiveBudget) => Promise<T>) =>
		knownAnswer('engine:/archive', withArchiveBudget(listLimits, signal, lists));
	const files = here === null ? notLooked : await read(budget => packageFiles(engine, one.Id, budget));
	const distributions = here === null ? notLooked : await read(budget => distributionFiles(engine, one.Id, metadata, budget));
	const uses: ContainerUse[] = [];
	for (const row of running) {
		const live = here === null ? notLooked : await liveFilesOf(row.Id, {engine, host: here, signal});
		const usage = {live, files, distributions: distributions.known ? distributions.value : new Map()};
		uses.push({usage, exposed: isRowReachable(row, listed)});
	}
	return uses;
}

const notLooked = unknown('host:/proc', 'the engine is not on this host');

/** A container that was removed since it was listed, or may not be inspected, loses only its own answer. */
async function liveFilesOf(
	id: string,
	{engine, host, signal}: {engine: EngineReader; host: Pick<HostAccess, 'ask'>; signal: AbortSignal},
): Promise<LoadedFiles['live']> {
	const inspect = await knownAnswer('engine:/containers', engine.inspect(id, signal));
	return inspect.known ? host.ask(liveFilesQuestion, [inspect.value.State?.Pid ?? 0, id], signal) : inspect;
}

/** Packages whose lists are read: each takes a request. */
const atMost = 300;

/**
 * The files of Python packages, as listed by their installer: `RECORD` next to `METADATA` (paths relative to the parent folder), or
 * `installed-files.txt` next to `PKG-INFO` (relative to its own folder). An import's name may differ from the package's (PIL, yaml), so only
 * the list shows which package a file belongs to. @source packaging.python.org, recording installed projects. @throws EngineError
 */
async function distributionFiles(
	engine: EngineReader,
	containerId: string,
	metadata: Iterable<string>,
	budget: ArchiveBudget,
): Promise<PackageFiles> {
	const found = new Map<string, readonly string[]>();
	for (const path of [...new Set(metadata)].slice(0, atMost)) {
		const folder = posix.dirname(path);
		const [list, base] = path.endsWith('/METADATA') ? ['RECORD', posix.dirname(folder)] : ['installed-files.txt', folder];
		for await (const [, content] of archiveFiles(engine, {id: containerId, path: `${folder}/${list}`}, () => true, budget))
			if (content !== null) found.set(path, filesIn(content.toString('utf8'), base));
	}
	return found;
}

/** The first field of each line, quoted if it contains a comma. */
function filesIn(list: string, base: string): readonly string[] {
	return list.split('\n').flatMap(line => {
		const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^,\r]*))/.exec(line) ?? [];
		const file = quoted?.replaceAll('""', '"') ?? plain ?? '';
		return file === '' ? [] : [pathInImage(posix.join('/', base, file))];
	});
}
