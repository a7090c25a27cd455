import {expect, it} from 'vitest';
import {examine} from './examine.js';
import {keptCases} from './kept.js';
import {groups} from './parsers.js';

const parsers = new Map(Object.values(groups).flatMap(all => all.map(one => [one.name, one] as const)));

it('names every parser once', () => {
	expect(parsers.size).toBe(Object.values(groups).flat().length);
});

it.each(keptCases())('$parser accepts an input that once broke it: $why', async ({parser: name, input}) => {
	const parser = parsers.get(name);
	if (parser === undefined) throw new Error(`no parser ${name}: rename the case with it`);
	await examine(parser, input);
});
