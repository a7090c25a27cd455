import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {recordedSpans, recordedWithin} from '../../../src/record/recorder/recorded-spans.js';
import {sees} from '../../../src/record/recorder/sees.js';
import type {Content, Entry} from '../../../src/record/recorder/store/entry.js';
import {noSubject} from '../../../src/record/recorder/subject.js';

const hour = 3_600_000;
const day = 24 * hour;
const state = (word: 'started' | 'stopped'): Content => ({
	kind: 'recorder',
	state: trusted(word),
	sees: [sees.engine, sees.trace],
	missing: [],
	learning: 0,
});
const peak: Content = {kind: 'peak', memory: 1, tasks: 1};
const program: Content = {kind: 'seen', what: trusted('program'), key: trusted('/bin/sh'), note: trusted('')};
const moved = (milliseconds: number): Content => ({kind: 'clock', moved: milliseconds});

function spansOf(entries: readonly (readonly [number, Content])[], now: number | null) {
	const spans = recordedSpans();
	for (const [n, [at, content]] of entries.entries()) spans.take({n, at, ...noSubject, ...content} as Entry);
	return spans.end(now);
}

describe('the time that was recorded', () => {
	it('ends with the last entry of a recorder that was killed', () => {
		const spans = spansOf(
			[
				[0, state('started')],
				[hour, peak],
				[10 * hour, state('started')],
				[11 * hour, state('stopped')],
			],
			null,
		);
		expect(spans).toEqual([
			{from: 0, to: hour, traced: true},
			{from: 10 * hour, to: 11 * hour, traced: true},
		]);
		expect(recordedWithin(spans, hour / 2, 10.5 * hour)).toBe(hour);
	});

	it('does not count a jump of the clock, forward or back, and is never more than the time that is asked about', () => {
		const start = 10 * day;
		const spans = spansOf(
			[
				[start, state('started')],
				[start + day + hour, moved(day)],
				[start + day + 2 * hour, peak],
				[start - day + 3 * hour, moved(-2 * day)],
			],
			start - day + 4 * hour,
		);
		expect(spans.map(({from, to}) => (to - from) / hour)).toEqual([1, 2, 1]);
		expect(recordedWithin(spans, start - day, start - day + 4 * hour)).toBe(hour);
		const again = spansOf(
			[
				[start, state('started')],
				[start, moved(-hour)],
			],
			start + hour,
		);
		expect(recordedWithin([...again, ...again], start - hour, start + hour)).toBe(2 * hour);
	});

	it('goes on where the start was in a part of the store that is removed, traced from the first thing that only a trace shows', () => {
		expect(
			spansOf(
				[
					[hour, peak],
					[2 * hour, program],
				],
				3 * hour,
			),
		).toEqual([
			{from: hour, to: 2 * hour, traced: false},
			{from: 2 * hour, to: 3 * hour, traced: true},
		]);
	});
});
