import {isAlias, isMap, isNode, isScalar, isSeq, type Node} from 'yaml';
import {nearest} from '../text/nearest.js';
import {quoted} from '../text/quoted.js';
import {sanitise} from '../text/safe-text.js';
import {nameOf} from './yaml-keys.js';
import {complain, type YamlSource} from './yaml-source.js';

/** A value of the file and the node at which a problem with it is shown. */
export type YamlField = {readonly key: Node; readonly value: Node | null};

/** The fields of a mapping by name; reports unknown names. */
export function fieldsOf<Key extends string>(
	source: YamlSource,
	node: Node | null,
	what: string,
	known: readonly Key[],
): Partial<Record<Key, YamlField>> | null {
	const map = follow(source, node);
	if (!isMap(map)) return complain(source, node, `${what} must be a mapping with ${list(known)}`);
	const found: Partial<Record<Key, YamlField>> = {};
	for (const {key, value} of map.items) {
		const keyNode = nodeOf(key);
		const name = keyName(source, keyNode);
		const match = known.find(one => one === name);
		if (name === null) {
			complain(source, keyNode ?? node, `a key of ${what} must be text`);
		} else if (match === undefined) {
			complain(
				source,
				keyNode ?? node,
				`unknown key ${quoted(name)} in ${what}${nearest(name, known)}; known here: ${known.join(', ')}`,
			);
		} else if (found[match] !== undefined) {
			complain(source, keyNode, `"${match}" is given twice`);
		} else if (keyNode !== null) {
			found[match] = {key: keyNode, value: nodeOf(value)};
		}
	}
	return found;
}

/** A key without a value, as an editor leaves it, counts as missing. */
export function filled(field: YamlField | undefined): Node | null {
	if (field?.value == null) return null;
	return 'value' in field.value && field.value.value === null ? null : field.value;
}

/** Every entry of a mapping whose names are free. */
export function entriesOf(source: YamlSource, node: Node | null, what: string): {name: string; key: Node; value: Node | null}[] {
	const map = follow(source, node);
	if (!isMap(map)) {
		complain(source, node, `${what} must be a mapping`);
		return [];
	}
	return map.items.flatMap(({key, value}) => {
		const keyNode = nodeOf(key);
		const name = keyName(source, keyNode);
		if (keyNode !== null && name !== null) return [{name, key: keyNode, value: nodeOf(value)}];
		return complain(source, keyNode ?? node, `a key of ${what} must be text`) ?? [];
	});
}

/** `null` for a list or a mapping as a key. */
function keyName(source: YamlSource, key: Node | null): string | null {
	const scalar = follow(source, key);
	return isScalar(scalar) ? nameOf(scalar) : null;
}

/** The entries of a list; reports anything else, and returns none. */
export function itemsOf(source: YamlSource, node: Node | null, what: string): (Node | null)[] {
	const sequence = follow(source, node);
	if (isSeq(sequence)) return sequence.items.map(nodeOf);
	complain(source, node, `${what} must be a list`);
	return [];
}

/** The entries of a list, or a value that is the only one. */
export function listOrOne(source: YamlSource, node: Node | null): (Node | null)[] {
	const sequence = follow(source, node);
	return isSeq(sequence) ? sequence.items.map(nodeOf) : [node];
}

/** The value of a scalar: text, number, boolean or `null`; `undefined` when it is a list or a mapping. */
export function scalarOf(source: YamlSource, node: Node | null): string | number | boolean | null | undefined {
	const scalar = follow(source, node);
	if (!isScalar(scalar)) return scalar === null ? null : undefined;
	const {value} = scalar;
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
		? value
		: undefined;
}

/** A number as it was written (5.10 is no 5.1); `null` for everything else. */
export function writtenOf(source: YamlSource, node: Node | null): string | null {
	const scalar = follow(source, node);
	return isScalar(scalar) && typeof scalar.value === 'number' ? nameOf(scalar) : null;
}

/** Text that is not empty. */
export function textOf(source: YamlSource, node: Node | null, what: string): string | null {
	const value = scalarOf(source, node);
	if (typeof value === 'string' && value.trim() !== '') return value;
	if (typeof value === 'string') return complain(source, node, `${what} must not be empty`);
	return complain(source, node, value == null ? `${what} must be text` : `${what} must be text: put it in quotes`);
}

/** One of the allowed words; reports any other, with the nearest one. */
export function choiceOf<Choice extends string>(
	source: YamlSource,
	node: Node | null,
	what: string,
	choices: readonly Choice[],
): Choice | null {
	const value = scalarOf(source, node);
	const match = choices.find(choice => choice === value);
	if (match !== undefined) return match;
	const given = typeof value === 'string' ? `: "${sanitise(value)}" is not${nearest(value, choices)}` : '';
	return complain(source, node, `${what} must be one of ${choices.join(', ')}${given}`);
}

const list = (words: readonly string[]): string => words.map(word => `"${word}"`).join(', ');

function follow({aliases}: YamlSource, node: Node | null): Node | null {
	return isAlias(node) ? (aliases.get(node) ?? null) : node;
}

function nodeOf(value: unknown): Node | null {
	return isNode(value) ? value : null;
}
