import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseJson} from '../../../src/scan/formats/parse-json.js';

describe('the JSON reader that works in slices', () => {
	it('reads what JSON.parse reads', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), async (value, space) => {
				const text = JSON.stringify(value, null, space);
				expect(await parseJson(text)).toEqual(JSON.parse(text));
			}),
		);
	});

	it.each([
		'',
		' ',
		...'{ {"a" {"a": {"a":1 {"a":1,} [1,]'.split(' '),
		'[1 2]',
		'{"a":1}x',
		'nul',
		'"a',
		'"\\x"',
		'01',
		'+1',
		'{a:1}',
		"{'a':1}",
		'[1}',
		'"\n"',
		'}',
		'[,1]',
	])('refuses %j as JSON.parse does', async text => {
		expect(() => JSON.parse(text)).toThrow(SyntaxError);
		await expect(parseJson(text)).rejects.toThrow(SyntaxError);
	});

	it('refuses endless brackets instead of overflowing the stack', async () => {
		await expect(parseJson('['.repeat(100_000))).rejects.toThrow('nested too deeply');
	});

	it('makes __proto__ a property, not a prototype', async () => {
		const read = await parseJson('{"__proto__": {"polluted": true}}');
		expect(Object.hasOwn(read as object, '__proto__')).toBe(true);
		expect((read as {polluted?: boolean}).polluted).toBeUndefined();
	});

	it('lets others work while it reads', async () => {
		const text = JSON.stringify(
			Array.from({length: 60_000}, (_, index) => ({id: `CVE-${index}`, name: 'x'.repeat(40), scores: [1, 2, 3]})),
		);
		let turns = 0;
		const ticking = setInterval(() => turns++, 0);
		const read = await parseJson(text);
		clearInterval(ticking);
		expect(read).toHaveLength(60_000);
		expect(turns).toBeGreaterThan(1);
	});
});
