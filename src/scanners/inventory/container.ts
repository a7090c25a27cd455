import type {EngineReader} from '../../engine/engine-reader.js';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type LayerContent, readLayer} from './layer.js';
import type {Inventory} from './package.js';
import {concatenate} from './saved-image.js';
import {tarEntries} from './tar-entries.js';
import {type Finding, gather, isWanted, readWanted, wantedSizeLimit} from './wanted.js';

/** Databases of the system, as files or folders; the ones that are not there answer 404. */
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
/** Where languages keep installed packages in the images that people build. */
const languagePaths = [
	...['usr/lib/node_modules', 'usr/local/lib/node_modules', 'node_modules', 'app/node_modules', 'usr/src/app/node_modules'],
	...['usr/lib/python3/dist-packages', 'usr/local/lib/python3/dist-packages', 'opt/venv/lib', 'app/.venv/lib'],
	...Array.from({length: 10}, (_, index) => `usr/local/lib/python3.${index + 6}/site-packages`),
	...Array.from({length: 10}, (_, index) => `usr/lib/python3.${index + 6}/site-packages`),
];

/** Milliseconds for a walk through all files of a container; a small image takes a tenth of it. */
const walkTime = 2500;

/**
 * The packages of a container as its files are now, running or stopped: nothing is started and nothing is exported. All its files pass by
 * once; where that takes too long, packages of languages are looked for in the usual folders and in the working directory instead, and a
 * note says so. @throws EngineError
 */
export async function containerInventory(
	engine: EngineReader,
	{id, workingDirectory}: {id: string; workingDirectory: string},
	signal?: AbortSignal,
): Promise<Inventory> {
	const {files: findings, problem: cutAt} = await walk(engine, id, signal);
	if (cutAt !== null)
		for (const path of [...systemPaths, ...usualFolders(workingDirectory)])
			for (const [name, finding] of await filesAt(engine, id, path, signal)) findings.set(name, finding);
	for (const path of rpmPaths) {
		if ((await engine.pathStat(id, `/${path}`, signal)) !== null) findings.set(path, readWanted(path, Buffer.alloc(0)));
	}
	const {notes, ...rest} = gather(findings.values());
	const scope =
		cutAt === null
			? own('read from the container’s files as they are now')
			: sanitise(
					`read from the container’s files as they are now; its files are so many that the walk was ended at /${cutAt}: npm and Python packages behind it were looked for in the usual folders alone`,
				);
	return {...rest, notes: [...notes, scope]};
}

/** `problem` is the path at which the time was up. */
async function walk(engine: EngineReader, id: string, signal?: AbortSignal): Promise<LayerContent> {
	const stream = await engine.archive(id, '/', signal);
	if (stream === null) return {files: new Map(), removed: new Set(), opaque: new Set(), problem: ''};
	const end = performance.now() + walkTime;
	return await readLayer(stream, () => performance.now() > end);
}

function usualFolders(workingDirectory: string): ReadonlySet<string> {
	const work = workingDirectory.replace(/^\/+|\/+$/g, '');
	const inside = (name: string) => (work === '' ? name : `${work}/${name}`);
	return new Set([...languagePaths, inside('package.json'), inside('node_modules')]);
}

/** The wanted files at or below a path. An archive names its entries from the last part of the path on. */
async function filesAt(
	engine: EngineReader,
	id: string,
	path: string,
	signal?: AbortSignal,
): Promise<readonly (readonly [string, Finding])[]> {
	const found: [string, Finding][] = [];
	for await (const [name, content] of archiveFiles(engine, {id, path}, isWanted, signal))
		found.push([name, readWanted(name, content)]);
	return found;
}

/** Regular files below a path of a container, by their whole path without a leading slash. */
export async function* archiveFiles(
	engine: EngineReader,
	{id, path}: {id: string; path: string},
	wanted: (path: string) => boolean,
	signal?: AbortSignal,
): AsyncGenerator<readonly [string, Buffer]> {
	const stream = await engine.archive(id, `/${path}`, signal);
	if (stream === null) return;
	const parent = path.slice(0, path.lastIndexOf('/') + 1);
	for await (const entry of tarEntries(stream)) {
		const whole = parent + entry.path.replace(/^(\.?\/)+/, '');
		if (entry.kind === 'file' && entry.size <= wantedSizeLimit && wanted(whole))
			yield [sanitise(whole), await concatenate(entry.content())];
	}
}
