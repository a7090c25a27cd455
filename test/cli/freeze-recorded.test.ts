import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {recordedFiles} from '../../src/cli/freeze/recorded-files.js';
import type {Content, Subject} from '../../src/record/recorder/store/entry.js';
import {openStore} from '../../src/record/recorder/store/store.js';
import {workloadOf} from '../../src/record/recorder/workload-name.js';
import {sampleModel} from '../support/sample-fleet.js';

let state: string;
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'dockscope-freeze-'));
});
afterEach(() => rmSync(state, {recursive: true, force: true}));

const facts = sampleModel([{name: 'web'}]).entries[0]?.assessed?.facts;
if (facts === undefined) throw new Error('the fleet has no containers');
const engine = trusted('sample');
const of = (workload: string, container: string): Subject => ({
	workload: trusted(workload),
	generation: trusted('g1'),
	container: trusted(container),
});
const shell = (text: string): Content => ({
	...{kind: 'detection', rule: trusted('runtime-shell'), severity: trusted('medium'), text: trusted(text)},
	...{count: 1, first: 1, excepted: trusted(''), expired: trusted('')},
});

it('collects what was recorded of the workload, its earlier containers included, and of no other', async () => {
	const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, engine);
	store.add(of('web', 'e'.repeat(64)), shell('of an earlier container'));
	store.add(of('db', 'd'.repeat(64)), shell('of another'));
	store.add(of('web', facts.id), {kind: 'seen', what: trusted('program'), key: trusted('/bin/sh'), note: trusted('root')});
	store.add(of('web', facts.id), shell('of this one'));
	await store.close();
	expect(workloadOf(facts)).toBe('web');
	const {files, empty, missing} = await recordedFiles({XDG_STATE_HOME: state}, facts, engine);
	expect([empty, missing]).toEqual([[], []]);
	const text = (name: string) => files.find(one => one.name === name)?.text ?? '';
	const lines = text('recorded-events.jsonl').trim().split('\n');
	expect(lines.map(line => JSON.parse(line).detail)).toEqual(['of an earlier container', 'of this one']);
	expect(JSON.parse(text('recorded-activity.json'))).toMatchObject({
		workload: 'web',
		generations: [{id: 'g1', seen: {program: [{key: '/bin/sh', note: 'root'}]}}],
	});
});

it('says that nothing was recorded, also of another engine', async () => {
	expect((await recordedFiles({XDG_STATE_HOME: state}, facts, engine)).empty).toHaveLength(2);
	const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, trusted('another'));
	store.add(of('web', facts.id), shell('elsewhere'));
	await store.close();
	const {files} = await recordedFiles({XDG_STATE_HOME: state}, facts, engine);
	expect(files.map(({text}) => text).join('')).not.toContain('elsewhere');
});

it('reports a store that may not be read, and goes on', async () => {
	const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 26, age: 1e12}, engine);
	await store.close();
	chmodSync(join(state, 'dockscope/recorded'), 0o777);
	const {missing, files} = await recordedFiles({XDG_STATE_HOME: state}, facts, engine);
	expect(files).toEqual([]);
	expect(missing.map(({what}) => what)).toEqual(['what was recorded']);
});
