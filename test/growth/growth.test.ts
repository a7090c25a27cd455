import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {maskAnswer} from '../../src/base/facts/mask-answer.js';
import {looksSecret} from '../../src/base/facts/secrets.js';
import {functions, withoutForeignText} from './functions.js';
import {superLinear} from './measure.js';
import {shapes} from './shapes.js';

/** Of the shapes one of six each run of a function, so that all are seen across the functions; `test/full` takes them all. */
const some = (index: number) => shapes.filter((_, shape) => (shape + index) % 6 === 0);

describe('work on foreign text grows with its length, not with the square of it', () => {
	it.each(Object.keys(functions).map((name, index) => [name, index] as const))('%s', (name, index) => {
		const run = functions[name] ?? expect.fail();
		expect(some(index).flatMap(shape => superLinear(run, shape, 4000) ?? [])).toEqual([]);
	});

	it('is noticed where it does not', () => {
		const square = (text: string) => /a+b/.test(text);
		expect(superLinear(square, {title: 'a', text: length => 'a'.repeat(length)}, 1000, 10)).toMatch(/^a: 1000 in/);
	});
});

describe('nested text', () => {
	const nested = '${a:-'.repeat(200_000);
	it('does not overflow the stack', () => {
		expect(looksSecret('DB_PASSWORD', nested)).toBeNull();
		expect(looksSecret('DB_PASSWORD', `${nested}hunter2`)).toBe('name');
	});

	it('is cut where an answer is deeper than any engine nests', () => {
		const deep: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
		expect(JSON.stringify(maskAnswer(deep)).length).toBeLessThan(2000);
	});
});

describe('the list of functions', () => {
	const rooms = ['src/base/facts', 'src/base/facts/services', 'src/base/text', 'src/cli/events'];
	const root = resolve(import.meta.dirname, '../..');
	const exported = rooms.flatMap(room =>
		readdirSync(join(root, room), {encoding: 'utf8', recursive: true})
			.filter(file => file.endsWith('.ts'))
			.flatMap(file =>
				[
					...readFileSync(join(root, room, file), 'utf8').matchAll(
						/^export (?:async )?(?:function\*? |const )(\w+)(?: = )?(?:<[^>]*>)?\(([^)]*\b(?:string|SafeText|EngineEvent)\b[^)]*)\)/gm,
					),
				].map(([, name = '']) => name),
			),
	);

	it('has each exported function of these rooms that takes text', () => {
		expect(exported.length).toBeGreaterThan(60);
		const listed = new Set([...Object.keys(functions), ...Object.keys(withoutForeignText)]);
		expect(exported.filter(name => !listed.has(name))).toEqual([]);
	});
});
