import {isDeepStrictEqual} from 'node:util';
import type {ContainerFacts} from '../facts/index.js';
import {anything, type Individual} from './individual.js';

/** What is compared at one step of the ways that lead there, and the steps that go on from it. */
type Step = {value: Individual | null; kind: Individual | null; readonly next: Map<string, Step>};

/**
 * Where two containers differ, of the ways that are given: prepared once, and asked of many. `anything` is always among it.
 */
export function differences(ways: Iterable<Individual>): (one: ContainerFacts, other: ContainerFacts) => ReadonlySet<Individual> {
	const start: Step = {value: null, kind: null, next: new Map()};
	const always = new Set<Individual>();
	for (const way of ways) {
		const asksKind = way.endsWith('?');
		if (way === anything) always.add(way);
		else stepAt(start, (asksKind ? way.slice(0, -1) : way).split('.'))[asksKind ? 'kind' : 'value'] = way;
	}
	return (one, other) => {
		const found = new Set(always);
		compare(start, one, other, found);
		return found;
	};
}

function stepAt(from: Step, names: readonly string[]): Step {
	let step = from;
	for (const name of names) {
		const next = step.next.get(name) ?? {value: null, kind: null, next: new Map()};
		step.next.set(name, next);
		step = next;
	}
	return step;
}

function compare({value, kind, next}: Step, one: unknown, other: unknown, found: Set<Individual>): void {
	if (Object.is(one, other)) return;
	if (value !== null && !isDeepStrictEqual(one, other)) found.add(value);
	if (kind !== null && kindOf(one) !== kindOf(other)) found.add(kind);
	for (const [name, step] of next) {
		if (name !== '*') compare(step, partOf(one, name), partOf(other, name), found);
		else compareLists(step, one, other, found);
	}
}

function compareLists(step: Step, one: unknown, other: unknown, found: Set<Individual>): void {
	const [ones, others] = [one, other].map(list => (Array.isArray(list) ? list : null));
	if (!ones && !others) return;
	if (ones?.length === others?.length)
		for (const [index, item] of (ones ?? []).entries()) compare(step, item, others?.[index], found);
	else addAll(step, found);
}

function addAll({value, kind, next}: Step, found: Set<Individual>): void {
	for (const way of [value, kind]) if (way !== null) found.add(way);
	for (const step of next.values()) addAll(step, found);
}

const partOf = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const kindOf = (value: unknown): string => {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
};
