import * as v from 'valibot';
import {
	errorText,
	flagSchema,
	linearPattern,
	listSchema,
	mappingSchema,
	numberSchema,
	place,
	sanitise,
	textSchema,
} from '../../base/index.js';
import {type FactKind, kindOfFact} from './fact-path.js';
import type {FactCondition} from './policy.js';

/** Which kinds of fact a comparison is made for. */
const fits: Readonly<Record<string, readonly FactKind[]>> = {
	equals: ['text', 'number', 'boolean'],
	matches: ['text'],
	includes: ['text', 'number'],
	above: ['number'],
	below: ['number'],
	exists: ['text', 'number', 'boolean', 'structure'],
};
const comparisons = Object.keys(fits);

const pattern = v.pipe(
	v.string(`${place} needs a regular expression in quotes`),
	v.rawCheck(({dataset, addIssue}) => {
		const problem = dataset.typed ? problemOfPattern(dataset.value) : null;
		if (problem !== null) addIssue({message: `${place} ${problem}`});
	}),
);

function problemOfPattern(text: string): string | null {
	try {
		new RegExp(text, 'u');
	} catch (error) {
		return `is not a regular expression: ${errorText(error)}`;
	}
	if (linearPattern(text, 'part') !== null) return null;
	return 'has a part that can take for ever (lookaround like (?=…), references like \\1), or is too long: use "not", "all" and "any"';
}

const parts = v.optional(v.pipe(listSchema(v.lazy(() => conditionSchema)), v.nonEmpty(`${place} needs at least one condition`)));

const written = mappingSchema({
	all: parts,
	any: parts,
	not: v.optional(v.lazy(() => conditionSchema)),
	path: v.optional(v.pipe(textSchema, v.description('A dotted fact: namespaces.network.kind, labels["team"].'))),
	equals: v.optional(v.union([v.string(), numberSchema, flagSchema, v.null()], `${place} needs one value`)),
	matches: v.optional(pattern),
	includes: v.optional(v.union([v.string(), numberSchema], `${place} needs text or a number`)),
	above: v.optional(numberSchema),
	below: v.optional(numberSchema),
	exists: v.optional(flagSchema),
});
type Written = v.InferOutput<typeof written>;

/** A condition on facts: exactly one of its parts, and a path to compare. */
export const conditionSchema: v.GenericSchema<unknown, FactCondition> = v.pipe(
	written,
	v.metadata({
		oneOf: [
			...['all', 'any', 'not'].map(key => ({required: [key], maxProperties: 1})),
			...comparisons.map(key => ({required: ['path', key], maxProperties: 2})),
		],
	}),
	v.rawTransform(({dataset: {value}, addIssue, NEVER}) => {
		const {all, any, not, path, ...compared} = value;
		const [condition, second] = [all && {all}, any && {any}, not && {not}].filter(part => part !== undefined);
		const [operator, ...others] = Object.keys(compared);
		if (condition !== undefined && second === undefined && operator === undefined && path === undefined) return condition;
		if (condition !== undefined || operator === undefined || others.length > 0) {
			const needs = `exactly one of all, any, not, or a path with ${comparisons.join(', ')}`;
			addIssue({message: `${place} needs ${needs}`});
			return NEVER;
		}
		const problem = problemOf(value, operator);
		if (problem !== null) addIssue({message: problem.text, path: [stepTo(value, problem.key)]});
		return value as FactCondition;
	}),
);

/** What is wrong with a comparison, and with which of its keys. */
function problemOf({path, ...compared}: Written, operator: string): {readonly key: string; readonly text: string} | null {
	if (path === undefined) return {key: operator, text: `"${operator}" compares a fact: give its "path"`};
	const found = kindOfFact(path);
	if ('problem' in found) return {key: 'path', text: found.problem};
	const {kind} = found;
	if (fits[operator]?.includes(kind) !== true)
		return {key: operator, text: `"${operator}" does not fit "${sanitise(path)}", which is ${kindNames[kind]}`};
	const {equals} = compared;
	if (equals == null || kindOf[typeof equals] === kind) return null;
	return {key: operator, text: `"equals" needs ${kindNames[kind]}, as "${sanitise(path)}" is`};
}

const stepTo = (input: Record<string, unknown>, key: string): v.IssuePathItem => ({
	type: 'object',
	origin: 'value',
	input,
	key,
	value: input[key],
});

const kindOf: Readonly<Record<string, FactKind>> = {string: 'text', number: 'number', boolean: 'boolean'};

const kindNames: Readonly<Record<FactKind, string>> = {
	text: 'text',
	number: 'a number',
	boolean: 'true or false',
	structure: 'a group of facts: name one of them',
};
