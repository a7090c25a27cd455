import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, chown, link, mkdir, mkdtemp, open, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {promisify} from 'node:util';
import {busyboxImage} from './images.js';
import {tryCallScript} from './try-call.js';

const run = promisify(execFile);

/** An engine to try the pairs on. */
export type TriedEngine = {
	readonly socketPath: string;
	/** Of its process. */
	readonly pid: number;
	docker(...args: string[]): Promise<string>;
	/** Starts the containers that others refer to. */
	startHelpers?(filled: Placed): Promise<void>;
	stop(): Promise<void>;
};

/** The words of a pair with what they stand for. */
export type Placed = (text: string) => string;

export type PlacedFolder = {
	readonly path: string;
	readonly sharedMemory: string;
	readonly peer: number;
	readonly bare: number;
	remove(): Promise<void>;
};

type Disk = {readonly path: string; readonly major: string; readonly minor: string};

/** A block device that this machine lets root read, `null` where there is none to try with. */
async function someDisk(): Promise<Disk | null> {
	const rows = (await readFile('/proc/partitions', 'utf8')).split('\n').slice(2);
	const disks = rows.flatMap(row => {
		const [major = '', minor = '', , name = ''] = row.trim().split(/\s+/);
		return /^(vd|sd|nvme|xvd)/.test(name) ? [{path: `/dev/${name}`, major, minor}] : [];
	});
	for (const disk of [...disks, {path: '/dev/loop0', major: '7', minor: '0'}]) if (await opens(disk.path)) return disk;
	return null;
}

async function opens(path: string): Promise<boolean> {
	try {
		await (await open(path, 'r')).close();
		return true;
	} catch {
		return false;
	}
}

const exists = (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	);

const disk = await someDisk();
const isVersion1 = await exists('/sys/fs/cgroup/memory/release_agent');
const hasDevicesGroup = await exists('/sys/fs/cgroup/devices/cgroup.procs');

/** What the machine has to have: a disk that may be read, and control groups of version 1. */
export const canBeTried = (text: string): boolean =>
	(disk !== null || !/DISK|MAJOR/.test(text)) &&
	(isVersion1 || !/release.agent/.test(text)) &&
	(hasDevicesGroup || !text.includes('/cg/devices'));

/** Each is made of busybox. */
export const images = {
	plain: engine => busyboxImage(engine, {name: 'plain:1'}),
	setuid: engine => busyboxImage(engine, {name: 'setuid:1', mode: 0o4755, files: {'etc/passwd': accounts}}),
	/** With an account in the group of the socket, and groups that have the number of the socket's group, and another one. */
	named: (engine, filled) =>
		busyboxImage(engine, {
			name: 'named:1',
			files: {
				'etc/passwd': filled(`${accounts}member:x:1001:GROUP::/:/bin/sh\n`),
				'etc/group': filled('root:x:0:\ndocker:x:GROUP:\nother:x:4141:\n'),
			},
		}),
	/** With Perl, for calls that no program of busybox makes. */
	calls: async engine =>
		busyboxImage(engine, {
			name: 'calls:1',
			files: {try: tryCallScript, 'bin/machine': `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}\n`},
			hostPrograms: ['perl'],
		}),
} satisfies Readonly<Record<string, (engine: TriedEngine, filled: Placed) => Promise<string>>>;

const accounts = 'root::0:0:root:/root:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n';

/** Profiles that let everything but these calls through. */
const profiles: Readonly<Record<string, readonly string[]>> = {
	'no-mount': ['mount', 'fsopen', 'fsmount', 'open_tree', 'move_mount'],
	'no-old-mount': ['mount', 'move_mount'],
	nothing: ['mount', 'fsopen', 'fsmount', 'open_tree', 'move_mount', 'setns', 'unshare', 'bpf', 'clone3', 'clone'],
	'no-reboot': ['reboot'],
	'no-handle': ['open_by_handle_at'],
	'no-bpf': ['bpf'],
	'no-perf': ['perf_event_open', 'bpf'],
	'no-chroot': ['chroot'],
};

