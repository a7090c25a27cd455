import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, it} from 'vitest';
import {bundleScript} from '../../scripts/build/bundle.mjs';
import {packageFolders} from '../../scripts/build/licences.mjs';
import {softwareBill} from '../../scripts/release/sbom.mjs';
import {sharedFolder} from '../support/temporary-folder.js';

const folder = sharedFolder();
const project = join(import.meta.dirname, '../..');
let bundled: Awaited<ReturnType<typeof bundleScript>>;
let script: string;
beforeAll(async () => {
	bundled = await bundleScript('1.2.3');
	script = join(folder, 'dockscope.cjs');
	writeFileSync(script, bundled.script);
});

const run = (...args: string[]) =>
	execFileSync(process.execPath, [script, ...args], {
		encoding: 'utf8',
		env: {PATH: process.env['PATH'] ?? '', HOME: folder},
		maxBuffer: 1 << 26,
	});

it('makes one script of the program, for an executable', () => {
	expect(run('--version')).toBe('dockscope 1.2.3\n');
	expect(JSON.parse(run('audit', '--demo', '--format', 'json')).verdicts.length).toBeGreaterThan(100);
	// Ink and Yoga await while they are loaded.
	expect(run('--demo')).toContain('ci-runner');
});

it('runs its own programs for Node from that script too', () => {
	// An executable has its own path in the place of the script.
	expect(run('--dockscope-as-node', 'console.log(require("node:path").sep, process.argv.slice(1).join())', 'a', 'b')).toBe(
		'/ a,b\n',
	);
});

it('lists what the executable is made of', () => {
	const versions = {node: '24.9.9', v8: '13.6', openssl: '3.5.0', modules: '137', napi: '10', unicode: '16.0'};
	const bill = softwareBill({
		name: '@dockscope/dockscope',
		version: '1.2.3',
		license: 'Apache-2.0',
		metafile: bundled.metafile,
		node: {versions},
		time: 1_790_000_000,
	});
	const {metadata, components, dependencies} = bill;
	expect(metadata.component.purl).toBe('pkg:npm/%40dockscope/dockscope@1.2.3');
	const listed = components.map((component: {purl: string}) => component.purl);
	const packages = packageFolders(bundled.metafile).map(path =>
		JSON.parse(readFileSync(join(project, path, 'package.json'), 'utf8')),
	);
	expect(packages.length).toBeGreaterThan(40);
	expect(listed).toEqual([
		...packages.map(({name, version}) => `pkg:npm/${name.replace('@', '%40')}@${version}`),
		'pkg:generic/node@24.9.9',
	]);
	expect(components.slice(0, -1).filter(({hashes}: {hashes?: unknown}) => hashes === undefined)).toEqual([]);
	expect(components.at(-1).components.map(({name}: {name: string}) => name)).toEqual(['v8', 'openssl']);
	expect(dependencies[0].dependsOn.length).toBe(components.length);
	const [{hashes}] = components;
	expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
	expect(createHash('sha512').update('').digest('hex').length).toBe(hashes[0].content.length);
});
