import {isRecord} from '../answers/value.js';

/** Whether a value is of a type that an engine returns there. */
export type Readable = (value: unknown) => boolean;

export const text: Readable = value => typeof value === 'string';
export const number: Readable = value => Number.isFinite(value);
export const flag: Readable = value => typeof value === 'boolean';
/** Go encodes an empty list or map as null. */
export const list =
	(of: Readable): Readable =>
	value =>
		value === null || (Array.isArray(value) && value.every(of));
export const map =
	(of: Readable): Readable =>
	value =>
		value === null || (isRecord(value) && Object.values(value).every(of));
export const fields =
	(of: Readonly<Record<string, Readable>>): Readable =>
	value =>
		isRecord(value) && Object.entries(of).every(([name, readable]) => readable(value[name]));
export const optional =
	(of: Readable): Readable =>
	value =>
		value === undefined || value === null || of(value);
export const either =
	(...of: readonly Readable[]): Readable =>
	value =>
		of.some(readable => readable(value));
