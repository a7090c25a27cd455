import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openForeignTree} from '../../../src/base/host/foreign-tree.js';
import {type HostTree, openTree} from '../../../src/base/host/host-tree.js';
import {walkImage} from '../../../src/base/host/walk-image.js';

describe('what is read of a host has a limit', () => {
	let root: string;
	let tree: HostTree;

	beforeAll(() => {
		root = mkdtempSync(join(tmpdir(), 'dockscope-bounded-'));
		tree = openTree(root);
		execFileSync('mkfifo', [join(root, 'pipe')]);
		writeFileSync(join(root, 'small'), 'ü'.repeat(50_000));
		writeFileSync(join(root, 'large'), '');
		truncateSync(join(root, 'large'), 900 * 2 ** 30);
		symlinkSync('small', join(root, 'link'));
		mkdirSync(join(root, 'full'));
		for (let index = 0; index < 5000; index += 1) writeFileSync(join(root, 'full', `${index}`), '');
	});
	afterAll(() => rmSync(root, {recursive: true, force: true}));

	it('reads a whole file, also one in /proc without a known size', () => {
		expect(tree.read('/small')).toEqual({known: true, value: 'ü'.repeat(50_000)});
		expect(tree.read('/link')).toEqual({known: true, value: 'ü'.repeat(50_000)});
		expect(tree.read('/nothing')).toEqual({known: true, value: null});
		expect(openTree('/').read('/proc/self/status')).toMatchObject({value: expect.stringMatching(/^Name:[\s\S]+Threads:/)});
	});

	it.each([
		['/pipe', 'it is not a regular file'],
		['/full', 'it is not a regular file'],
		['/large', 'it is larger than 8192 kB'],
	])('says why %s is not read, and does not wait for it', (path, reason) =>
		expect(tree.read(path)).toEqual({known: false, reason: {source: `host:${path}`, reason}}),
	);

	it.each([
		['/pipe', 'it is not a regular file'],
		['/full', 'it is not a regular file'],
		['/large', 'it is larger than 8192 kB'],
		['/link', 'it is a link'],
	])('does not read %s of a container', (path, reason) =>
		expect(openForeignTree(root).read(path)).toMatchObject({known: false, reason: {reason}}),
	);

	it('lists a directory in order, or a part of it', () => {
		const {names, isAll} = (known => (known.known && known.value) || {names: [], isAll: true})(tree.some('/full', 100));
		expect([names.length, isAll]).toEqual([100, false]);
		expect(tree.some('/full', 5000)).toMatchObject({value: {isAll: true}});
		expect(tree.list('/')).toEqual({known: true, value: ['full', 'large', 'link', 'pipe', 'small']});
	});

	it('yields to the event loop while it walks through a large directory', async () => {
		let turns = 0;
		const clock = setInterval(() => {
			turns += 1;
		}, 1);
		expect(
			await walkImage(
				Array.from({length: 20}, () => openForeignTree(join(root, 'full'))),
				() => true,
			),
		).toMatchObject({known: true});
		clearInterval(clock);
		expect(turns).toBeGreaterThan(1);
	});

	it('stops its walk once it is cancelled', async () => {
		const ending = new AbortController();
		let seen = 0;
		const wanted = (): boolean => {
			seen += 1;
			if (seen === 100) ending.abort();
			return true;
		};
		expect(await walkImage([openForeignTree(join(root, 'full'))], wanted, {signal: ending.signal})).toMatchObject({
			known: false,
			reason: {reason: 'the search was cancelled'},
		});
		expect(seen).toBe(100);
	});
});
