import {execFile} from 'node:child_process';
import {access, constants, lstat, mkdir, mkdtemp, readdir, rename, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

const STANDARD_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The search path of the tests' children: the caller's, and the folders where a bare environment would not look. */
export function searchPath(...first: string[]): string {
	const given = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
	return [...new Set([...first, ...given, ...STANDARD_FOLDERS])].join(delimiter);
}

/** Full path of a program, or `null`. */
export async function findProgram(name: string, path = searchPath()): Promise<string | null> {
	for (const folder of path.split(delimiter)) {
		const file = join(folder, name);
		if (await isExecutable(file)) return file;
	}
	return null;
}

/** Names the programs of this machine that a suite needs and that are missing, or `null`. For `describe.skipIf`, loudly. */
export async function whyNoPrograms(...names: readonly string[]): Promise<string | null> {
	const found = await Promise.all(names.map(name => findProgram(name)));
	const missing = names.filter((_, index) => found[index] === null);
	if (missing.length === 0) return null;
	const reason = `${missing.join(', ')}: not on the PATH`;
	console.error(`SKIPPING a suite: ${reason}`);
	return reason;
}

async function isExecutable(file: string): Promise<boolean> {
	return access(file, constants.X_OK).then(
		() => true,
		() => false,
	);
}

/**
 * Programs from Debian's or Ubuntu's packages, unpacked into a cache folder and not installed: nothing is started, nothing outside
 * that folder changes. Returns the folder that holds `usr/`, or throws with what apt-get said.
 */
export async function unpackPackages(name: string, packages: readonly string[]): Promise<string> {
	const cache = join(tmpdir(), `dockscope-test-packages-${process.getuid?.() ?? 0}`);
	const target = join(cache, name);
	await mkdir(cache, {recursive: true, mode: 0o700});
	// What is in there will be run: a folder that someone else made, or can write to, is not ours.
	const {uid, mode} = await lstat(cache);
	if (uid !== process.getuid?.() || (mode & 0o022) !== 0) throw new Error(`${cache} is not a folder of our own: remove it`);
	if (await isExecutable(join(target, 'usr'))) return target;
	const work = await mkdtemp(join(cache, 'fetch-'));
	const env = {PATH: searchPath(), DEBIAN_FRONTEND: 'noninteractive', LANG: 'C.UTF-8'};
	try {
		await run('apt-get', ['update', '-qq'], {env, timeout: 180_000});
		const failed: string[] = [];
		for (const one of packages) {
			// A name that this distribution does not have (docker-cli on Ubuntu) is part of another package there.
			await run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', one], {cwd: work, env, timeout: 180_000}).catch(
				(error: Error) => failed.push(`${one}: ${error.message.split('\n').at(-1) ?? ''}`),
			);
		}
		const archives = (await readdir(work)).filter(file => file.endsWith('.deb'));
		if (archives.length === 0) throw new Error(`apt-get download brought nothing: ${failed.join('; ')}`);
		for (const archive of archives) await run('dpkg', ['-x', archive, 'tree'], {cwd: work, env, timeout: 180_000});
		await rm(target, {recursive: true, force: true});
		await rename(join(work, 'tree'), target);
		return target;
	} finally {
		await rm(work, {recursive: true, force: true});
	}
}

export type EngineBinaries = {available: true; path: string} | {available: false; reason: string};

let found: Promise<EngineBinaries> | undefined;

/** Where dockerd and what it needs are: on the PATH, or fetched once; otherwise why no real engine can be started here. */
export function engineBinaries(): Promise<EngineBinaries> {
	found ??= lookForEngine();
	return found;
}

async function lookForEngine(): Promise<EngineBinaries> {
	if (process.platform !== 'linux')
		return {available: false, reason: `a private engine needs Linux, this is ${process.platform}`};
	if (process.getuid?.() !== 0) return {available: false, reason: 'a private engine needs root'};
	if ((await findProgram('unshare')) === null) return {available: false, reason: 'unshare (util-linux) is not on the PATH'};
	if ((await findProgram('dockerd')) !== null && (await findProgram('docker')) !== null) {
		return {available: true, path: searchPath()};
	}
	if ((await findProgram('apt-get')) === null || (await findProgram('dpkg')) === null) {
		return {available: false, reason: 'dockerd is not on the PATH, and without apt-get it cannot be fetched'};
	}
	try {
		const tree = await unpackPackages('engine', ['docker.io', 'docker-cli', 'containerd', 'runc', 'tini']);
		const path = searchPath(join(tree, 'usr/sbin'), join(tree, 'usr/bin'));
		if ((await findProgram('dockerd', path)) === null) return {available: false, reason: 'the fetched packages hold no dockerd'};
		return {available: true, path};
	} catch (error) {
		return {available: false, reason: `dockerd is not on the PATH and could not be fetched: ${String(error)}`};
	}
}
