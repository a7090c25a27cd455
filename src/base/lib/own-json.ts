import * as v from 'valibot';
import {isRecord} from '../answers/value.js';
import {sanitise, trusted} from '../text/safe-text.js';

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

/** The members of a list that can be read. */
export const readableListSchema = <Item>(item: v.GenericSchema<unknown, Item>) =>
	v.pipe(
		v.custom<readonly unknown[]>(Array.isArray),
		v.transform(all => {
			const found: Item[] = [];
			for (const one of all) {
				const read = v.safeParse(item, one);
				if (read.success) found.push(read.output);
			}
			return found;
		}),
	);

/** The members of an object with free keys that can be read. @param keyOf  the key for a name in the file @param limit  members that are looked at */
export const readableMapSchema = <Value>(
	value: v.GenericSchema<unknown, Value>,
	keyOf: (name: string) => string,
	limit = Number.POSITIVE_INFINITY,
) =>
	v.pipe(
		v.custom<Record<string, unknown>>(isRecord),
		v.transform(all => {
			const found = new Map<string, Value>();
			for (const [name, one] of Object.entries(all).slice(0, limit)) {
				const read = v.safeParse(value, one);
				if (read.success) found.set(keyOf(name), read.output);
			}
			return found;
		}),
	);

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
