import type {Schema} from './schema.js';
import {isRecord} from './value.js';

type ObjectSchema = Schema & {readonly kind: 'object'};

/**
 * The fields that every engine sends but a well-typed answer (`readable-part.ts`) lacks, as `HostConfig.CapAdd`, or
 * `Mounts` at the top level. If a whole part is missing, none of its fields was seen, including those that an
 * engine may omit.
 */
export function missingFields({fields}: ObjectSchema, answer: Readonly<Record<string, unknown>>): readonly string[] {
	return placesOf(fields).flatMap(place => place(answer));
}

type Place = (answer: Readonly<Record<string, unknown>>) => readonly string[];

const places = new WeakMap<ObjectSchema['fields'], readonly Place[]>();
const none: readonly string[] = [];

/** Taken apart once: a fleet of 500 has 25,000 of these fields. */
function placesOf(fields: ObjectSchema['fields']): readonly Place[] {
	const before = places.get(fields);
	if (before !== undefined) return before;
	const made = Object.entries(fields).flatMap(([name, schema]): readonly Place[] => {
		if (schema.always === true) return [answer => (isGiven(schema, answer[name]) ? none : [name])];
		return schema.kind === 'object' ? [placeOfPart(name, schema)] : [];
	});
	places.set(fields, made);
	return made;
}

function placeOfPart(part: string, schema: ObjectSchema): Place {
	const all = Object.keys(schema.fields).map(name => `${part}.${name}`);
	const watched = Object.entries(schema.fields).flatMap(([name, field]) =>
		field.always === true || asksForMore(field) ? [{name, path: [`${part}.${name}`], field}] : [],
	);
	return answer => {
		const value = answer[part];
		if (!isRecord(value)) return all;
		let missing: string[] | null = null;
		for (const {name, path, field} of watched) {
			if (isGiven(field, value[name])) continue;
			missing ??= [];
			missing.push(...path);
		}
		return missing ?? none;
	};
}

/** Whether something inside a field is always given. */
function asksForMore(schema: Schema): boolean {
	if (schema.kind === 'list' || schema.kind === 'map') return asksForMore(schema.item);
	return (
		schema.kind === 'object' &&
		(schema.isComplete !== undefined || Object.values(schema.fields).some(field => field.always === true || asksForMore(field)))
	);
}

function isGiven(schema: Schema, value: unknown): boolean {
	if (value === undefined) return schema.always !== true;
	// Go writes an empty list or map as null.
	if (value === null) return schema.always !== true || schema.kind === 'list' || schema.kind === 'map';
	return isWhole(schema, value);
}

function isWhole(schema: Schema, value: unknown): boolean {
	if (!asksForMore(schema)) return true;
	if (schema.kind === 'list') return Array.isArray(value) && value.every(item => isWhole(schema.item, item));
	if (schema.kind === 'map')
		return (
			isRecord(value) &&
			Object.values(value).every(item => (item === null ? schema.item.kind !== 'object' : isWhole(schema.item, item)))
		);
	if (schema.kind !== 'object') return true;
	return (
		isRecord(value) &&
		Object.entries(schema.fields).every(([name, field]) => isGiven(field, value[name])) &&
		schema.isComplete?.(value) !== false
	);
}
