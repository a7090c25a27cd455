import {expect, it} from 'vitest';
import {quoted} from '../../../src/base/text/quoted.js';
import {startOf} from '../../../src/base/text/safe-text.js';

it('cuts a long name at 120 characters, never through half a surrogate pair', () => {
	expect(quoted('a'.repeat(200))).toBe(`"${'a'.repeat(120)}…" (200 characters)`);
	expect(quoted(`a${'😀'.repeat(100)}`)).toBe(`"a${'😀'.repeat(59)}…" (201 characters)`);
});

it.each([
	['a😀b', 2, 'a'],
	['a😀b', 3, 'a😀'],
	['abc', 9, 'abc'],
	['abc', 0, ''],
	['', 4, ''],
])('the start of %j, at most %d units, is %j', (text, most, start) => {
	expect(startOf(text, most)).toBe(start);
});