/** A folder of files, folders and nodes that differ in whose they are. */
export async function folderOfPairs(): Promise<PlacedFolder> {
	const here = await mkdtemp(join(tmpdir(), 'dockscope-kernel-'));
	await chmod(here, 0o755);
	await writeFile(join(here, 'canary'), 'canary\n', {mode: 0o600});
	const folders = [
		{path: 'folder', uid: 0, gid: 0, mode: 0o755},
		{path: 'of-1000/.ssh', uid: 1000, gid: 1000, mode: 0o700},
		{path: 'of-group/.ssh', uid: 0, gid: 4243, mode: 0o770},
		{path: 'of-1000/.kube', uid: 1000, gid: 1000, mode: 0o700},
		{path: 'of-group-0/.ssh', uid: 2000, gid: 0, mode: 0o750},
		{path: 'of-0/.ssh', uid: 0, gid: 0, mode: 0o700},
		{path: 'mapped/.ssh', uid: 100_000, gid: 100_000, mode: 0o700},
		{path: 'mapped-other/.ssh', uid: 100_005, gid: 100_005, mode: 0o700},
		{path: 'links', uid: 0, gid: 0, mode: 0o755},
		{path: 'tools', uid: 0, gid: 0, mode: 0o755},
		{path: 'tools-of-1001', uid: 0, gid: 0, mode: 0o755},
		{path: 'ajar-1000/.ssh', uid: 1000, gid: 1000, mode: 0o755},
		{path: 'loose/.kube', uid: 0, gid: 0, mode: 0o755},
		{path: 'tight/.kube', uid: 0, gid: 0, mode: 0o755},
		{path: 'way-open/in', uid: 0, gid: 0, mode: 0o755},
		{path: 'way-shut/in', uid: 0, gid: 0, mode: 0o700},
		{path: 'chroot/etc', uid: 0, gid: 0, mode: 0o755},
		{path: 'outer/apart', uid: 0, gid: 0, mode: 0o755},
		{path: 'again/keys', uid: 0, gid: 0, mode: 0o755},
		{path: 'shut', uid: 0, gid: 0, mode: 0o700},
		{path: 'ajar', uid: 0, gid: 0, mode: 0o755},
	];
	for (const {path, uid, gid, mode} of folders) {
		await mkdir(join(here, path), {recursive: true});
		await chown(join(here, path), uid, gid);
		await chmod(join(here, path), mode);
	}
	for (const of of ['of-1000', 'of-group', 'of-group-0', 'of-0']) {
		const key = join(here, of, '.ssh/key');
		await writeFile(key, 'canary\n');
		const {uid, gid} = await stat(join(here, of, '.ssh'));
		await chown(key, uid, gid);
		await chmod(key, of.startsWith('of-group') ? 0o640 : 0o600);
	}
	await writeFile(join(here, 'ajar-1000/.ssh/key'), 'canary\n', {mode: 0o600});
	await chown(join(here, 'ajar-1000/.ssh/key'), 1000, 1000);
	await writeFile(join(here, 'ajar-1000/.ssh/key.pub'), 'canary\n', {mode: 0o644});
	await writeFile(join(here, 'loose/.kube/config'), 'canary\n', {mode: 0o644});
	await writeFile(join(here, 'tight/.kube/config'), 'canary\n', {mode: 0o600});
	// Read-only, so that nothing that tidies up this folder gets any further.
	const again = [join(here, 'chroot/etc'), join(here, 'again/keys')] as const;
	await run('mount', ['--bind', '-o', 'ro', '/etc', again[0]]);
	await run('mount', ['--bind', '-o', 'ro', join(here, 'of-1000/.ssh'), again[1]]);
	const apart = join(here, 'outer/apart');
	await run('mount', ['-t', 'tmpfs', 'tmpfs', apart]);
	for (const [name, names] of Object.entries(profiles))
		await writeFile(
			join(here, `${name}.json`),
			JSON.stringify({defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{names, action: 'SCMP_ACT_ERRNO'}]}),
		);
	await makeNodes(here);
	const peer = await startProcess('sleep', ['2147483647'], {uid: 1000, gid: 1000});
	const bare = await startProcess('setpriv', ['--bounding-set', '-all', '--inh-caps', '-all', 'sleep', '2147483647']);
	const sharedMemory = join('/dev/shm', basename(here));
	await writeFile(sharedMemory, 'canary\n', {mode: 0o600});
	return {
		path: here,
		sharedMemory,
		peer: peer.pid ?? 0,
		bare: bare.pid ?? 0,
		async remove() {
			peer.kill('SIGKILL');
			bare.kill('SIGKILL');
			for (const point of [...again, apart]) await run('umount', ['--lazy', point]);
			await rm(here, {recursive: true, force: true});
			await rm(sharedMemory, {force: true});
		},
	};
}

