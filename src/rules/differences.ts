import {isDeepStrictEqual} from 'node:util';
import type {ContainerFacts} from '../facts/index.js';
import {anything, type Individual} from './individual.js';

/** What is compared at one step of the ways that lead there, and the steps that go on from it. */
type Step = {readonly name: string; value: Individual | null; kind: Individual | null; readonly next: Step[]};

/**
 * Where two containers differ, of the ways that are given: prepared once, and asked of many. `anything` is always among it.
 */
export function differences(ways: Iterable<Individual>): (one: ContainerFacts, other: ContainerFacts) => ReadonlySet<Individual> {
	const start = stepOf('');
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
		const known = step.next.find(one => one.name === name);
		const next = known ?? stepOf(name);
		if (known === undefined) step.next.push(next);
		step = next;
	}
	return step;
}

const stepOf = (name: string): Step => ({name, value: null, kind: null, next: []});

function compare({value, kind, next}: Step, one: unknown, other: unknown, found: Set<Individual>): void {
	if (Object.is(one, other)) return;
	if (value !== null && !isDeepStrictEqual(one, other)) found.add(value);
	if (kind !== null && kindOf(one) !== kindOf(other)) found.add(kind);
	// Not `for…of`, here and below: in a program that has just started each step makes an object, and of 500 containers there are many.
	next.forEach(step => {
		if (step.name === '*') compareLists(step, one, other, found);
		else compare(step, partOf(one, step.name), partOf(other, step.name), found);
	});
}

function compareLists(step: Step, one: unknown, other: unknown, found: Set<Individual>): void {
	const ones: readonly unknown[] | null = Array.isArray(one) ? one : null;
	const others: readonly unknown[] | null = Array.isArray(other) ? other : null;
	if (ones?.length !== others?.length) addAll(step, found);
	else
		ones?.forEach((item, index) => {
			compare(step, item, others?.[index], found);
		});
}

function addAll({value, kind, next}: Step, found: Set<Individual>): void {
	for (const way of [value, kind]) if (way !== null) found.add(way);
	for (const step of next) addAll(step, found);
}

const partOf = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const kindOf = (value: unknown): string => {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
};
