import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {program} from '../support/run-cli.js';

let copy: string;

beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), 'dockscope-second-'));
	const root = dirname(dirname(program));
	for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(copy, part), {recursive: true});
	rmSync(join(copy, 'dist/compiled'), {recursive: true, force: true});
});
afterAll(() => rmSync(copy, {recursive: true, force: true}));

const audit = () =>
	execFileSync(process.execPath, [join(copy, 'bin/dockscope.js'), 'audit', '--demo', '--format', 'json'], {
		env: {PATH: process.env['PATH'] ?? '', HOME: copy},
		encoding: 'utf8',
		maxBuffer: 1 << 26,
	});

it('keeps the code that V8 compiled, uses it, and survives what became of it', () => {
	const first = JSON.parse(audit());
	expect(first.verdicts.length).toBeGreaterThan(100);
	const compiled = join(copy, 'dist/compiled');
	const kept = join(compiled, readdirSync(compiled)[0] ?? '', 'audit');
	const names = readdirSync(kept);
	expect(names.length).toBeGreaterThan(10);
	expect(names.every(name => name.endsWith('.js'))).toBe(true);
	const written = () => names.map(name => statSync(join(kept, name)).mtimeMs);
	const before = written();

	const second = JSON.parse(audit());
	// Taken by V8: what it refuses is compiled and written again.
	expect(written()).toEqual(before);
	expect(second.verdicts).toEqual(first.verdicts);

	const broken = join(kept, names.find(name => name.startsWith('main-')) ?? '');
	const good = readFileSync(broken);
	const flipped = good.map((byte, at) => (at > 100 ? byte ^ 0xff : byte));
	for (const content of [Buffer.of(), good.subarray(0, good.length >> 1), Buffer.alloc(good.length), flipped]) {
		writeFileSync(broken, content);
		expect(JSON.parse(audit()).verdicts).toEqual(first.verdicts);
		expect(readFileSync(broken).equals(content)).toBe(false);
	}
});

it('runs what were ES modules as strictly as these', () => {
	const chunks = readdirSync(join(copy, 'dist')).filter(name => name.endsWith('.js'));
	expect(chunks.length).toBeGreaterThan(10);
	const isStrict = (name: string) =>
		readFileSync(join(copy, 'dist', name), 'utf8').startsWith('(function(exports,require,module){"use strict";');
	expect(chunks.filter(name => !isStrict(name))).toEqual([]);
});

it("starts where Node's permission model shows it its own files alone, and lets it write nothing", () => {
	const major = Number.parseInt(process.versions.node, 10);
	const flag = major < 24 ? '--experimental-permission' : '--permission';
	const run = (...folders: string[]) =>
		execFileSync(
			process.execPath,
			[flag, ...folders.map(folder => `--allow-fs-read=${folder}`), join(copy, 'bin/dockscope.js'), '--version'],
			{
				env: {PATH: process.env['PATH'] ?? '', HOME: copy},
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
	expect(run(copy)).toMatch(/^dockscope /);
	rmSync(join(copy, 'dist/compiled'), {recursive: true, force: true});
	expect(run('*')).toMatch(/^dockscope /);
});
