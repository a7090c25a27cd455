import {expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {HistoryRow} from '../../../src/record/recorder/events/history-row.js';
import {foldRows} from '../../../src/tui/pages/fold-rows.js';

const minute = 60_000;
const row = (at: number, text: string, more: Partial<HistoryRow> = {}): HistoryRow => ({
	at: at * minute,
	kind: 'event',
	severity: 'info',
	workload: trusted('web'),
	container: trusted('c1'),
	text: trusted(text),
	count: 1,
	...more,
});
const words = (rows: readonly HistoryRow[]) =>
	foldRows(rows).map(({at, text, count, first}) => [at / minute, text, count, (first ?? at) / minute]);

it('makes one row an hour of a crash loop, with how often and since when', () => {
	const loop = Array.from({length: 90}, (_, index) => [row(100 - index, 'die'), row(100 - index - 0.5, 'start')]).flat();
	expect(words([row(101, 'other'), ...loop])).toEqual([
		[101, 'other', 1, 101],
		[100, 'die', 60, 41],
		[99.5, 'start', 60, 40.5],
		[40, 'die', 30, 11],
		[39.5, 'start', 30, 10.5],
	]);
});

it('adds up what the recorder counted', () => {
	expect(words([row(9, 'die', {count: 4, first: 8 * minute}), row(5, 'die')])).toEqual([[9, 'die', 5, 5]]);
});

it('keeps apart what differs, and the order of grades', () => {
	const rows = [
		row(9, 'oom', {kind: 'alert'}),
		row(8, 'oom'),
		row(7, 'oom', {workload: trusted('db')}),
		row(6, 'oom', {severity: 'high'}),
		row(5, 'oom', {container: trusted('c2')}),
		row(4, 'grade C', {kind: 'note'}),
		row(3, 'grade D', {kind: 'note'}),
		row(2, 'grade C', {kind: 'note'}),
	];
	expect(foldRows(rows)).toEqual(rows);
});

it('counts an alert for its workload, whichever of its containers raised it', () => {
	const rows = [row(2, 'shell', {kind: 'alert'}), row(1, 'shell', {kind: 'alert', container: trusted('c2')})];
	expect(words(rows)).toEqual([[2, 'shell', 2, 1]]);
});

it('gives the same object for an unchanged row', () => {
	const rows = [row(2, 'die'), row(1, 'die')];
	expect(foldRows([row(3, 'new'), ...rows])[1]).toBe(foldRows(rows)[0]);
});
