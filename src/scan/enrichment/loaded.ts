import {type ArchiveBudget, type EngineReader, type Known, sanitise, trusted} from '../../base/index.js';
import {archiveFiles} from '../inventory/container-inventory.js';
import {parseApkInstalled} from '../inventory/package-databases.js';
import type {Vulnerability} from '../report.js';
import {type LiveFiles, pathInImage} from './live-files.js';

/** Files of each operating system package, by name. */
export type PackageFiles = ReadonlyMap<string, readonly string[]>;

/** The package manager's own file lists, read from the container. @throws EngineError */
export async function packageFiles(engine: EngineReader, containerId: string, budget: ArchiveBudget): Promise<PackageFiles> {
	const found = new Map<string, readonly string[]>();
	const lists = (path: string) => path.endsWith('.list');
	for await (const [path, content] of archiveFiles(engine, {id: containerId, path: 'var/lib/dpkg/info'}, lists, budget)) {
		if (content === null) continue;
		const name = path.slice(path.lastIndexOf('/') + 1).replace(/(:[a-z0-9-]+)?\.list$/, '');
		found.set(name, content.toString('utf8').split('\n').filter(Boolean).map(pathInImage));
	}
	for (const database of ['lib/apk/db/installed', 'usr/lib/apk/db/installed'])
		for await (const [, content] of archiveFiles(engine, {id: containerId, path: database}, () => true, budget))
			for (const {name, files} of parseApkInstalled(content?.toString('utf8') ?? ''))
				found.set(name, (files ?? []).map(pathInImage));
	return found;
}

export type LoadedFiles = {
	readonly live: Known<LiveFiles>;
	readonly files: Known<PackageFiles>;
	/** Files of Python packages, by the path of their metadata. */
	readonly distributions: PackageFiles;
};

/**
 * Marks a row `loaded`, `on-disk` or `unknown` with the reason. A language package is judged by its native libraries and by the script
 * that an interpreter was started with: other modules are read and closed, so no mapping shows them, and they stay unknown.
 */
export function withUsage(row: Vulnerability, {live, files, distributions}: LoadedFiles): Vulnerability {
	const undecided = (reason: string): Vulnerability => ({...row, loaded: 'unknown', loadedReason: sanitise(reason)});
	const loaded: Vulnerability = {...row, loaded: 'loaded', loadedReason: null};
	if (!live.known) return undecided(live.reason.reason);
	const {name, path} = row.package;
	if (path !== null) {
		const isLive =
			live.value.has(pathInImage(path)) ||
			holdsBelow(live.value, pathInImage(path).replace(/(\/EGG-INFO)?\/[^/]*$/, '/')) ||
			distributions.get(path)?.some(file => live.value.has(file));
		return isLive ? loaded : undecided('an interpreter leaves no trace of the modules it has loaded');
	}
	if (!files.known) return undecided(files.reason.reason);
	const listed = files.value.get(name);
	if (listed === undefined) return undecided('the image does not list the files of this package');
	return listed.some(file => live.value.has(file)) ? loaded : {...row, loaded: 'on-disk', loadedReason: null};
}

/** Whether a live file is in a package's folder; files of other packages in that folder do not count. */
function holdsBelow(files: LiveFiles, folder: string): boolean {
	if (folder.length < 2) return false;
	for (const file of files) if (file.startsWith(folder) && !file.startsWith('node_modules/', folder.length)) return true;
	return false;
}

/** Several containers of one image: loaded in one is loaded; only on disk if that is known for each. */
export function mostLoaded(
	rows: readonly Pick<Vulnerability, 'loaded' | 'loadedReason'>[],
): Pick<Vulnerability, 'loaded' | 'loadedReason'> {
	const loaded = rows.find(row => row.loaded === 'loaded');
	const undecided = rows.find(row => row.loaded === 'unknown');
	return loaded ?? undecided ?? rows[0] ?? {loaded: 'unknown', loadedReason: trusted('no container of this image is running')};
}
