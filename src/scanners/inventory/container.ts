import {type ArchiveBudget, type ArchiveLimits, withArchiveBudget} from '../../archives/archive-budget.js';
import {tarEntries} from '../../archives/tar-entries.js';
import {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {type SafeText, safe, sanitise, trusted} from '../../terminal/safe-text.js';
import {emptyLayer, type LayerContent, readLayer} from './layer.js';
import type {PackageInventory} from './package.js';
import {concatenate} from './saved-image.js';
import {type FoundPackages, gather, isWanted, readWanted, sizeLimitOf, tooLarge} from './wanted.js';

/** Operating system databases, as files or folders; missing ones answer 404. */
const systemPaths = [
	'usr/lib/os-release',
	'etc/os-release',
	'var/lib/dpkg/status',
	'var/lib/dpkg/status.d',
	'lib/apk/db/installed',
	'usr/lib/apk/db/installed',
];
const rpmPaths = [
	'var/lib/rpm/rpmdb.sqlite',
	'usr/lib/sysimage/rpm/rpmdb.sqlite',
	'usr/lib/sysimage/rpm/Packages.db',
	'var/lib/rpm/Packages',
];
/** Where languages usually install packages in images. */
const languagePaths = [
	...['usr/lib/node_modules', 'usr/local/lib/node_modules', 'node_modules', 'app/node_modules', 'usr/src/app/node_modules'],
	...['usr/lib/python3/dist-packages', 'usr/local/lib/python3/dist-packages', 'opt/venv/lib', 'app/.venv/lib'],
	...Array.from({length: 10}, (_, index) => `usr/local/lib/python3.${index + 6}/site-packages`),
	...Array.from({length: 10}, (_, index) => `usr/lib/python3.${index + 6}/site-packages`),
];

/** Says where an inventory was read. */
export const asTheyAreNow: SafeText = trusted("read from the container's files as they are now");

/** Limits for walking all files of a container; a small image takes a tenth of the time. */
const walkLimits: ArchiveLimits = {bytes: 8 * 1024 ** 3, entries: 500_000, milliseconds: 2500};
/** Limits for all usual folders together. */
const folderLimits: ArchiveLimits = {bytes: 2 * 1024 ** 3, entries: 200_000, milliseconds: 30_000};

/**
 * The packages of a container as its files are now, running or stopped, without starting it. All its files are streamed once, without its
 * mounts, which the engine logs as an event `export`; if that takes too long, language packages are looked for in the usual folders and in the working directory instead, and a
 * note says so. @throws EngineError
 */
export async function containerInventory(
	engine: EngineReader,
	{id, workingDirectory}: {id: string; workingDirectory: string},
	signal?: AbortSignal,
): Promise<PackageInventory> {
	const {files: findings, problem: cutAt} = await walk(engine, id, signal);
	const unread =
		cutAt === null ? [] : await addUsualFolders(findings, engine, {id, paths: usualFolders(workingDirectory), signal});
	const unlisted = cutAt === null ? [] : await addRpmDatabases(findings, engine, {id, signal});
	const {notes, leftOut, ...rest} = gather(findings.values());
	const scope =
		cutAt === null
			? asTheyAreNow
			: sanitise(
					`read from the container's files as they are now; it has so many files that the search stopped at /${cutAt}: after it, npm and Python packages were searched only in the usual folders`,
				);
	return {
		...rest,
		notes: [...notes, scope],
		leftOut: [...leftOut, ...unread, ...unlisted],
		whole: cutAt === null && unread.length + unlisted.length === 0,
	};
}

/** Notes the databases of rpm that are there: they are too large to be read with the rest. Returns why that is not known. */
async function addRpmDatabases(
	findings: Map<string, FoundPackages>,
	engine: EngineReader,
	{id, signal}: Omit<Folders, 'paths'>,
): Promise<readonly SafeText[]> {
	try {
		for (const path of rpmPaths)
			if ((await engine.pathStat(id, `/${path}`, signal)) !== null) findings.set(path, readWanted(path, Buffer.alloc(0)));
		return [];
	} catch (error) {
		if (error instanceof EngineError && error.kind === 'has-effect') return [safe`packages of rpm: ${sanitise(error.message)}`];
		throw error;
	}
}

/** `problem` is the path at which the walk was stopped. */
async function walk(engine: EngineReader, id: string, signal?: AbortSignal): Promise<LayerContent> {
	const content = emptyLayer();
	try {
		await withArchiveBudget(walkLimits, signal, async budget => {
			await readLayer(await engine.exported(id, budget.signal), budget, content);
		});
	} catch (error) {
		if (!(error instanceof EngineError && error.kind === 'over-budget')) throw error;
		content.problem = content.reached;
	}
	return content;
}

type Folders = {readonly id: string; readonly paths: ReadonlySet<string>; readonly signal: AbortSignal | undefined};

/** Adds what is in the usual places. Returns those that could not be read completely: one of them must not hide the others. */
function addUsualFolders(
	findings: Map<string, FoundPackages>,
	engine: EngineReader,
	{id, paths, signal}: Folders,
): Promise<readonly SafeText[]> {
	return withArchiveBudget(folderLimits, signal, async budget => {
		const unread: SafeText[] = [];
		for (const path of [...systemPaths, ...paths]) {
			try {
				for await (const [name, content] of archiveFiles(engine, {id, path}, isWanted, budget))
					findings.set(name, content === null ? unreadable(name) : readWanted(name, content));
			} catch (error) {
				const spent = error instanceof EngineError && error.kind === 'has-effect' ? error : budget.spent(error);
				if (spent === null) throw error;
				unread.push(safe`/${sanitise(path)}: ${sanitise(spent.message)}`);
			}
		}
		return unread.length <= 3 ? unread : [...unread.slice(0, 2), safe`and ${unread.length - 2} more places`];
	});
}

const unreadable = (path: string): FoundPackages => tooLarge(path, Number.POSITIVE_INFINITY) ?? readWanted(path, Buffer.alloc(0));

function usualFolders(workingDirectory: string): ReadonlySet<string> {
	const work = workingDirectory.replace(/^\/+|\/+$/g, '');
	const inside = (name: string) => (work === '' ? name : `${work}/${name}`);
	return new Set([...languagePaths, inside('package.json'), inside('node_modules')]);
}

/**
 * Regular files at or below a path of a container, by their full path without a leading slash; `null` for the content of one that is
 * too large. Archive entries are named from the last part of the path on. @throws EngineError
 */
export async function* archiveFiles(
	engine: EngineReader,
	{id, path}: {id: string; path: string},
	wanted: (path: string) => boolean,
	budget: ArchiveBudget,
): AsyncGenerator<readonly [string, Buffer | null]> {
	const stream = await engine.archive(id, `/${path}`, budget.signal);
	if (stream === null) return;
	const parent = path.slice(0, path.lastIndexOf('/') + 1);
	for await (const entry of tarEntries(stream, budget)) {
		const whole = parent + entry.path.replace(/^(\.?\/)+/, '');
		if (entry.kind === 'file' && wanted(whole))
			yield [sanitise(whole), entry.size > sizeLimitOf(whole) ? null : await concatenate(entry.content())];
	}
}
