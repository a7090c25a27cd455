import {containerInspect} from '../answers/container.js';
import type {ContainerInspect} from '../answers/index.js';
import {missingFields} from '../answers/missing-fields.js';
import {record, string} from './read.js';

/** Fields that could not be read, each with what is wrong with it; `null`: missing. */
export type UnreadableFields = ReadonlyMap<string, string | null>;

const known = new WeakMap<ContainerInspect, UnreadableFields>();

/** Fields of an inspect that are missing although every engine sends them, and those that were malformed. */
export function unreadableFields(inspect: ContainerInspect): UnreadableFields {
	const before = known.get(inspect);
	if (before !== undefined) return before;
	const unreadable = new Map<string, string | null>();
	const malformed = record(inspect.UnreadableFields);
	for (const field of missingFields(containerInspect, record(inspect))) {
		const [part = ''] = field.split('.');
		unreadable.set(field, part in malformed ? string(malformed[part]) : null);
	}
	for (const [field, problem] of Object.entries(malformed)) unreadable.set(field, string(problem));
	known.set(inspect, unreadable);
	return unreadable;
}
