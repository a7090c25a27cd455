import {linkSync, mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import type {MountedSource} from '../../../src/base/facts/index.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {lookAtSources} from '../../../src/base/host/mounted-source.js';
import {findRuntimeSockets} from '../../../src/base/host/runtime-sockets.js';
import {unixListeners} from '../../../src/base/host/unix-sockets.js';
import {type AuthoredEntry, type AuthoredProcess, authoredHost, processEntries} from '../../support/authored-host.js';

const docker = {pid: 812, comm: 'dockerd', exe: '/usr/bin/dockerd', sockets: [7001, 7002, 7005]};
const table = {'/run/docker.sock': 7001, '/srv/b.sock': 7002, '/srv/app.sock': 7003, '/run/old/podman.sock': 7004};

/** Sockets really listen below the authored root, so that their files are sockets. */
async function host(process: Partial<AuthoredProcess> = {}, entries: Record<string, AuthoredEntry> = {}) {
	const dockerd = processEntries({...docker, unix: {...table, '/run/docker/libnetwork/x.sock': 7005}, ...process});
	const {root} = authoredHost({
		...dockerd,
		'/proc/net/unix': dockerd[`/proc/${process.pid ?? docker.pid}/net/unix`] ?? '',
		'/run/old': {directory: true},
		'/run/docker/libnetwork': {directory: true},
		'/srv/data/file': '',
		...entries,
	});
	const at = (path: string) => join(root, path);
	for (const path of [...Object.keys(table), '/run/docker/libnetwork/x.sock']) {
		const server = createServer().listen(at(path));
		await new Promise(resolve => server.once('listening', resolve));
		onTestFinished(() => void server.close());
	}
	const look = (addresses: readonly (string | null)[] = []) => {
		const tree = openTree(root);
		// No process of the host has this pid.
		return lookAtSources(tree, findRuntimeSockets(tree, [docker.pid], ['/run/docker.sock', ...addresses]), path => path);
	};
	return {at, look};
}

const brief = (source: MountedSource | null) => source && `${source.kind} ${source.runtimeSocket ?? source.doubt ?? 'harmless'}`;

it.each([
	['the socket that is used', '/run/docker.sock', 'socket /run/docker.sock'],
	['another one of the engine', '/srv/b.sock', 'socket /srv/b.sock'],
	['a folder above it', '/srv', 'directory /srv/b.sock'],
	['one that systemd holds, by its name', '/run/old', 'directory /run/old/podman.sock'],
	['a socket of another program', '/srv/app.sock', 'socket harmless'],
	['a socket of dockerd that is not its API', '/run/docker', 'directory harmless'],
	['a folder of data', '/srv/data', 'directory harmless'],
	['a file', '/srv/data/file', 'file harmless'],
	['what is not there', '/srv/none', 'missing harmless'],
])('knows %s', async (_, path, expected) => expect(brief((await host()).look()(path))).toBe(expected));

it('lists whose the homes are that a mount brings along', async () => {
	const {look} = await host({}, {'/home/a': {directory: true}, '/home/b': {directory: true}, '/home/file': ''});
	const mine = process.getuid?.();
	for (const path of ['/', '/home']) expect(look()(path)?.homes?.map(({uid}) => uid)).toEqual([mine, mine]);
	expect(look()('/home/a')?.homes).toBeUndefined();
});

it('finds a hard link, and a directory that contains one', async () => {
	const {at, look} = await host();
	mkdirSync(at('/srv/data/deep/er'), {recursive: true});
	linkSync(at('/srv/b.sock'), at('/srv/data/deep/er/quiet'));
	expect(brief(look()('/srv/data/deep/er/quiet'))).toBe('socket /srv/b.sock');
	expect(brief(look()('/srv/data'))).toBe('directory /srv/b.sock');
	expect(brief(look()('/run/old'))).toBe('directory /run/old/podman.sock');
});

it('gives up on a hard link in a very large directory, and says so', async () => {
	const {at, look} = await host();
	linkSync(at('/srv/b.sock'), at('/srv/quiet'));
	mkdirSync(at('/many'));
	writeFileSync(at('/file'), '');
	for (let index = 0; index < 20_050; index++) linkSync(at('/file'), at(`/many/${index}`));
	expect(brief(look()('/many'))).toMatch(/too many files/);
});

it('recognises a socket through a bind mount', async () => {
	const {at, look} = await host(
		{},
		{
			'/proc/self/mountinfo':
				'1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 8:1 /srv /mnt/srv rw - ext4 /dev/sda rw\n3 1 8:2 /srv /other rw - ext4 /dev/sdb rw\n',
		},
	);
	mkdirSync(at('/mnt/srv'), {recursive: true});
	// A bind mount shows the same file, as a hard link does.
	linkSync(at('/srv/b.sock'), at('/mnt/srv/b.sock'));
	expect(brief(look()('/mnt'))).toBe('directory /mnt/srv/b.sock');
});

it('is not sure about a socket that was moved after it was bound', async () => {
	const {at, look} = await host();
	renameSync(at('/srv/b.sock'), at('/srv/moved'));
	expect(brief(look()('/srv/moved'))).toMatch(/^socket no process is seen that listens/);
});

it.each([
	['runs another program', {exe: '/bin/busybox'}],
	['lives in a container', {nested: [1]}],
])('does not count a process that %s as a runtime', async (_, process) => {
	const {look} = await host(process);
	expect(brief(look()('/srv/b.sock'))).not.toBe('socket /srv/b.sock');
	expect(brief(look()('/run/docker.sock'))).toBe('socket /run/docker.sock');
});

it('accepts the addresses that the engine reports', async () => {
	const {look} = await host({sockets: []});
	expect(brief(look(['/srv/b.sock'])('/srv'))).toBe('directory /srv/b.sock');
});

it('is not sure about any socket where no runtime is seen', async () => {
	const {look} = await host({pid: 900});
	expect(brief(look()('/run/docker.sock'))).toBe('socket /run/docker.sock');
	expect(brief(look()('/srv/app.sock'))).toMatch(/^socket it is not visible/);
	expect(brief(look()('/srv'))).toMatch(/^directory it is not visible which process listens on .srv/);
	expect(brief(look()('/srv/data'))).toBe('directory harmless');
});

it('treats an address of the engine as its API, whatever its name', async () => {
	const {look} = await host();
	expect(brief(look(['/run/docker/libnetwork/x.sock'])('/run/docker'))).toBe('directory /run/docker/libnetwork/x.sock');
});

it('reports owner, group and mode', async () => {
	const {look} = await host();
	const {uid, gid} = {uid: process.getuid?.(), gid: process.getgid?.()};
	expect(look()('/srv')?.socket).toEqual({uid, gid, mode: 0o755 & ~process.umask()});
});

it('reads the table of unix sockets', () => {
	const rows = [
		'Num       RefCount Protocol Flags    Type St Inode Path',
		'ffff8881: 00000002 00000000 00010000 0001 01 70 /run/a b  c.sock',
		'ffff8881: 00000002 00000000 00010000 0001 01 71 @abstract',
		'ffff8881: 00000003 00000000 00000000 0001 03 72 /run/connected.sock',
		'ffff8881: 00000002 00000000 00010000 0001 01 73',
		'ffff8881: 00000002 00000000 00010000 0005 01 74 relative.sock',
	];
	expect(unixListeners(rows.join('\n'))).toEqual([
		{inode: '70', path: '/run/a b  c.sock'},
		{inode: '74', path: 'relative.sock'},
	]);
});
