import {type Known, known, unknown} from '../../answers/known.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {HostTree} from '../../host/host-tree.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {archiveFiles} from '../inventory/container.js';
import {parseApkInstalled} from '../inventory/databases.js';
import type {Vulnerability} from '../report.js';

/** The files that live processes run or have mapped as code, without a leading slash. */
export type LiveFiles = ReadonlySet<string>;

/** Files of each package of the system, by name. */
export type PackageFiles = ReadonlyMap<string, readonly string[]>;

/** Since the merge of /usr, a package lists /lib/x and the kernel says /usr/lib/x. */
const canonical = (path: string): string =>
	path
		.replace(/^\/+/, '')
		.replace(/^usr\/(?=(?:s?bin|lib\w*)\/)/, '')
		.replace(/ \(deleted\)$/, '');

/**
 * Executable mappings in `/proc/<pid>/maps`: `55d0-55d1 r-xp 00000000 08:01 1234   /usr/sbin/nginx`. @source proc_pid_maps(5)
 */
export function mappedFiles(maps: string): string[] {
	const found = new Set<string>();
	for (const line of maps.split('\n')) {
		const [, path] = /^[0-9a-f]+-[0-9a-f]+ ..x. [0-9a-f]+ \S+ \d+\s+(\/.*)$/.exec(line) ?? [];
		// A newline in a name is written as \012.
		if (path !== undefined) found.add(canonical(path.replaceAll('\\012', '\n')));
	}
	return [...found];
}

/**
 * What the processes of a container have loaded now. They are those that share the mount namespace of its first one, which a child may
 * leave only with CAP_SYS_ADMIN. Unknown, with the reason, as soon as one of them cannot be read.
 */
export function liveFiles(tree: HostTree, firstPid: number): Known<LiveFiles> {
	const namespace = tree.link(`/proc/${firstPid}/ns/mnt`);
	if (!namespace.known) return namespace;
	if (namespace.value === null) return unknown(`host:/proc/${firstPid}`, 'the process has ended');
	const all = tree.list('/proc');
	const files = new Set<string>();
	for (const pid of (all.known && all.value) || []) {
		if (!/^\d+$/.test(pid)) continue;
		const own = tree.link(`/proc/${pid}/ns/mnt`);
		if (!own.known || own.value !== namespace.value) continue;
		const maps = tree.read(`/proc/${pid}/maps`);
		if (!maps.known) return maps;
		for (const path of mappedFiles(maps.value ?? '')) files.add(path);
		const exe = tree.link(`/proc/${pid}/exe`);
		if (exe.known && exe.value !== null) files.add(canonical(exe.value));
	}
	return known(files);
}

/** The package manager's own lists, read from the container's files. @throws EngineError */
export async function packageFiles(engine: EngineReader, containerId: string, signal?: AbortSignal): Promise<PackageFiles> {
	const found = new Map<string, readonly string[]>();
	const lists = (path: string) => path.endsWith('.list');
	for await (const [path, content] of archiveFiles(engine, {id: containerId, path: 'var/lib/dpkg/info'}, lists, signal)) {
		const name = path.slice(path.lastIndexOf('/') + 1).replace(/(:[a-z0-9-]+)?\.list$/, '');
		found.set(name, content.toString('utf8').split('\n').filter(Boolean).map(canonical));
	}
	for (const database of ['lib/apk/db/installed', 'usr/lib/apk/db/installed'])
		for await (const [, content] of archiveFiles(engine, {id: containerId, path: database}, () => true, signal))
			for (const {name, files} of parseApkInstalled(content.toString('utf8'))) found.set(name, (files ?? []).map(canonical));
	return found;
}

export type Usage = {readonly live: Known<LiveFiles>; readonly files: Known<PackageFiles>};

/**
 * Marks a row `loaded`, `on-disk` or `unknown` with the reason. A package of a language is judged by its native parts alone: an
 * interpreter reads its modules and closes them, which no mapping shows, so without a native part it stays unknown.
 */
export function withUsage(row: Vulnerability, {live, files}: Usage): Vulnerability {
	const undecided = (reason: string): Vulnerability => ({...row, loaded: 'unknown', loadedReason: sanitise(reason)});
	if (!live.known) return undecided(live.reason.reason);
	const {name, path} = row.package;
	if (path !== null) {
		if (live.value.has(canonical(path))) return {...row, loaded: 'loaded', loadedReason: null};
		return holdsBelow(live.value, canonical(path).replace(/\/[^/]*$/, '/'))
			? {...row, loaded: 'loaded', loadedReason: null}
			: undecided('an interpreter leaves no trace of the modules that it has read');
	}
	if (!files.known) return undecided(files.reason.reason);
	const listed = files.value.get(name);
	if (listed === undefined) return undecided('the image does not list the files of this package');
	return listed.some(file => live.value.has(file))
		? {...row, loaded: 'loaded', loadedReason: null}
		: {...row, loaded: 'on-disk', loadedReason: null};
}

function holdsBelow(files: LiveFiles, folder: string): boolean {
	if (folder.length < 2) return false;
	for (const file of files) if (file.startsWith(folder)) return true;
	return false;
}

/** Several containers of one image: loaded in one is loaded; on disk alone only where that is known of each. */
export function mostLoaded(
	rows: readonly Pick<Vulnerability, 'loaded' | 'loadedReason'>[],
): Pick<Vulnerability, 'loaded' | 'loadedReason'> {
	const loaded = rows.find(row => row.loaded === 'loaded');
	const undecided = rows.find(row => row.loaded === 'unknown');
	return loaded ?? undecided ?? rows[0] ?? {loaded: 'unknown', loadedReason: noContainer};
}

const noContainer: SafeText = own('no container of this image runs');