/** A process of the machine, outside the containers. */
async function startProcess(program: string, args: string[], user: {uid?: number; gid?: number} = {}): Promise<ChildProcess> {
	const started = spawn(program, args, {...user, stdio: 'ignore'});
	await once(started, 'spawn');
	started.unref();
	process.once('exit', () => started.kill('SIGKILL'));
	return started;
}

/** Nodes of the disk under other names, which differ in whose they are. */
async function makeNodes(here: string): Promise<void> {
	if (disk === null) return;
	for (const [name, owner, mode] of [
		['node-of-all', '0:0', 0o666],
		['node-of-1000', '1000:1000', 0o600],
		['node-of-group', '0:4243', 0o660],
		['node-of-0', '0:0', 0o600],
	] as const) {
		const path = join(here, name);
		await run('mknod', [path, 'b', disk.major, disk.minor]);
		const [uid, gid] = owner.split(':').map(Number);
		await chown(path, uid ?? 0, gid ?? 0);
		await chmod(path, mode);
	}
}

/**
 * What the words of a pair stand for. HERE is the folder of the test; SOCKET the engine's socket, ENGINE its process, DATAROOT where it keeps its data, GROUP the group of the
 * socket; DISK a block device, with its numbers MAJOR and MINOR; SHM a file in /dev/shm of the host, PEER a process of uid 1000 outside the
 * containers, BARE one of root without capabilities, HANDLE the handle of the canary.
 *
 * A socket of the group root gets another, so that gid 0 is not in it.
 */
export async function placesOf(
	{socketPath, pid, docker}: TriedEngine,
	{path: here, sharedMemory, peer, bare}: PlacedFolder,
): Promise<Placed> {
	const {uid, gid} = await stat(socketPath);
	const group = gid === 0 ? 4242 : gid;
	await chown(socketPath, uid, group);
	for (const folder of ['.', 'ajar', 'shut', 'way-open/in', 'way-shut/in'])
		await link(socketPath, join(here, folder, 'innocent'));
	await symlink(socketPath, join(here, 'links/engine.sock'));
	const places = {
		HERE: here,
		SOCKET: socketPath,
		ENGINE: pid,
		DATAROOT: (await docker('info', '--format', '{{.DockerRootDir}}').catch(() => '')).trim(),
		GROUP: group,
		DISK: disk?.path,
		MAJOR: disk?.major,
		MINOR: disk?.minor,
		SHM: sharedMemory,
		PEER: peer,
		BARE: bare,
		HANDLE: await handleOf(join(here, 'canary')),
	};
	return text =>
		text.replaceAll(/HERE|SOCKET|DATAROOT|ENGINE|GROUP|DISK|MAJOR|MINOR|SHM|PEER|BARE|HANDLE/g, word =>
			String(places[word as keyof typeof places]),
		);
}

/** The type and the bytes of a file's handle, which an attacker guesses. @source open_by_handle_at(2) */
async function handleOf(path: string): Promise<string> {
	const script = `
my $number = {x86_64 => 303, aarch64 => 264}->{(split ' ', \`uname -m\`)[0]};
my $handle = pack('L l x128', 128, 0); my $mount = pack('l', 0); my $path = shift;
syscall($number, -100, $path, $handle, $mount, 0) == 0 or die $!;
my ($length, $type) = unpack('L l', $handle);
print "$type ", unpack('H*', substr($handle, 8, $length));`;
	return (await run('perl', ['-e', script, path])).stdout.trim();
}

/** Words of a command line, quoted ones whole. */
export const words = (line: string): string[] =>
	[...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
