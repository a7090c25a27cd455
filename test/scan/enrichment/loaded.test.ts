import {rmSync} from 'node:fs';
import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/value.js';
import {type HostTree, openTree} from '../../../src/base/host/host-tree.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {liveFiles, mappedFiles} from '../../../src/scan/enrichment/live-files.js';
import {mostLoaded, withUsage} from '../../../src/scan/enrichment/loaded.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {row} from '../support/rows.js';

describe('what live processes have loaded', () => {
	const maps = [
		'55d0a000-55d0b000 r--p 00000000 08:01 12 /usr/sbin/nginx',
		'55d0b000-55d0c000 r-xp 00001000 08:01 12 /usr/sbin/nginx',
		'7f00a000-7f00b000 r-xp 00000000 08:01 13 /usr/lib/x86_64-linux-gnu/libc.so.6',
		'7f00c000-7f00d000 rw-p 00000000 00:00 0 ',
		'7f00e000-7f00f000 r-xp 00000000 08:01 14 /usr/lib/libold.so (deleted)',
		'7ffe0000-7ffe1000 r-xp 00000000 00:00 0 [vdso]',
		'7f00f000-7f010000 r--p 00000000 08:01 15 /usr/share/locale/x',
	].join('\n');

	it('are the executable mappings, whichever side of the merge of /usr names them', () => {
		expect(mappedFiles(maps)).toEqual(['sbin/nginx', 'lib/x86_64-linux-gnu/libc.so.6', 'lib/libold.so']);
		expect(mappedFiles('nonsense\n\0')).toEqual([]);
	});

	const live = known(
		new Set([
			'sbin/nginx',
			'lib/x86_64-linux-gnu/libc.so.6',
			'app/node_modules/outer/node_modules/bcrypt/build/bcrypt.node',
			'venv/PIL/_imaging.so',
		]),
	);
	const files = known(
		new Map([
			['libc6', ['lib/x86_64-linux-gnu/libc.so.6']],
			['tar', ['bin/tar']],
		]),
	);
	const usage = {live, files, distributions: new Map([['venv/pillow-9.0.dist-info/METADATA', ['venv/PIL/_imaging.so']]])};
	const loadedOf = (name: string, path: string | null = null) => {
		const {loaded, loadedReason} = withUsage(
			row('CVE-1', {package: {name: trusted(name), path: path === null ? null : trusted(path)}}),
			usage,
		);
		return [loaded, loadedReason];
	};

	it('mark a package of the system by its file list', () => {
		expect(loadedOf('libc6')).toEqual(['loaded', null]);
		expect(loadedOf('tar')).toEqual(['on-disk', null]);
		expect(loadedOf('perl')).toEqual(['unknown', 'the image does not list the files of this package']);
	});
	it('mark a language package only by its native part', () => {
		expect(loadedOf('bcrypt', 'app/node_modules/outer/node_modules/bcrypt/package.json')).toEqual(['loaded', null]);
		// What lies in its folder belongs to another package.
		expect(loadedOf('outer', 'app/node_modules/outer/package.json')[0]).toBe('unknown');
		expect(loadedOf('pillow', 'venv/pillow-9.0.dist-info/METADATA')).toEqual(['loaded', null]);
		expect(loadedOf('pytz', 'venv/pytz-1.dist-info/METADATA')[0]).toBe('unknown');
		expect(loadedOf('lodash', 'app/node_modules/lodash/package.json')[0]).toBe('unknown');
	});
	it('are unknown, with the reason, where /proc cannot be read', () => {
		const blind = {...usage, live: unknown('host:/proc', 'the engine is not on this host')};
		expect(withUsage(row('CVE-1'), blind)).toMatchObject({loaded: 'unknown', loadedReason: 'the engine is not on this host'});
	});
	it('of several containers: loaded in one is loaded; on disk needs to be known of all', () => {
		const [loaded, disk, undecided] = [
			{loaded: 'loaded', loadedReason: null},
			{loaded: 'on-disk', loadedReason: null},
			{loaded: 'unknown', loadedReason: trusted('x')},
		] as const;
		expect(mostLoaded([disk, loaded, undecided]).loaded).toBe('loaded');
		expect(mostLoaded([disk, undecided]).loaded).toBe('unknown');
		expect(mostLoaded([disk, disk]).loaded).toBe('on-disk');
		expect(mostLoaded([]).loaded).toBe('unknown');
	});

	describe('in a host tree', () => {
		const id = 'a1'.repeat(32);
		const folder = temporaryFolder();
		beforeEach(async () => {
			for (const [pid, namespace, content] of [
				['10', 'mnt:[1]', maps],
				['11', 'mnt:[1]', '7f00a000-7f00b000 r-xp 00000000 08:01 13 /opt/child.so\n'],
				['12', 'mnt:[2]', '7f00a000-7f00b000 r-xp 00000000 08:01 13 /opt/other.so\n'],
			] as const) {
				await mkdir(join(folder, 'proc', pid, 'ns'), {recursive: true});
				await symlink(namespace, join(folder, 'proc', pid, 'ns', 'mnt'));
				await writeFile(join(folder, 'proc', pid, 'maps'), content);
				await writeFile(join(folder, 'proc', pid, 'cgroup'), `0::/docker/${id}\n`);
			}
		});

		const gone = {known: false, reason: {reason: 'the process does not, or no longer, belong to this container'}};

		it('are those of all processes of the container, and of no other', () => {
			const files = liveFiles(openTree(folder), 10, id);
			expect(files.known && [...files.value]).toEqual([
				'sbin/nginx',
				'lib/x86_64-linux-gnu/libc.so.6',
				'lib/libold.so',
				'opt/child.so',
			]);
		});
		it('are unknown when the process has ended', () => {
			expect(liveFiles(openTree(folder), 99, id)).toMatchObject(gone);
		});
		it('are unknown when the pid now belongs to a process outside the container', () => {
			expect(liveFiles(openTree(folder), 10, 'b2'.repeat(32))).toMatchObject(gone);
		});
		it('are unknown when it ends while it is looked at, and not few', () => {
			const tree = openTree(folder);
			const ending: HostTree = {
				...tree,
				list(path) {
					const names = tree.list(path);
					rmSync(join(folder, 'proc/10'), {recursive: true});
					rmSync(join(folder, 'proc/11'), {recursive: true});
					return names;
				},
			};
			expect(liveFiles(ending, 10, id)).toMatchObject(gone);
		});
	});
});
