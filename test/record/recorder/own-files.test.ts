import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openAlertPositions} from '../../../src/record/recorder/alerts/alert-positions.js';
import {parseEntry} from '../../../src/record/recorder/store/entry.js';
import {openStoreReader, readSummary} from '../../../src/record/recorder/store/read-store.js';
import {engineOf, segmentPaths} from '../../../src/record/recorder/store/segment-files.js';
import {parseWorkload, workloadJson} from '../../../src/record/recorder/store/workload-json.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

const written = join(import.meta.dirname, '../../recorded/own/recorded');
const summary = 'workload-97375646b1deb3d2d5c406cd15750035.json';
const textOf = (name: string): string => readFileSync(join(written, name), 'utf8');

describe('the store that a recorder of 3 December 2026 wrote', () => {
	it('has every entry as it was written', () => {
		const [path = ''] = segmentPaths(written);
		const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
		expect(lines.map(line => parseEntry(line))).toEqual(lines.map(line => JSON.parse(line)));
		expect(new Set(lines.map(line => parseEntry(line)?.kind)).size).toBe(10);
		expect(engineOf(path)).toBe('id JQKD:O3VM');
		const reader = openStoreReader(written);
		expect([...reader.read()]).toHaveLength(lines.length);
		expect(reader.skipped()).toBe(0);
	});

	it('has its summary, which is written the same again', () => {
		const workload = readSummary(written, 'shop/web');
		expect(workload).not.toBeNull();
		if (workload !== null) expect(workloadJson('dockscope.record/1', workload)).toBe(textOf(summary));
	});

	const folder = temporaryFolder();
	it('has the place to which alerts were read', () => {
		cpSync(written, folder, {recursive: true});
		expect(openAlertPositions(folder).of('/var/log/falco.json')).toEqual({offset: 4711, digest: 'f'.repeat(32)});
	});
});

describe('an entry of the first version', () => {
	const head = {n: 1, at: 2, workload: 'w', generation: 'g', container: 'c'};
	it.each([
		[
			{kind: 'posture', image: 'i', grade: 'B', score: 7, findings: ['x']},
			{severities: null, unknown: null, paths: null},
		],
		[
			{kind: 'detection', rule: 'r', severity: 'low', text: 't', count: 1, first: 1},
			{excepted: '', expired: ''},
		],
		[{kind: 'alert', source: 's', rule: 'r', severity: 'low', priority: 'p', text: 't', count: 1, first: 1}, {from: ''}],
		[{kind: 'event', type: 't', action: 'a', severity: 's', meaning: 'm', detail: 'd', count: 1}, {}],
	])('%j lacks what was added later', (content, added) =>
		expect(parseEntry(JSON.stringify({...head, ...content}))).toEqual({...head, ...content, ...added}),
	);
});

describe('an entry that is damaged', () => {
	const entry = {n: 1, at: 2, workload: 'w', generation: 'g', container: 'c', kind: 'peak', memory: 3, tasks: 4};
	it.each([
		['is cut', JSON.stringify(entry).slice(0, -1)],
		['is a list', '[]'],
		['is null', 'null'],
		['has no number', JSON.stringify({...entry, n: undefined})],
		['has a number below 0', JSON.stringify({...entry, n: -1})],
		['is from infinity', JSON.stringify(entry).replace('"at":2', '"at":1e999')],
		['has a text for a number', JSON.stringify({...entry, tasks: '4'})],
		['is of a later kind', JSON.stringify({...entry, kind: 'toString'})],
		['is of no kind', JSON.stringify({...entry, kind: {}})],
	])('%s', (_, line) => expect(parseEntry(line)).toBeNull());

	it('belongs to no one where that cannot be read, and shows no escape sequence', () => {
		expect(parseEntry(JSON.stringify({...entry, workload: 5, container: 'a\u001b[31mb'}))).toEqual({
			...entry,
			workload: '',
			container: 'ab',
		});
	});
});

describe('a summary that is damaged', () => {
	const {generations, detections, ...head} = JSON.parse(textOf(summary));
	const [generation] = generations;
	const read = (more: object) => parseWorkload(JSON.stringify({...head, generations, detections, ...more}));
	const seenIn = (more: object) => {
		const seen = {...generation.seen, ...more};
		return read({generations: [{...generation, seen}]})?.generations[0]?.seen;
	};

	it('is made again where it does not say of which workload it is', () => {
		for (const text of ['', '{', '[]', '{}', '{"workload":7}']) expect(parseWorkload(text)).toBeNull();
	});

	it('loses only the part that cannot be read', () => {
		expect(read({generations: [null, [], {}, generation]})?.generations.map(({id}) => id)).toEqual([generation.id]);
		expect(read({generations: {}, upTo: 'x'})).toMatchObject({name: 'shop/web', upTo: -1, generations: []});
		expect(read({detections: [null, 7, ...detections]})?.detections.size).toBe(detections.length);
		expect(
			read({generations: [{...generation, traced: [], peak: 7, earlier: {}, events: [], posture: 3}]})?.generations[0],
		).toMatchObject({
			seconds: 12.75,
			traced: {seconds: 0, connections: null, starts: 0},
			peak: {memory: 0, tasks: 0},
			earlier: [],
			posture: null,
		});
		expect(seenIn({client: 'x', program: {'/bin/a\u202eb': null}})).toMatchObject({client: new Map()});
	});

	it('keeps what was used, whatever else it says of it: at the latest time, by no one known', () => {
		const {CHOWN} = generation.seen.capability;
		const found = seenIn({capability: {CHOWN: {...CHOWN, first: 'x', since: 'x', actors: {...CHOWN.actors, uids: ['x']}}}});
		expect(found?.capability.get('CHOWN')).toEqual({...CHOWN, first: 0, since: 12.75, actors: null});
	});

	it('keeps options only where all of them are there: a missing one is not a removed one', () => {
		expect(read({generations: [{...generation, configuration: {imageId: 'x'}}]})?.generations[0]?.configuration).toBeNull();
	});

	it('keeps no more than a recorder does', () => {
		const many = Array.from({length: 30}, (_, index) => ({...generation, id: `g${index}`}));
		expect(read({generations: many})?.generations.map(({id}) => id)).toEqual(many.slice(-10).map(({id}) => id));
		const sockets = Object.fromEntries(Array.from({length: 99}, (_, index) => [trusted(`/s${index}`), {}]));
		expect(seenIn({socket: sockets})?.socket.size).toBe(50);
	});
});
