import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {closeFolders} from '../../../src/base/host/beneath.js';
import {followedPath} from '../../../src/base/host/file-facts.js';
import {refusalFrom, refusalsOf} from '../../../src/base/host/foreign-file-systems.js';
import {openForeignTree} from '../../../src/base/host/foreign-tree.js';
import type {HostTree} from '../../../src/base/host/host-tree.js';
import {walkImage} from '../../../src/base/host/walk-image.js';

const asRoot = process.getuid?.() === 0;

describe('below a directory that someone else controls', () => {
	let around: string;
	let root: string;
	let tree: HostTree;

	beforeAll(() => {
		around = mkdtempSync(join(tmpdir(), 'dockscope-foreign-'));
		root = join(around, 'root');
		tree = openForeignTree(root);
		mkdirSync(join(root, 'etc'), {recursive: true});
		writeFileSync(join(around, 'secret'), 'of the host');
		writeFileSync(join(root, 'etc/name'), 'inside');
	});
	afterAll(() => rmSync(around, {recursive: true, force: true}));

	it('reads a file, and its folder', () => {
		expect(tree.read('/etc/name')).toEqual({known: true, value: 'inside'});
		expect(tree.list('/etc')).toEqual({known: true, value: ['name']});
		expect(tree.read('/etc/none')).toEqual({known: true, value: null});
	});

	it.each(['/up/secret', '/../secret', '/etc/../../secret'])('never leaves it: %s', path => {
		symlinkSync('..', join(root, 'up'));
		try {
			expect(tree.read(path)).toMatchObject({known: false});
		} finally {
			rmSync(join(root, 'up'));
		}
	});

	it.each([
		['an absolute link', '/secret-of-host'],
		['a relative one that climbs', '../../../secret-of-host'],
	])('follows %s inside only', (_, target) => {
		symlinkSync(target, join(root, 'link'));
		try {
			expect(followedPath(tree, '/link')).toBe('/secret-of-host');
		} finally {
			rmSync(join(root, 'link'));
		}
	});

	it('does not go through a folder that was swapped for a link after its path was followed', () => {
		mkdirSync(join(root, 'data'));
		writeFileSync(join(root, 'data/secret'), 'inside');
		const path = followedPath(tree, '/data/secret') ?? '';
		renameSync(join(root, 'data'), join(root, 'data2'));
		symlinkSync(around, join(root, 'data'));
		// What is still open is the folder that it was: nothing is, a turn later.
		closeFolders();
		const seen = [tree.read(path), tree.lstat(path), tree.link(path), tree.list('/data')];
		for (const one of seen) expect(one).toMatchObject({known: false, reason: {reason: expect.stringContaining('is a link')}});
	});

	it.runIf(asRoot)('opens no device, pipe or socket, and says so', () => {
		execFileSync('mknod', [join(root, 'etc/null'), 'c', '1', '3']);
		execFileSync('mkfifo', [join(root, 'etc/pipe')]);
		for (const path of ['/etc/null', '/etc/pipe', '/etc'])
			expect(tree.read(path)).toMatchObject({reason: {reason: 'it is not a regular file'}});
	});
});

describe('a search for programs', () => {
	const all = () => true;
	const inNewFolder = <T>(act: (folder: string) => T): T => act(mkdtempSync(join(tmpdir(), 'dockscope-walk-')));
	const removed = (folder: string): void => void execFileSync('rm', ['-rf', folder]);

	it('finds a file whose path is longer than a path may be', () =>
		inNewFolder(async folder => {
			const name = 'd'.repeat(250);
			// Beyond 4,096 characters only step by step, as a container makes it.
			const script = `cd '${folder}'; for i in $(seq 30); do mkdir ${name}; cd ${name}; done; touch su`;
			execFileSync('bash', ['-c', script]);
			const found = await walkImage([openForeignTree(folder)], all);
			removed(folder);
			expect(found).toEqual({known: true, value: [`/${Array.from({length: 30}, () => name).join('/')}/su`]});
		}));

	it('is unknown where folders are nested without end', () =>
		inNewFolder(async folder => {
			// A hundred at a time: no path is longer than one may be, and few programs are started.
			const hundred = 'd/'.repeat(100);
			execFileSync('bash', ['-c', `cd '${folder}'; for i in $(seq 11); do mkdir -p ${hundred}; cd ${hundred}; done; touch su`]);
			const found = await walkImage([openForeignTree(folder)], all);
			removed(folder);
			expect(found).toMatchObject({known: false, reason: {reason: 'it has more than 1000 folders in one another'}});
		}));

	it('sees a file whose name is no text, and is unknown for such a folder', () =>
		inNewFolder(async folder => {
			execFileSync('bash', ['-c', `cd '${folder}'; touch $'su\\xff'`]);
			expect(await walkImage([openForeignTree(folder)], all)).toEqual({known: true, value: ['/su\ufffd']});
			execFileSync('bash', ['-c', `cd '${folder}'; mkdir $'d\\xff'; touch $'d\\xff/su'`]);
			const found = await walkImage([openForeignTree(folder)], all);
			removed(folder);
			expect(found).toMatchObject({known: false, reason: {reason: 'its name is no valid UTF-8'}});
		}));
});

describe('by the mount table', () => {
	const line = (point: string, type: string) => `36 35 98:0 / ${point} rw - ${type} x rw`;
	const refuse = refusalsOf(
		['/ ext4', '/mnt/nas nfs4', '/mnt/nas/inner ext4', '/srv\\040x fuse.sshfs', '/misc autofs']
			.map(one => line(...(one.split(' ') as [string, string])))
			.join('\n'),
	);

	it.each([
		['/mnt/nas', 'nfs4'],
		['/mnt/nas/media', 'nfs4'],
		['/mnt/nas/inner/x', 'nfs4'],
		['/srv x/a', 'fuse.sshfs'],
		['/misc/host', 'autofs'],
	])('%s is not entered', (path, type) => expect(refuse(path)).toBe(`on ${type}, not entered: its server may not answer`));

	it.each(['/', '/mnt', '/mnt/nas2', '/srv'])('%s is', path => expect(refuse(path)).toBeNull());

	it('an automount of the kernel is not entered, and a table that is missing refuses nothing', () => {
		expect(refusalsOf(line('/proc/sys/fs/binfmt_misc', 'autofs'))('/proc/sys/fs/binfmt_misc/status')).toMatch(/^on autofs/);
		expect(refusalFrom('/nonexistent/mountinfo')('/etc')).toBeNull();
	});

	it.runIf(asRoot)('what may not be seen is not entered', () => {
		// A folder in its place: reading it fails with something other than ENOENT.
		expect(refusalFrom(tmpdir())('/etc')).not.toBeNull();
	});

	it('the root of a rootless Podman is entered', () => expect(refusalsOf(line('/', 'fuse.fuse-overlayfs'))('/etc')).toBeNull());
});
