import * as v from 'valibot';
import {quoted} from '../text/quoted.js';
import {place} from './own-file.js';
import {complain, openYaml, placeOf, throwProblems, type YamlSource} from './yaml-source.js';
import {nodeAt, valuesOf} from './yaml-values.js';

/**
 * Reads a file of the user by its schema.
 *
 * @param path  for messages
 * @param what  what the file is, for messages: `policy`
 * @returns what it says, and the 1-based line of each part, by the keys and indexes that lead to it
 * @throws YamlError with every problem and its place, when there is one
 */
export function readYaml<Schema extends v.GenericSchema>(
	text: string,
	path: string,
	what: string,
	schema: Schema,
): {readonly value: v.InferOutput<Schema>; readonly lineOf: (...path: readonly unknown[]) => number} {
	const source = openYaml(text, path);
	const values = valuesOf(source);
	throwProblems(source);
	const {success, output, issues} = v.safeParse(schema, values, {abortPipeEarly: true});
	if (success) return {value: output, lineOf: (...at) => placeOf(source, nodeAt(source, at)).line};
	for (const issue of issues) note(source, issue, what);
	throw throwProblems(source);
}

function note(source: YamlSource, {path, message}: v.BaseIssue<unknown>, what: string): void {
	const keys = (path ?? []).map(({key}) => key);
	const atKey = path?.at(-1)?.origin === 'key';
	// The message about a key is about the mapping that it is in, or is not in.
	complain(
		source,
		nodeAt(source, keys, atKey ? 'key' : 'value'),
		message.replace(place, placeName(atKey ? keys.slice(0, -1) : keys, what)),
	);
}

/** @param path  keys of mappings and indexes of lists */
function placeName(path: readonly unknown[], what: string): string {
	const last = path.findLast(step => typeof step === 'string');
	if (last === undefined) return `the ${what}`;
	return typeof path.at(-1) === 'number' ? `each entry of ${quoted(last)}` : quoted(last);
}
