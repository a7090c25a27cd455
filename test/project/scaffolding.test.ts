import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import detection from '../../scripts/new-detection/runtime-example.js';
import container from '../../scripts/new-rule/container.js';
import engine from '../../scripts/new-rule/engine.js';
import host from '../../scripts/new-rule/host.js';
import image from '../../scripts/new-rule/image.js';
import swarm from '../../scripts/new-rule/swarm.js';
import type {Rule} from '../../src/judge/rules/rule.js';
import {unfilledParts} from '../judge/rules/unfilled.js';
import {unfilledParts as unfilledOfDetection} from '../record/recorder/unfilled-detection.js';
import {judgeExample} from '../support/example-scope.js';

const project = resolve(import.meta.dirname, '../..');
let copy: string;

beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), 'dockscope-scaffolding-'));
	for (const part of ['src', 'test', 'scripts', 'docs', 'package.json', 'biome.json', 'tsconfig.json'])
		cpSync(join(project, part), join(copy, part), {recursive: true});
	symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, {recursive: true, force: true}));

const start = (script: string, names: readonly string[]) =>
	spawnSync(process.execPath, [`scripts/${script}.mjs`, ...names], {cwd: copy, encoding: 'utf8'});
const newRule = (...names: string[]) => start('new-rule', names);
const newDetection = (...names: string[]) => start('new-detection', names);
const written = (path: string) => readFileSync(join(copy, path), 'utf8');

describe('npm run new:rule', () => {
	it.each([container, image, engine, host, swarm])('starts $slug from a page that its own examples prove', rule => {
		expect([judgeExample(rule, 'bad').verdict, judgeExample(rule, 'good').verdict]).toEqual(['fail', 'pass']);
	});

	it.each([container, image, engine, host, swarm])('leaves $slug to be written, part by part', rule => {
		const all = ['title', 'rationale', 'remedy text', 'remedy mayBreak', 'bad example'];
		expect(unfilledParts(rule)).toEqual(all);
		const begun: Rule = {...rule, title: 'A title', rationale: 'A reason.'};
		expect(unfilledParts(begun)).toEqual(all.slice(2));
	});

	it('writes the rule, its row, its page and the indexes', () => {
		expect(newRule('swarm-new')).toMatchObject({status: 0, stderr: ''});
		expect(written('src/judge/rules/swarm/swarm-new.ts')).toContain("slug: 'swarm-new'");
		expect(written('src/judge/rules/swarm/swarm-new.ts')).not.toContain('example-');
		expect(written('src/judge/rules/swarm/index.ts')).toContain('swarmNew,');
		expect(written('test/judge/rules/target-cases/swarm.ts')).toContain("'swarm-new': [");
		expect(written('docs/rules/README.md')).toContain('[swarm-new](swarm-new.md)');
		expect(written('docs/rules/swarm-new.md')).toContain('`swarm-new`');
	});

	it.each([
		['no slug', undefined, /usage: npm run new:rule SLUG/],
		['a slug of no target', 'pod-name', /usage/],
		['a path', 'container-../../x', /usage/],
		['a rule that is there', 'container-privileged', /is there already/],
		['a row of a table', 'host-audit-runc', /row of a table/],
	])('refuses %s in one line', (_what, slug, said) => {
		const {status, stderr} = newRule(...(slug === undefined ? [] : [slug]));
		expect(status).toBe(2);
		expect(stderr.trimEnd()).toMatch(said);
		expect(stderr.trimEnd()).not.toContain('\n');
	});
});

describe('npm run new:detection', () => {
	it('leaves the detection to be written, part by part', () => {
		const all = ['title', 'rationale', 'remedy', 'harmless', 'references', 'bad example'];
		expect(unfilledOfDetection(detection)).toEqual(all);
		expect(unfilledOfDetection({...detection, title: 'A title', rationale: 'A reason.'})).toEqual(all.slice(2));
	});

	it('writes the detection, its page and the index', () => {
		expect(newDetection('runtime-new-thing')).toMatchObject({status: 0, stderr: ''});
		const folder = 'src/record/recorder/detections';
		expect(written(`${folder}/runtime-new-thing.ts`)).toContain("slug: 'runtime-new-thing'");
		expect(written(`${folder}/runtime-new-thing.ts`)).not.toContain('example-');
		expect(written(`${folder}/index.ts`)).toContain('runtimeNewThing,');
		expect(written('docs/detections/README.md')).toContain('(runtime-new-thing.md)');
		expect(written('docs/detections/runtime-new-thing.md')).toContain('`runtime-new-thing`');
	});

	it.each([
		['no slug', undefined, /usage: npm run new:detection SLUG/],
		['a slug of a rule', 'container-shell', /usage/],
		['a path', 'runtime-../../x', /usage/],
		['capitals', 'runtime-Shell', /usage/],
		['a detection that is there', 'runtime-shell', /is there already/],
	])('refuses %s in one line', (_what, slug, said) => {
		const {status, stderr} = newDetection(...(slug === undefined ? [] : [slug]));
		expect(status).toBe(2);
		expect(stderr.trimEnd()).toMatch(said);
		expect(stderr.trimEnd()).not.toContain('\n');
	});
});
