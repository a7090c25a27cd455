import type {Node} from 'yaml';
import {
	complain,
	errorText,
	fieldsOf,
	itemsOf,
	linearPattern,
	sanitise,
	scalarOf,
	textOf,
	type YamlField,
	type YamlSource,
} from '../../base/index.js';
import {type FactKind, kindOfFact} from './fact-path.js';
import type {FactCondition} from './policy.js';

const comparisons = ['equals', 'matches', 'includes', 'above', 'below', 'exists'] as const;
type Operator = (typeof comparisons)[number];
const keys = ['all', 'any', 'not', 'path', ...comparisons] as const;

/** Which kinds of fact a comparison is made for. */
const fits: Readonly<Record<Operator, readonly FactKind[]>> = {
	equals: ['text', 'number', 'boolean'],
	matches: ['text'],
	includes: ['text', 'number'],
	above: ['number'],
	below: ['number'],
	exists: ['text', 'number', 'boolean', 'structure'],
};

/** A condition as written in the file; `null`, with a complaint, when a part of it cannot be used. */
export function readCondition(source: YamlSource, node: Node | null, what = '"when"'): FactCondition | null {
	const fields = fieldsOf(source, node, what, keys);
	if (fields === null) return null;
	const given = [...(['all', 'any', 'not'] as const), ...comparisons].filter(key => fields[key] !== undefined);
	const [key, second] = given;
	if (key === undefined || second !== undefined) {
		return complain(source, node, `${what} needs exactly one of all, any, not, or a path with ${comparisons.join(', ')}`);
	}
	const value = fields[key]?.value ?? null;
	if (key === 'all' || key === 'any') return readParts(source, value, key);
	if (key === 'not') {
		const inner = readCondition(source, value, '"not"');
		return inner && {not: inner};
	}
	return readComparison(source, node, fields.path, key, value);
}

function readParts(source: YamlSource, node: Node | null, key: 'all' | 'any'): FactCondition | null {
	const items = itemsOf(source, node, `"${key}"`);
	const parts = items.flatMap(item => readCondition(source, item, `each entry of "${key}"`) ?? []);
	if (items.length === 0) return complain(source, node, `"${key}" needs at least one condition`);
	return key === 'all' ? {all: parts} : {any: parts};
}

function readComparison(
	source: YamlSource,
	node: Node | null,
	pathField: YamlField | undefined,
	key: Operator,
	value: Node | null,
): FactCondition | null {
	if (pathField === undefined) return complain(source, node, `"${key}" compares a fact: give its "path"`);
	const path = textOf(source, pathField.value, '"path"');
	if (path === null) return null;
	const found = kindOfFact(path);
	if ('problem' in found) return complain(source, pathField.value, found.problem);
	if (!fits[key].includes(found.kind)) {
		return complain(source, value, `"${key}" does not fit "${sanitise(path)}", which is ${named(found.kind)}`);
	}
	return readOperand(source, path, found.kind, key, value);
}

function readOperand(source: YamlSource, path: string, kind: FactKind, key: Operator, node: Node | null): FactCondition | null {
	const value = scalarOf(source, node);
	const expected = (type: string) => complain(source, node, `"${key}" needs ${type}`);
	switch (key) {
		case 'exists':
			return typeof value === 'boolean' ? {path, exists: value} : expected('true or false');
		case 'above':
			return typeof value === 'number' ? {path, above: value} : expected('a number');
		case 'below':
			return typeof value === 'number' ? {path, below: value} : expected('a number');
		case 'matches':
			return typeof value === 'string' ? readPattern(source, path, node, value) : expected('a regular expression in quotes');
		case 'includes':
			return typeof value === 'string' || typeof value === 'number' ? {path, includes: value} : expected('text or a number');
		case 'equals':
			if (value === undefined) return expected('one value');
			if (value !== null && typeName[typeof value] !== kind) return expected(`${named(kind)}, as "${sanitise(path)}" is`);
			return {path, equals: value};
	}
}

function readPattern(source: YamlSource, path: string, node: Node | null, pattern: string): FactCondition | null {
	try {
		new RegExp(pattern, 'u');
	} catch (error) {
		return complain(source, node, `"matches" is not a regular expression: ${errorText(error)}`);
	}
	if (linearPattern(pattern, 'part') !== null) return {path, matches: pattern};
	return complain(
		source,
		node,
		'"matches" has a part that can take for ever (lookaround like (?=…), references like \\1), or is too long: use "not", "all" and "any"',
	);
}

const typeName: Readonly<Record<string, FactKind>> = {string: 'text', number: 'number', boolean: 'boolean'};

function named(kind: FactKind): string {
	return {text: 'text', number: 'a number', boolean: 'true or false', structure: 'a group of facts: name one of them'}[kind];
}
