import * as v from 'valibot';
import {isRecord} from '../answers/value.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';

// Schemas for JSON that dockscope wrote itself. A file is no proof of it: text is sanitised, and what is damaged costs only itself.

export const safeTextSchema = v.pipe(v.string(), v.transform(sanitise));
/** Empty where it is missing or damaged. */
export const anyTextSchema = v.fallback(safeTextSchema, trusted(''));
export const textsSchema = v.pipe(v.array(anyTextSchema), v.readonly());

/** `JSON.parse` makes infinity of 1e999. */
export const finiteSchema = v.pipe(v.number(), v.finite());
export const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** 0 where it is missing or damaged. */
export const anyNumberSchema = v.fallback(finiteSchema, 0);

/** The members of a list that can be read; none of what is no list. @param limit  members that are looked at */
export const readableListSchema = <Item>(item: v.GenericSchema<unknown, Item>, limit = Number.POSITIVE_INFINITY) =>
	v.fallback(
		v.pipe(
			v.array(v.unknown()),
			v.transform(all => all.slice(0, limit).flatMap(one => readable(item, one))),
		),
		(): Item[] => [],
	);

/** The same for an object whose keys are free. */
export const readableMapSchema = <Value>(value: v.GenericSchema<unknown, Value>, limit = Number.POSITIVE_INFINITY) =>
	v.fallback(
		v.pipe(
			v.custom<Record<string, unknown>>(isRecord),
			v.transform(all => {
				const found = new Map<SafeText, Value>();
				for (const [key, one] of Object.entries(all).slice(0, limit))
					for (const read of readable(value, one)) found.set(sanitise(key), read);
				return found;
			}),
		),
		() => new Map<SafeText, Value>(),
	);

function readable<Value>(schema: v.GenericSchema<unknown, Value>, one: unknown): [] | [Value] {
	const {success, output} = v.safeParse(schema, one);
	return success ? [output] : [];
}

/** Reads JSON of ours; `null` for what is damaged, or was written by a version that means something else. */
export function readOwnJson<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
	const {success, output} = v.safeParse(schema, value);
	return success ? output : null;
}
