import {type Alias, type Document, type ErrorCode, isNode, LineCounter, type Node, parseDocument} from 'yaml';
import {sanitise} from '../text/safe-text.js';
import {resolveAliases} from './yaml-aliases.js';
import {isNestedTooDeeply} from './yaml-depth.js';
import {MAX_PROBLEMS, YamlError, type YamlProblem} from './yaml-error.js';
import {repeatedKeys} from './yaml-keys.js';

/** A parsed file with the means to say where in it something is wrong. */
export type YamlSource = {
	/** For messages. */
	readonly path: string;
	readonly document: Document;
	readonly lines: LineCounter;
	readonly aliases: ReadonlyMap<Alias, Node>;
	readonly problems: YamlProblem[];
};

/**
 * Parses YAML. Values are read in one way, also behind `%YAML 1.1`, where a day would be a timestamp and `no` would be false. Repeated keys
 * are found by `repeatedKeys`: the library compares each key with every other of its mapping. Its warnings are problems of a source; it must
 * not print them, with words of the file.
 */
export const parseYaml = (text: string, lines = new LineCounter()): Document.Parsed =>
	withoutStacks(() =>
		parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'core', logLevel: 'error'}),
	);

/** A broken file has thousands of errors, and their stacks, which no one reads, would take most of the time. */
function withoutStacks<T>(parse: () => T): T {
	const {stackTraceLimit} = Error;
	Error.stackTraceLimit = 0;
	try {
		return parse();
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}

/** Parses YAML; syntax errors are in `problems` with their place, and so are unresolved tags (`!include`). */
function openSource(text: string, path: string): YamlSource {
	const lines = new LineCounter();
	if (isNestedTooDeeply(text)) {
		const problem = {line: 1, column: 1, text: 'this is nested too deeply'};
		return {path, document: parseYaml(''), lines, aliases: new Map(), problems: [problem]};
	}
	const document = parseYaml(text, lines);
	const {targets, problems} = resolveAliases(document);
	const source: YamlSource = {path, document, lines, aliases: targets, problems: []};
	for (const {code, message, pos} of [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS)) {
		const {line, col} = lines.linePos(pos[0]);
		source.problems.push({line, column: col, text: ownWords[code] ?? sanitise(message)});
	}
	for (const key of repeatedKeys(document)) complain(source, key, 'Map keys must be unique');
	for (const problem of problems) complain(source, problem.node, sanitise(problem.text));
	return source;
}

/** Instead of messages of the parser that would not help. */
const ownWords: Readonly<Partial<Record<ErrorCode, string>>> = {
	MULTIPLE_DOCS: 'a second document begins here: only one is allowed',
	RESOURCE_EXHAUSTION: 'this is nested too deeply',
};

/**
 * A document that is valid YAML.
 *
 * @param path  for messages
 * @throws YamlError with every problem and its place, when there is one
 */
export function openYaml(text: string, path: string): YamlSource {
	if (/[\0\uFFFD]/.test(text)) throw new YamlError(sanitise(path), [{line: 1, column: 1, text: 'this is not UTF-8 text'}]);
	const source = openSource(text, path);
	throwProblems(source);
	return source;
}

/**
 * What a YAML or JSON document says, as plain values. Aliases refer to one value, and are not copied.
 *
 * @param path  for messages
 * @throws YamlError
 */
export const plainValue = (text: string, path: string): unknown => openYaml(text, path).document.toJS({maxAliasCount: -1});

/** @throws YamlError where problems were noted */
export function throwProblems({path, problems}: YamlSource): void {
	if (problems.length === 0) return;
	throw new YamlError(sanitise(path), problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_PROBLEMS));
}

/** 1-based line and column of a node; the start of the file when it has none. */
export function placeOf({lines}: YamlSource, node: unknown): {line: number; column: number} {
	const offset = isNode(node) ? node.range?.[0] : undefined;
	if (offset === undefined) return {line: 1, column: 1};
	const {line, col} = lines.linePos(offset);
	return {line, column: col};
}

/**
 * Notes a problem at a node.
 *
 * @throws YamlError once there are so many of them that the rest would help no one
 */
export function complain(source: YamlSource, node: unknown, text: string): void {
	source.problems.push({...placeOf(source, node), text});
	if (source.problems.length >= MAX_PROBLEMS) throwProblems(source);
}
