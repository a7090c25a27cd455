import type {BlindSpot} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {type ContainerFacts, factRows} from './container-facts.js';
import type {UnreadableFields} from './unreadable.js';

/*
 * Facts read a field of the wrong type as if it were empty. That must not crash, but it must not give a "passed" either: a rule is
 * inconclusive where it depends on an unreadable field.
 */

const sources: ReadonlyMap<PropertyKey, readonly string[]> = new Map(factRows.map(([name, {from}]) => [name, from]));

/** @param problem  of `unreadableFields` */
export const notReadable = (field: string, problem: string | null): BlindSpot => ({
	source: `inspect:${field}`,
	reason: sanitise(`the engine's answer has no readable ${field}${problem === null ? '' : `: ${problem}`}`),
});

/** A field that could not be read; `problem` is `null` where it is missing, and says what is wrong where it is malformed. */
export type MissedField = {readonly field: string; readonly problem: string | null};

/**
 * The same facts, and a function that lists the unreadable fields behind the facts accessed since.
 *
 * @param unreadable  of `unreadableFields`
 */
export function watchFacts(
	facts: ContainerFacts,
	unreadable: UnreadableFields,
): {readonly facts: ContainerFacts; readonly missed: () => readonly MissedField[]} {
	const missed = new Map<string, MissedField>();
	const watched = new Proxy(facts, {
		get(target, name, receiver) {
			for (const field of sources.get(name) ?? []) {
				const problem = unreadable.get(field);
				if (problem !== undefined) missed.set(field, {field, problem});
			}
			return Reflect.get(target, name, receiver);
		},
	});
	return {facts: watched, missed: () => [...missed.values()]};
}
