import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openForeignTree} from '../../../src/base/host/foreign-tree.js';
import type {HostTree} from '../../../src/base/host/host-tree.js';
import {overlayTree} from '../../../src/base/host/overlay-tree.js';
import {walkImage} from '../../../src/base/host/walk-image.js';
import {canMount} from '../../support/mount-namespace.js';

const layers = ['upper', 'middle', 'lower'];
const files: Readonly<Record<string, string>> = {
	'lower/etc/passwd': 'lower',
	'lower/etc/group': 'lower',
	'lower/usr/bin/su': 'lower',
	'lower/opt/app/one': 'lower',
	'lower/was-folder/inside': 'lower',
	'lower/was-file': 'lower',
	'lower/gone/deep/file': 'lower',
	'lower/back/old': 'lower',
	'middle/etc/passwd': 'middle',
	'middle/opt/app/two': 'middle',
	'middle/was-folder': 'middle',
	'middle/was-file/inside': 'middle',
	'upper/opt/app/three': 'upper',
	'upper/back/new': 'upper',
};

describe.skipIf(!canMount())('overlaid directories as one tree', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dockscope-overlay-'));
	afterAll(() => rmSync(folder, {recursive: true}));
	let ours: HostTree;
	let kernels: readonly string[];

	beforeAll(() => {
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(join(folder, path, '..'), {recursive: true});
			writeFileSync(join(folder, path), text);
		}
		symlinkSync('/etc/passwd', join(folder, 'upper/etc-link'));
		symlinkSync('/', join(folder, 'lower/outside'));
		for (const path of ['middle/gone', 'middle/back', 'upper/etc/group'])
			execFileSync('sh', ['-c', `mkdir -p ${join(folder, path, '..')} && mknod ${join(folder, path)} c 0 0`]);
		mkdirSync(join(folder, 'merged'));
		const lower = layers.map(layer => join(folder, layer)).join(':');
		const listed = execFileSync('unshare', [
			...['--mount', 'sh', '-c'],
			`mount -t overlay overlay -o lowerdir=${lower} ${folder}/merged && cd ${folder}/merged && find . -mindepth 1 -printf '%y %P %l %s\\n'`,
		]);
		kernels = listed.toString().trimEnd().split('\n').toSorted();
		ours = overlayTree(layers.map(layer => openForeignTree(join(folder, layer))));
	});

	it('shows what the kernel shows where they are mounted', () => {
		const found: string[] = [];
		const folders = [''];
		for (const path of folders) {
			const listed = ours.entries(path === '' ? '/' : path, 1000);
			for (const {name, stats} of (listed.known && listed.value?.entries) || []) {
				const inside = `${path}/${name}`;
				const seen = ours.lstat(inside);
				expect(seen).toEqual(stats);
				if (!stats.known || stats.value === null) throw new Error(`${inside} is not seen`);
				const [kind, target] = stats.value.isDirectory()
					? ['d', '']
					: stats.value.isSymbolicLink()
						? ['l', linkAt(inside)]
						: ['f', ''];
				if (kind === 'd') folders.push(inside);
				found.push(`${kind} ${inside.slice(1)} ${target} ${stats.value.size}`);
			}
		}
		const withoutSizes = (rows: readonly string[]) =>
			rows.map(row => (row.startsWith('d') ? row.replace(/\d+$/, '') : row)).toSorted();
		expect(withoutSizes(found)).toEqual(withoutSizes(kernels));
		expect(found.length).toBeGreaterThan(15);
	});
	const linkAt = (path: string): string => {
		const target = ours.link(path);
		return (target.known && target.value) || '';
	};

	it('reads each file from the topmost layer that has it, and nothing that was removed', () => {
		const text = (path: string) => {
			const read = ours.read(path);
			return read.known ? read.value : read.reason.reason;
		};
		expect(['/etc/passwd', '/usr/bin/su', '/opt/app/three', '/was-folder', '/was-file/inside', '/back/new'].map(text)).toEqual([
			'middle',
			'lower',
			'upper',
			'middle',
			'middle',
			'upper',
		]);
		expect(['/etc/group', '/gone/deep/file', '/back/old', '/was-folder/inside', '/nothing'].map(text)).toEqual(
			Array(5).fill(null),
		);
		expect(ours.list('/opt/app')).toEqual({known: true, value: ['one', 'three', 'two']});
		expect(ours.directories('/')).toEqual({known: true, value: ['back', 'etc', 'opt', 'usr', 'was-file']});
		expect(ours.list('/nothing')).toEqual({known: true, value: null});
	});

	it('is walked as one', async () => {
		const walked = await walkImage([ours], () => true);
		expect(walked.known && walked.value).toContain('/opt/app/two');
		expect(walked.known && walked.value).not.toContain('/back/old');
	});
});
