import {isAlias, isMap, isScalar, isSeq, type Pair} from 'yaml';
import {quoted} from '../text/quoted.js';
import {WrittenNumber} from './own-file.js';
import {nameOf} from './yaml-keys.js';
import {complain, type YamlSource} from './yaml-source.js';

/** Valibot skips them where keys are free. */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What a document says, for a schema: aliases refer to one value, and a mapping has no properties but its own. */
export function valuesOf(source: YamlSource): unknown {
	const made = new Map<unknown, unknown>();

	function plain(given: unknown): unknown {
		const node = follow(source, given);
		if (isScalar(node)) return typeof node.value === 'number' ? new WrittenNumber(node.value, nameOf(node)) : node.value;
		if (!made.has(node)) made.set(node, isSeq(node) ? node.items.map(plain) : isMap(node) ? mappingOf(node.items) : null);
		return made.get(node);
	}

	function mappingOf(pairs: readonly Pair[]): unknown {
		const values: Record<string, unknown> = Object.create(null);
		for (const {key, value} of pairs) {
			const name = keyName(source, key);
			if (name === null) complain(source, key, 'a key must be text');
			else if (reserved.has(name)) complain(source, key, `${quoted(name)} cannot be a key`);
			else if (name in values) complain(source, key, `${quoted(name)} is given twice`);
			else values[name] = plain(value);
		}
		return values;
	}

	return plain(source.document.contents);
}

/**
 * Where a path leads, or the key of its last step; where it leads to nothing, the last node on the way.
 *
 * @param path  keys of mappings and indexes of lists
 */
export function nodeAt(source: YamlSource, path: readonly unknown[], what: 'key' | 'value' = 'value'): unknown {
	let node: unknown = source.document.contents;
	for (const [depth, step] of path.entries()) {
		const target = follow(source, node);
		const pair = isMap(target) ? target.items.find(({key}) => keyName(source, key) === step) : undefined;
		const next =
			pair !== undefined && what === 'key' && depth === path.length - 1
				? pair.key
				: (pair?.value ?? (isSeq(target) ? target.items[Number(step)] : null));
		if (next == null) break;
		node = next;
	}
	return node;
}

/** `null` for a list or a mapping as a key. */
function keyName(source: YamlSource, key: unknown): string | null {
	const node = follow(source, key);
	return isScalar(node) ? nameOf(node) : null;
}

const follow = ({aliases}: YamlSource, node: unknown): unknown => (isAlias(node) ? (aliases.get(node) ?? null) : node);
