import {isRecord} from '../answers/value.js';

/** Whether a value is of a type that an engine returns there. */
type Readable = (value: unknown) => boolean;

/** What a field may hold, put together from these. */
export const readable = {
	text: (value: unknown): boolean => typeof value === 'string',
	/** Go encodes an empty list or map as null. */
	list:
		(of: Readable): Readable =>
		value =>
			value === null || (Array.isArray(value) && value.every(of)),
	map:
		(of: Readable): Readable =>
		value =>
			value === null || (isRecord(value) && Object.values(value).every(of)),
	fields:
		(of: Readonly<Record<string, Readable>>): Readable =>
		value =>
			isRecord(value) && Object.entries(of).every(([name, one]) => one(value[name])),
	optional:
		(of: Readable): Readable =>
		value =>
			value === undefined || value === null || of(value),
	either:
		(...of: readonly Readable[]): Readable =>
		value =>
			of.some(one => one(value)),
};
