import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {safeJson} from '../../../src/base/text/safe-json.js';

describe('safeJson', () => {
	it('escapes what JSON.stringify leaves', () =>
		expect(safeJson(JSON.stringify({a: '\x9b2J\u202e\u200b\u{e0041}é容'}))).toBe(
			'{"a":"\\u009b2J\\u202e\\u200b\\udb40\\udc41é容"}',
		));
	it('says the same, in characters that cannot move a terminal', () => {
		fc.assert(
			fc.property(fc.jsonValue({stringUnit: 'binary'}), value => {
				const text = safeJson(JSON.stringify(value));
				expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
				expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
			}),
			{numRuns: 200},
		);
	});
	it('escapes line ends and characters that look like blanks', () =>
		expect(safeJson(JSON.stringify('a\u2028b\ufeffc\u00a0'))).toBe('"a\\u2028b\\ufeffc\u00a0"'));
	it('keeps indentation', () => expect(safeJson('{\n\t"a": 1\n}\n')).toBe('{\n\t"a": 1\n}\n'));
});
