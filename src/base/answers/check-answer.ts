import {isRecord} from './is-record.js';
import type {Schema} from './schema.js';

/** What is wrong with a part of an answer, and the steps that lead to it: `.HostConfig`, `.Binds`, `[0]`. */
export type Difference = {readonly steps: readonly string[]; readonly problem: string};

/** Levels. The answers of an engine have some ten; what walks one deeper than a stack holds ends the program. */
export const deepest = 50;

type Check = (value: unknown) => Difference | null;

const checks = new WeakMap<Schema, Check>();

/**
 * The first difference between a value and its schema, or `null`. Schemas are compiled once: a fleet of 500 has forty
 * thousand fields.
 */
export function differenceFrom(schema: Schema, value: unknown): Difference | null {
	let check = checks.get(schema);
	if (check === undefined) {
		check = checkOf(schema);
		checks.set(schema, check);
	}
	return check(value);
}

/** `HostConfig.Binds[0] is a number, not text` */
export const wordsOf = ({steps, problem}: Difference): string => `${steps.join('').replace(/^\./, '') || 'it'} ${problem}`;

/** Whether a value has levels below that many. */
export function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels <= 0) return true;
	if (Array.isArray(value)) return value.some(inner => isDeeperThan(levels - 1, inner));
	for (const name in value) if (isDeeperThan(levels - 1, Reflect.get(value, name))) return true;
	return false;
}

const below = (step: string, {steps, problem}: Difference): Difference => ({steps: [step, ...steps], problem});

function checkOf(schema: Schema): Check {
	switch (schema.kind) {
		case 'anything':
			return () => null;
		case 'text':
			return value => (typeof value === 'string' ? null : wrong(value, 'text'));
		case 'number':
			return value => (Number.isFinite(value) ? null : wrong(value, 'a finite number'));
		case 'flag':
			return value => (typeof value === 'boolean' ? null : wrong(value, 'true or false'));
		case 'either': {
			const any = schema.any.map(checkOf);
			return value => (any.some(check => check(value) === null) ? null : wrong(value, 'what it may be'));
		}
		case 'list':
			return checkList(checkOf(schema.item));
		case 'map':
			return checkMap(checkOf(schema.item), mayBeNullIn(schema));
		case 'object':
			return checkFields(
				Object.entries(schema.fields).map(([name, field]) => ({
					name,
					step: `.${name}`,
					check: checkOf(field),
					isRequired: field.required === true,
				})),
			);
	}
}

/** Go writes an empty list or struct as null, and never a text. */
export const mayBeNullIn = ({item}: Schema & {readonly kind: 'map' | 'list'}): boolean =>
	item.kind === 'list' || item.kind === 'map' || item.kind === 'object';

function checkList(check: Check): Check {
	return value => {
		if (!Array.isArray(value)) return wrong(value, 'a list');
		for (let index = 0; index < value.length; index++) {
			const found = check(value[index]);
			if (found !== null) return below(`[${index}]`, found);
		}
		return null;
	};
}

function checkMap(check: Check, mayBeNull: boolean): Check {
	return value => {
		if (!isRecord(value)) return wrong(value, 'an object');
		for (const name in value) {
			const inner = value[name];
			const found = inner === null && mayBeNull ? null : check(inner);
			if (found !== null) return below(`.${name}`, found);
		}
		return null;
	};
}

type Field = {readonly name: string; readonly step: string; readonly check: Check; readonly isRequired: boolean};

function checkFields(fields: readonly Field[]): Check {
	return value => {
		if (!isRecord(value)) return wrong(value, 'an object');
		for (const {name, step, check, isRequired} of fields) {
			const inner = value[name];
			if (inner === undefined || inner === null) {
				if (isRequired) return {steps: [step], problem: 'is missing'};
				continue;
			}
			const found = check(inner);
			if (found !== null) return below(step, found);
		}
		return null;
	};
}

function wrong(value: unknown, expected: string): Difference {
	const kind =
		value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return {steps: [], problem: `is ${kind}, not ${expected}`};
}
