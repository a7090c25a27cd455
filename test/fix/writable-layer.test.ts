import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openTree} from '../../src/base/host/host-tree.js';
import {writableLayer} from '../../src/base/host/writable-layer.js';
import {writtenDirectories} from '../../src/fix/plan/written-directories.js';

describe('the writable layer of a container', () => {
	let root: string;
	const driver = {Name: 'overlay2', Data: {UpperDir: '/upper', LowerDir: '/init:/image'}};
	beforeAll(() => {
		root = mkdtempSync(join(tmpdir(), 'dockscope-layer-'));
		for (const path of 'image/etc/app image/tmp image/var/lib/app init/dev upper/etc/app upper/tmp upper/var/lib/app/new'.split(
			' ',
		))
			mkdirSync(join(root, path), {recursive: true});
		writeFileSync(join(root, 'image/etc/app/conf'), '');
		writeFileSync(join(root, 'upper/etc/app/conf'), 'changed');
		writeFileSync(join(root, 'upper/var/lib/app/new/file'), '');
	});
	afterAll(() => rmSync(root, {recursive: true}));

	it('reports what was added and what was modified, as the engine does', async () => {
		const changes = (await writableLayer(openTree(root), {Id: 'x', GraphDriver: driver})) ?? [];
		expect(Object.fromEntries(changes.map(({path, kind}) => [path, kind]))).toEqual({
			...{'/etc': 'modified', '/etc/app': 'modified', '/etc/app/conf': 'modified', '/tmp': 'modified'},
			...{'/var': 'modified', '/var/lib': 'modified', '/var/lib/app': 'modified', '/var/lib/app/new': 'added'},
			'/var/lib/app/new/file': 'added',
		});
		// Something was in /tmp and is gone again: that is no write to the root directory.
		expect(writtenDirectories(changes, {Id: 'x'})).toEqual(['/etc/app', '/tmp', '/var/lib/app']);
	});

	it('returns nothing where another driver is used, or it cannot be seen', async () => {
		expect(await writableLayer(openTree(root), {Id: 'x', GraphDriver: {...driver, Name: 'btrfs'}})).toBeNull();
		expect(await writableLayer(openTree(root), {Id: 'x'})).toBeNull();
		const gone = {...driver, Data: {UpperDir: '/gone', LowerDir: '/image'}};
		expect(await writableLayer(openTree(root), {Id: 'x', GraphDriver: gone})).toBeNull();
	});

	it('ends once aborted', async () => {
		expect(await writableLayer(openTree(root), {Id: 'x', GraphDriver: driver}, AbortSignal.abort())).toBeNull();
	});

	it('follows no link that the container has put in the place of a folder', async () => {
		symlinkSync('/etc', join(root, 'upper/var/lib/app/link'));
		const changes = (await writableLayer(openTree(root), {Id: 'x', GraphDriver: driver})) ?? [];
		expect(changes.filter(({path}) => path.includes('/link')).map(({path}) => path)).toEqual(['/var/lib/app/link']);
	});
});
