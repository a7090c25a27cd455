import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {fitTo as padded, truncate, truncateMiddle, truncateStart, widthOf} from '../../../src/base/text/width.js';

describe('widthOf', () => {
	it.each([
		['', 0],
		['web-1', 5],
		['café', 4],
		['cafe\u0301', 4],
		['容器', 4],
		['ﾊﾝ', 2],
		['Ｗ', 2],
		['한국', 4],
		['\u1112\u1161\u11ab', 2],
		['😀', 2],
		['👍🏽', 2],
		['☝🏽', 2],
		['🇩🇪', 2],
		['🇩', 1],
		['1\u20e3', 2],
		['❤', 1],
		['…─│●', 4],
	])('counts %s as %i', (text, width) => expect(widthOf(trusted(text))).toBe(width));
});

it('counts a text of narrow signs by its length, as its graphemes would be', () => {
	const signs = fc.oneof(
		fc.integer({min: 0x20, max: 0x7e}),
		fc.integer({min: 0xa1, max: 0xff}),
		fc.integer({min: 0x2010, max: 0x25ff}),
	);
	const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});
	fc.assert(
		fc.property(fc.array(signs, {maxLength: 30}), units => {
			const text = trusted(String.fromCharCode(...units));
			const one = [...graphemes.segment(text)].map(({segment}) => widthOf(trusted(segment)));
			expect(widthOf(text)).toBe(one.reduce((sum, width) => sum + width, 0));
			for (const width of [3, 10]) expect(widthOf(truncate(text, width))).toBeLessThanOrEqual(width);
		}),
		{numRuns: 500},
	);
});

describe('truncate', () => {
	it.each([
		['payments-api', 20, 'payments-api'],
		['payments-api', 12, 'payments-api'],
		['payments-api', 8, 'payment…'],
		['payments-api', 1, '…'],
		['payments-api', 0, ''],
		['payments-api', -3, ''],
		['容器服务', 8, '容器服务'],
		['容器服务', 7, '容器服…'],
		['容器服务', 6, '容器…'],
		['a👍🏽b👍🏽', 4, 'a👍🏽…'],
		['cafe\u0301s!', 5, 'cafe\u0301…'],
	])('cuts %s to %i columns', (text, width, cut) => expect(truncate(trusted(text), width)).toBe(cut));

	it('never exceeds the width, is at most one column short, and cuts only at the end', () => {
		fc.assert(
			fc.property(anyText, fc.integer({min: 1, max: 40}), (text, width) => {
				const cut = truncate(text, width);
				expect(widthOf(cut)).toBeLessThanOrEqual(width);
				if (cut === text) return;
				expect(widthOf(text)).toBeGreaterThan(width);
				expect(widthOf(cut)).toBeGreaterThanOrEqual(width - 1);
				expect(text.startsWith(cut.slice(0, -1))).toBe(true);
				expect(sanitise(cut)).toBe(cut);
			}),
			{numRuns: 1000},
		);
	});
});

describe('fitTo', () => {
	it('takes exactly the width', () => {
		fc.assert(
			fc.property(anyText, fc.integer({min: 0, max: 40}), (text, width) => {
				expect(widthOf(padded(text, width))).toBe(width);
			}),
			{numRuns: 1000},
		);
	});
});

const anyText = fc
	.array(fc.constantFrom('a', 'Z', '7', ' ', '-', 'é', 'e\u0301', '容', 'ｱ', '한', '😀', '👍🏽', '🇩🇪', '…'), {maxLength: 30})
	.map(parts => sanitise(parts.join('')));

describe('truncateStart', () => {
	it.each([
		['short', 5, 'short'],
		['a longer text', 8, '…er text'],
		['容器容器', 6, '…容器'],
		['cafe\u0301', 3, '…fe\u0301'],
	])('of %s in %i columns is %s', (text, width, cut) => expect(truncateStart(trusted(text), width)).toBe(cut));
	it('never takes more room than it has', () =>
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}), fc.integer({min: 1, max: 40}), (text, width) => {
				expect(widthOf(truncateStart(sanitise(text), width))).toBeLessThanOrEqual(width);
			}),
		));
});

describe('truncateMiddle', () => {
	it.each([
		['short', 5, 'short'],
		['not written: /a/long/path: no space', 18, 'not wr…h: no space'],
		['容器容器容器', 7, '容…容器'],
		['text', 1, '…'],
	])('of %s in %i columns is %s', (text, width, cut) => expect(truncateMiddle(trusted(text), width)).toBe(cut));
});
