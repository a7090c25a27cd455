import {execFile} from 'node:child_process';
import {readdir, readFile, readlink, rm, rmdir} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {searchPath} from './engine-binaries.js';
import {runningProcesses, signal, until, withDescendants} from './process-table.js';

const run = promisify(execFile);

/**
 * Removes all that an engine with its folder at `dir` can have left, however it ended: containerd, shims and the containers under
 * them (a `kill -9` of dockerd leaves both running), docker-proxy, mounts, shim sockets, cgroups, and the folder.
 *
 * @param holder  the process that keeps its network namespace; it is not ended
 */
export async function sweepEngine(dir: string, holder: number): Promise<void> {
	const bundles = await shimBundles(dir);
	await killProcesses(dir, holder);
	for (const {socket} of bundles) await rm(socket, {force: true});
	await unmount(dir);
	await removeCgroups(await readdir(join(dir, 'data/containers')).catch(orEmpty));
	await until(`${dir} is removed`, async () => {
		await unmount(dir);
		// Not Node's own: containers may leave trees behind whose paths are too long for it.
		return run('rm', ['-rf', dir], {env: {PATH: searchPath()}}).then(
			() => true as const,
			() => null,
		);
	});
}

function orEmpty(error: NodeJS.ErrnoException): string[] {
	if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
	throw error;
}

/** The sockets of the shims, which containerd puts under /run/containerd/s whatever its own folders are. */
async function shimBundles(dir: string): Promise<{id: string; socket: string}[]> {
	const tasks = join(dir, 'exec/containerd/daemon/io.containerd.runtime.v2.task', basename(dir));
	const found: {id: string; socket: string}[] = [];
	for (const id of await readdir(tasks).catch(orEmpty)) {
		const address = await readFile(join(tasks, id, 'address'), 'utf8').catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return '';
			throw error;
		});
		const socket = address.trim().replace(/^unix:\/\//, '');
		if (dirname(socket) === '/run/containerd/s') found.push({id, socket});
	}
	return found;
}

async function killProcesses(dir: string, holder: number): Promise<void> {
	const network = await readlink(`/proc/${holder}/ns/net`).catch(() => '');
	await until(`no process of ${dir} is left`, async () => {
		const all = await runningProcesses();
		// The folder's name is in the paths of dockerd and containerd, and is the namespace of the shims.
		const roots = all.filter(one => one.pid !== process.pid && (one.network === network || one.command.includes(basename(dir))));
		const left = withDescendants(all, roots).filter(one => one.pid !== holder && one.pid !== process.pid && one.command !== '');
		for (const {pid} of left) signal(pid, 'SIGKILL');
		return left.length === 0 ? true : null;
	});
}

async function unmount(dir: string): Promise<void> {
	const points = (await readFile('/proc/self/mountinfo', 'utf8'))
		.split('\n')
		.map(line =>
			(line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
		)
		.filter(point => point.startsWith(`${dir}/`))
		.reverse();
	for (const point of points) await run('umount', ['-l', point], {env: {PATH: searchPath()}}).catch(() => undefined);
}

/** Empty cgroups of containers that are left behind. */
async function removeCgroups(ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	const root = '/sys/fs/cgroup';
	const parents = ['', ...(await readdir(root).catch(orEmpty))].map(one => join(root, one, 'docker'));
	for (const parent of parents) {
		for (const id of ids) {
			await rmdir(join(parent, basename(id))).catch((error: NodeJS.ErrnoException) => {
				if (!['ENOENT', 'ENOTDIR', 'EBUSY', 'EACCES', 'EROFS', 'EPERM'].includes(error.code ?? '')) throw error;
			});
		}
	}
}
