import * as v from 'valibot';
import {nearest} from '../text/nearest.js';
import {quoted} from '../text/quoted.js';
import {MAX_PROBLEMS} from './yaml-error.js';

/** Stands for the name of the place in a message: `"reason"`, `each entry of "rules"`, `the policy`. */
export const place = '\0';

/** A number of a YAML file, with how it was written: as a name, 5.10 is not 5.1. */
export class WrittenNumber {
	constructor(
		readonly value: number,
		readonly written: string,
	) {}
}

type Run = (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => v.OutputDataset<unknown, v.BaseIssue<unknown>>;

/** The same schema, read in another way. */
const running = <Schema extends v.GenericSchema>(schema: Schema, run: Run): Schema => ({...schema, '~run': run});

/** Text that is not empty. */
export const textSchema = v.pipe(
	v.string(({input}) => `${place} must be text${isStructure(input) ? '' : ': put it in quotes'}`),
	v.nonEmpty(`${place} must not be empty`),
	v.check(value => value.trim() !== '', `${place} must not be empty`),
);

const isStructure = (input: unknown): boolean =>
	input == null || (typeof input === 'object' && !(input instanceof WrittenNumber));

export const flagSchema = v.boolean(`${place} must be true or false`);

const plainNumber = v.number(`${place} needs a number`);
export const numberSchema = running(plainNumber, ({value}, config) =>
	plainNumber['~run']({value: value instanceof WrittenNumber ? value.value : value}, config),
);

/** Text, or a number as it was written. */
const textOrNumber = v.union([textSchema, plainNumber]) as v.GenericSchema<string | number, string>;
export const writtenSchema = running(textOrNumber, ({value}, config) =>
	textSchema['~run']({value: value instanceof WrittenNumber ? value.written : value}, config),
);

/** One of some words; a wrong one is reported with the nearest. */
export const choiceSchema = <const Words extends readonly string[]>(words: Words) =>
	v.picklist(words, ({input}) => {
		const given = typeof input === 'string' ? `: ${quoted(input)} is not${nearest(input, words)}` : '';
		return `${place} must be one of ${words.join(', ')}${given}`;
	});

/** @param where  where the keys are listed, when there are too many for a message */
export function mappingSchema<const Entries extends v.ObjectEntries>(entries: Entries, where: string | null = null) {
	const names = Object.keys(entries);
	const schema = v.strictObject(entries, ({expected, input}) => {
		if (expected === 'Object')
			return `${place} must be a mapping${where === null ? ` with ${names.map(quoted).join(', ')}` : ''}`;
		if (expected !== 'never') return `${place} needs ${expected}`;
		return `unknown key ${quoted(String(input))} in ${place}${nearest(String(input), names)}; ${where ?? `known here: ${names.join(', ')}`}`;
	});
	return running(schema, (dataset, config) => schema['~run'](onlyMapping(dataset), config));
}

/** A mapping whose keys are free. */
export function namedSchema<Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(key: Key, value: Value) {
	const schema = v.record(key, value, `${place} must be a mapping`);
	return running(schema, (dataset, config) =>
		v.record(patient(key), patient(value), schema.message)['~run'](onlyMapping(dataset), config),
	);
}

export function listSchema<Item extends v.GenericSchema>(item: Item) {
	const schema = v.array(item, `${place} must be a list`);
	return running(schema, (dataset, config) => v.array(patient(item), schema.message)['~run'](dataset, config));
}

/** A list, or a value that is its only one. */
export function listOrOneSchema<Item extends v.GenericSchema>(item: Item) {
	const many = listSchema(item);
	return running(v.union([item, many]) as v.GenericSchema<unknown, v.InferOutput<Item>[]>, (dataset, config) => {
		if (Array.isArray(dataset.value)) return many['~run'](dataset, config);
		const one = item['~run'](dataset, config);
		return one.typed ? {...one, value: [one.value]} : one;
	});
}

/** Valibot takes a list for a mapping. */
function onlyMapping(dataset: v.UnknownDataset): v.UnknownDataset {
	const {value} = dataset;
	const isMapping =
		typeof value === 'object' && value !== null && [null, Object.prototype].includes(Object.getPrototypeOf(value));
	return isMapping ? dataset : {value: undefined};
}

/** Looks at no more values once there are so many problems that more would help no one. */
function patient<Schema extends v.GenericSchema>(schema: Schema): Schema {
	let problems = 0;
	return running(schema, (dataset, config) => {
		if (problems >= MAX_PROBLEMS) return {typed: true, value: dataset.value};
		const done = schema['~run'](dataset, config);
		problems += done.issues?.length ?? 0;
		return done;
	});
}
