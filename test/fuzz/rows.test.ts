import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {ParsedReport} from '../../src/scan/report.js';
import {mutateJson} from './mutate-json.js';
import {formats} from './parsers/reports.js';
import {randomOf} from './random.js';

/*
 * A damaged row of a report does not take another row with it. In each document of each format the rows are found by trial: a list in
 * which a copy of an item, with an id that occurs nowhere else, becomes one more row. Then the items around that copy are damaged.
 */
const witness = 'CVE-2099-98765';
const runs = 300;

type Place = {readonly path: readonly (string | number)[]; readonly items: readonly unknown[]};

/** Clair's rows are joined from four maps: no row can be copied on its own. */
const joined = ['clair'];

describe.each(formats.filter(({name}) => !joined.includes(name)))('a report of $name', ({parse, seeds}) => {
	const places = seeds.flatMap(document =>
		listsIn(document).flatMap(place => {
			const copy = place.items.map(withWitness).find(item => item !== null) ?? null;
			return copy !== null && holdsWitness(parse, put(document, place, [...place.items, copy])) ? [{document, place, copy}] : [];
		}),
	);

	it('has rows that are found', () => {
		expect(places.length).toBeGreaterThan(0);
	});

	it('keeps each row, whatever is in the others', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...places),
				fc.array(fc.nat(), {minLength: 1, maxLength: 4}),
				({document, place, copy}, steps) => {
					const others = steps.reduce((items, step) => damaged(items, step), [...place.items, ...place.items]);
					const half = others.length >> 1;
					expect(holdsWitness(parse, put(document, place, [...others.slice(0, half), copy, ...others.slice(half)]))).toBe(true);
				},
			),
			{seed: 20_261_128, numRuns: runs},
		);
	});
});

/** One of the items with another type or extreme somewhere in it. */
function damaged(items: readonly unknown[], step: number): unknown[] {
	const random = randomOf(step);
	const at = random.below(items.length);
	return items.map((item, index) => (index === at ? mutateJson(item, random, items, []) : item));
}

function holdsWitness(parse: (document: unknown) => ParsedReport, document: unknown): boolean {
	return [...parse(document).vulnerabilities].some(row => [row.id, ...row.aliases].some(id => id === witness));
}

/** The item with its ids replaced by one that occurs nowhere else; `null` where it has none. */
function withWitness(item: unknown): unknown {
	const text = JSON.stringify(item) ?? '';
	const ids = new Set(text.match(/(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|SNYK-[A-Z0-9-]+\d)/g));
	if (ids.size === 0) return null;
	return JSON.parse([...ids].reduce((changed, id) => changed.replaceAll(id, witness), text));
}

function listsIn(value: unknown, path: readonly (string | number)[] = []): Place[] {
	// A list of texts holds names, not rows.
	if (typeof value !== 'object' || value === null || (Array.isArray(value) && typeof value[0] !== 'object')) return [];
	const below = Object.entries(value).flatMap(([name, inner]) =>
		listsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]),
	);
	return Array.isArray(value) ? [{path, items: value}, ...below] : below;
}

function put(document: unknown, {path, items: _}: Place, items: readonly unknown[]): unknown {
	const [first, ...rest] = path;
	if (first === undefined) return items;
	const inner = {path: rest, items: []};
	if (Array.isArray(document)) return document.map((item, index) => (index === first ? put(item, inner, items) : item));
	return Object.fromEntries(
		Object.entries(document as object).map(([name, value]) => [name, name === first ? put(value, inner, items) : value]),
	);
}
