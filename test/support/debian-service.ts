import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, readlink, rmdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {searchPath} from './engine-binaries.js';
import {until} from './process-table.js';

export type DebianService = {
	/** A process in its network namespace. */
	readonly pid: number;
	/** What it said so far. */
	said(): string;
	stop(): Promise<void>;
};

/**
 * Runs a command over a Debian tree as an isolated service: with its own network with only a loopback, its own processes, and a layer
 * over the tree that vanishes with it. Needs root.
 *
 * @param prepare  for `sh`, before the command
 */
export async function startDebianService(tree: string, prepare: string, command: string): Promise<DebianService> {
	const place = await mkdtemp(join(tmpdir(), 'dockscope-service-'));
	const inside = [
		'set -e',
		'ip link set lo up',
		`mount -t tmpfs none ${place}`,
		`cd ${place}`,
		'mkdir upper work root',
		`mount -t overlay -o lowerdir=${tree},upperdir=upper,workdir=work none root`,
		'mount -t proc none root/proc',
		'mount --bind /dev root/dev',
		// A server that looks up the name of its host finds it.
		'echo "127.0.0.1 localhost $(hostname)" > root/etc/hosts',
		// The first process of the namespace stays root: one that changed its user would outlive its parent.
		`chroot root sh -c "$1"`,
		'exit',
	].join('\n');
	const child: ChildProcess = spawn(
		'unshare',
		['--net', '--mount', '--pid', '--fork', '--kill-child=KILL', 'sh', '-c', inside, 'sh', `${prepare}\nexec ${command}`],
		{env: {PATH: searchPath(), LANG: 'C.UTF-8', HOME: '/root'}, stdio: ['ignore', 'pipe', 'pipe']},
	);
	let text = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (text = (text + data).slice(-4000)));
	const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
	const {pid} = child;
	if (pid === undefined) throw new Error('unshare has no pid');
	// Until it has come there, it is in our network namespace.
	const networkOf = (process: number | 'self') => readlink(`/proc/${process}/ns/net`);
	await until('its network namespace', async () => (await networkOf(pid)) !== (await networkOf('self')));
	return {
		pid,
		said: () => text,
		async stop() {
			child.kill('SIGKILL');
			await ended;
			await rmdir(place);
		},
	};
}
