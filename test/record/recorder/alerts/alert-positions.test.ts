import {appendFileSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {trusted} from '../../../../src/base/text/safe-text.js';
import {readAlertSources} from '../../../../src/cli/record/alert-sources.js';
import {createActivityLog} from '../../../../src/record/recorder/activity-log.js';
import {openAlertPositions} from '../../../../src/record/recorder/alerts/alert-positions.js';
import {takeAlerts} from '../../../../src/record/recorder/sources/foreign-alerts.js';
import {openStoreReader} from '../../../../src/record/recorder/store/read-store.js';
import {openStore} from '../../../../src/record/recorder/store/store.js';
import {noSubject} from '../../../../src/record/recorder/subject.js';

let state: string;
let file: string;
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'dockscope-positions-'));
	file = join(state, 'falco.json');
});
afterEach(() => rmSync(state, {recursive: true, force: true}));

const alert = (rule: string, container = 'a'.repeat(12)): string =>
	`${JSON.stringify({rule, priority: 'Error', output: rule, output_fields: {'container.id': container}, time: '2026-01-01T00:00:00Z'})}\n`;

/** One run of a recorder, as far as alerts of files are concerned, until so many lines were taken. It is killed, or ends. */
async function record(lines: number, how: {readonly saves?: boolean; readonly flushes?: boolean}): Promise<void> {
	const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 24, age: 1e12});
	const log = createActivityLog(store, 1, () => ({excepted: trusted(''), expired: trusted('')}));
	const positions = openAlertPositions(store.folder);
	const {onLine, ...sink} = takeAlerts(
		log,
		() => [],
		(source, count) => void store.add(noSubject, {kind: 'lost', source, count}),
		positions.isStored,
	);
	let taken = 0;
	const ending = new AbortController();
	const counting = {
		...sink,
		onLine(line: string, from = trusted('')) {
			taken += 1;
			onLine(line, from);
		},
	};
	const given = {stdin: process.stdin, stderr: process.stderr};
	const silent = {...given, stderr: {write: () => true} as unknown as NodeJS.WriteStream};
	const ended = readAlertSources([{kind: 'file', path: file}], silent, counting, ending.signal, {
		folder: store.folder,
		positions,
	});
	await expect.poll(() => taken).toBe(lines);
	if (how.flushes === true || how.saves === true) log.flush();
	if (how.saves === true) await positions.save(store.last());
	ending.abort();
	await ended;
	await store.close();
}
function counts(): Record<string, number> {
	const sums: Record<string, number> = {};
	for (const entry of openStoreReader(join(state, 'dockscope/recorded')).read())
		if (entry.kind === 'alert') sums[entry.rule] = (sums[entry.rule] ?? 0) + entry.count;
	return sums;
}

it('takes each alert once, whenever the recorder is killed, and also what was written and rotated while none ran', async () => {
	appendFileSync(file, alert('a') + alert('a') + alert('b'));
	await record(3, {saves: true});
	expect(counts()).toEqual({a: 2, b: 1});

	appendFileSync(file, alert('a') + alert('c') + alert('c') + alert('c'));
	// Killed before it has noted its position: one of "a" and one of "c" are stored, two of "c" were only counted.
	await record(4, {});
	expect(counts()).toEqual({a: 3, b: 1, c: 1});

	appendFileSync(file, alert('b'));
	renameSync(file, `${file}.1`);
	appendFileSync(file, alert('a') + alert('d'));
	// Killed after it has stored what it counted, but before it has noted its position.
	await record(7, {flushes: true});
	expect(counts()).toEqual({a: 4, b: 2, c: 3, d: 1});

	await record(7, {saves: true});
	await record(0, {saves: true});
	expect(counts()).toEqual({a: 4, b: 2, c: 3, d: 1});
});

it('takes nothing twice when it was killed before it had noted any position', async () => {
	appendFileSync(file, alert('a') + alert('b') + alert('b'));
	await record(3, {});
	await record(3, {saves: true});
	expect(counts()).toEqual({a: 1, b: 2});
});

it('limits how many different rules, and how many containers that are not known, get rows, and hides none that is worse', async () => {
	const many = Array.from({length: 600}, (_, index) => alert(`rule ${index}`));
	const containers = Array.from({length: 6000}, (_, index) => alert('rule 0', String(index).padStart(12, 'f')));
	appendFileSync(file, [...many, alert('worst').replace('Error', 'Critical'), ...containers].join(''));
	await record(6601, {saves: true});
	const all = counts();
	expect(Object.keys(all)).toHaveLength(201);
	expect(all['more of the same kind']).toBe(401);
	expect(all['rule 0']).toBe(6001);
	const rows = [...openStoreReader(join(state, 'dockscope/recorded')).read()].filter(({kind}) => kind === 'alert');
	expect(rows.length).toBeLessThan(5_300);
	expect(rows).toContainEqual(expect.objectContaining({rule: 'more of the same kind', severity: 'critical'}));
});
