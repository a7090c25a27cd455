import {
	type Alias,
	type Document,
	type ErrorCode,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	parseDocument,
	type Scalar,
	visit,
} from 'yaml';
import {nearest} from './nearest.js';
import {quoted} from './quoted.js';
import {sanitise} from './sanitise.js';
import {resolveAliases} from './yaml-aliases.js';
import {isNestedTooDeeply} from './yaml-depth.js';
import {YamlError, type YamlProblem} from './yaml-error.js';

/** A parsed file with the means to say where in it something is wrong. */
export type Source = {
	readonly document: Document;
	readonly lines: LineCounter;
	readonly aliases: ReadonlyMap<Alias, Node>;
	readonly problems: YamlProblem[];
};

/** A value of the file and the node at which a problem with it is shown. */
export type Field = {readonly key: Node; readonly value: Node | null};

/**
 * Parses YAML. Values are read in one way, also behind `%YAML 1.1`, where a day would be a timestamp and `no` would be false. Repeated keys
 * are found by `repeatedKeys`: the library compares each key with every other of its mapping.
 */
export const parseYaml = (text: string, lines = new LineCounter()): Document.Parsed =>
	parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'core'});

/** Keys that their mapping has already. They are the same when they are written the same: 5.1 and 5.10 are one number, but two CIS ids. */
function repeatedKeys(document: Document): readonly Scalar[] {
	const repeated: Scalar[] = [];
	visit(document, {
		Map(_, {items}) {
			const seen = new Set<string>();
			for (const {key} of items) {
				if (!isScalar(key)) continue;
				const name = nameOf(key);
				if (seen.has(name)) repeated.push(key);
				seen.add(name);
			}
		},
	});
	return repeated;
}

/** A scalar as a name: text, or a number as it was written. */
const nameOf = ({value, source}: Scalar): string => (typeof value === 'number' ? (source ?? String(value)) : String(value));

/** Parses YAML; syntax errors are in `problems` with their place, and so are unresolved tags (`!include`). */
export function openSource(text: string): Source {
	const lines = new LineCounter();
	if (isNestedTooDeeply(text)) {
		const problem = {line: 1, column: 1, text: 'this is nested too deeply'};
		return {document: parseYaml(''), lines, aliases: new Map(), problems: [problem]};
	}
	const document = parseYaml(text, lines);
	const {targets, problems} = resolveAliases(document);
	const source: Source = {document, lines, aliases: targets, problems: []};
	for (const {code, message, pos} of [...document.errors, ...document.warnings].slice(0, mostProblems)) {
		const {line, col} = lines.linePos(pos[0]);
		source.problems.push({line, column: col, text: ownWords[code] ?? sanitise(message)});
	}
	for (const key of repeatedKeys(document).slice(0, mostProblems)) complain(source, key, 'Map keys must be unique');
	for (const problem of problems.slice(0, mostProblems)) complain(source, problem.node, sanitise(problem.text));
	return source;
}

/** Of each kind: no one fixes thousands of them from one report. */
const mostProblems = 100;

/** Instead of messages of the parser that would not help. */
const ownWords: Readonly<Partial<Record<ErrorCode, string>>> = {
	MULTIPLE_DOCS: 'a second document begins here: only one is allowed',
	RESOURCE_EXHAUSTION: 'this is nested too deeply',
};

/**
 * Reads a document.
 *
 * @param path  for messages
 * @param read  is not called for a document that is not valid YAML; notes problems in its source
 * @throws YamlError with every problem and its place, when there is one
 */
export function readYaml<T>(text: string, path: string, read: (source: Source) => T): T {
	if (/[\0\uFFFD]/.test(text)) throw new YamlError(sanitise(path), [{line: 1, column: 1, text: 'this is not UTF-8 text'}]);
	const source = openSource(text);
	const result = source.problems.length === 0 ? read(source) : null;
	if (result !== null && source.problems.length === 0) return result;
	throw new YamlError(
		sanitise(path),
		source.problems.sort((a, b) => a.line - b.line || a.column - b.column),
	);
}

/** 1-based line and column of a node; the start of the file when it has none. */
export function placeOf({lines}: Source, node: Node | null): {line: number; column: number} {
	const offset = node?.range?.[0];
	if (offset === undefined) return {line: 1, column: 1};
	const {line, col} = lines.linePos(offset);
	return {line, column: col};
}

/** Notes a problem at a node. Returns `null`, what a reader answers for a value that cannot be used. */
export function complain(source: Source, node: Node | null, text: string): null {
	source.problems.push({...placeOf(source, node), text});
	return null;
}

/** The fields of a mapping by name; reports unknown names. */
export function fieldsOf<Key extends string>(
	source: Source,
	node: Node | null,
	what: string,
	known: readonly Key[],
): Partial<Record<Key, Field>> | null {
	const map = follow(source, node);
	if (!isMap(map)) return complain(source, node, `${what} must be a mapping with ${list(known)}`);
	const found: Partial<Record<Key, Field>> = {};
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
export function filled(field: Field | undefined): Node | null {
	if (field?.value == null) return null;
	return 'value' in field.value && field.value.value === null ? null : field.value;
}

/** Every entry of a mapping whose names are free. */
export function entriesOf(source: Source, node: Node | null, what: string): {name: string; key: Node; value: Node | null}[] {
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
function keyName(source: Source, key: Node | null): string | null {
	const scalar = follow(source, key);
	return isScalar(scalar) ? nameOf(scalar) : null;
}

/** The entries of a list; reports anything else, and returns none. */
export function itemsOf(source: Source, node: Node | null, what: string): (Node | null)[] {
	const sequence = follow(source, node);
	if (isSeq(sequence)) return sequence.items.map(nodeOf);
	complain(source, node, `${what} must be a list`);
	return [];
}

/** The entries of a list, or a value that is the only one. */
export function listOrOne(source: Source, node: Node | null): (Node | null)[] {
	const sequence = follow(source, node);
	return isSeq(sequence) ? sequence.items.map(nodeOf) : [node];
}

/** The value of a scalar: text, number, boolean or `null`; `undefined` when it is a list or a mapping. */
export function scalarOf(source: Source, node: Node | null): string | number | boolean | null | undefined {
	const scalar = follow(source, node);
	if (!isScalar(scalar)) return scalar === null ? null : undefined;
	const {value} = scalar;
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
		? value
		: undefined;
}

/** A number as it was written (5.10 is no 5.1); `null` for everything else. */
export function writtenOf(source: Source, node: Node | null): string | null {
	const scalar = follow(source, node);
	return isScalar(scalar) && typeof scalar.value === 'number' ? nameOf(scalar) : null;
}

/** Text that is not empty. */
export function textOf(source: Source, node: Node | null, what: string): string | null {
	const value = scalarOf(source, node);
	if (typeof value === 'string' && value.trim() !== '') return value;
	if (typeof value === 'string') return complain(source, node, `${what} must not be empty`);
	return complain(source, node, value == null ? `${what} must be text` : `${what} must be text: put it in quotes`);
}

/** One of the allowed words; reports any other, with the nearest one. */
export function choiceOf<Choice extends string>(
	source: Source,
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

function follow({aliases}: Source, node: Node | null): Node | null {
	return isAlias(node) ? (aliases.get(node) ?? null) : node;
}

function nodeOf(value: unknown): Node | null {
	return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value) ? value : null;
}
