import {describe, expect, it} from 'vitest';
import {sample} from '../support/slow.js';
import {examine} from './examine.js';
import type {Parser} from './parser.js';
import {groups} from './parsers.js';

/** Every object inherits a value of each, a function and an object: a table that is asked for a foreign word must not answer with it. */
const inherited = ['constructor', '__proto__'];
/** Seeds of one format are alike: what the first ones hold is what it has. */
const mostSeeds = 8;

/** An input with each of its words in turn replaced by each of the others. */
function damaged(seed: unknown): unknown[] {
	const text = seed instanceof Uint8Array ? Buffer.from(seed).toString('latin1') : seed;
	const json = typeof text === 'string' ? jsonOf(text) : text;
	const words = json === undefined ? String(text).match(/[A-Za-z][\w-]*/g) : textsOf(json);
	const pairs = [...new Set(words)].flatMap(old => inherited.map(word => [old, word] as const));
	return sample(pairs, 3).map(([old, word]) => {
		if (json === undefined) return String(text).replaceAll(new RegExp(`(?<![\\w-])${old}(?![\\w-])`, 'g'), word);
		const replaced = withWord(json, old, word);
		return typeof text === 'string' ? JSON.stringify(replaced) : replaced;
	});
}

/** `undefined`: it is another format. */
function jsonOf(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Names and texts. */
const textsOf = (value: unknown): string[] => {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(textsOf)];
};

function withWord(value: unknown, old: string, word: string): unknown {
	if (value === old) return word;
	if (Array.isArray(value)) return value.map(inner => withWord(inner, old, word));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name === old ? word : name, withWord(inner, old, word)]),
	);
}

async function failuresOf(parser: Parser): Promise<string[]> {
	const why = new Set<string>();
	for (const input of parser.seeds.slice(0, mostSeeds).flatMap(damaged)) {
		const given = parser.kind === 'bytes' ? parser.repair(Buffer.from(String(input), 'latin1')) : input;
		await examine(parser, given).catch((error: Error) => why.add(error.message.split('\n').slice(0, 3).join('\n')));
	}
	return [...why];
}

describe.each(Object.entries(groups))('%s: a word that every object has, in each place of a word', (_, parsers) => {
	it.each(parsers)(
		'$name',
		async parser => {
			expect(await failuresOf(parser)).toEqual([]);
		},
		240_000,
	);
});
