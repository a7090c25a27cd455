import {isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node} from 'yaml';
import {isNestedTooDeeply} from './yaml-depth.js';
import {parseYaml} from './yaml-source.js';

/** Characters, comments not counted: configuration files of services have fewer, and the parser takes a second for ten times as many. */
const MAX_LENGTH = 32 * 1024;
/** With them. */
const MAX_TEXT_LENGTH = 128 * 1024;
/** A line of a comment, or an empty one. */
const isComment = (line: string): boolean => /^\s*(?:#|$)/.test(line);

/**
 * The scalars of a YAML or JSON text, each under the names that lead to it, joined by dots: `security: {authorization: enabled}` is
 * `security.authorization`. Items of a list have the name of the list; an alias is not followed.
 *
 * @throws Error for a text that cannot be parsed, is too long or nested too deeply
 */
export function yamlSettings(text: string): {readonly name: string; readonly value: string; readonly line: number}[] {
	const length = text.split('\n').reduce((sum, line) => (isComment(line) ? sum : sum + line.length), 0);
	if (length > MAX_LENGTH || text.length > MAX_TEXT_LENGTH) throw new Error('it is too long');
	if (isNestedTooDeeply(text)) throw new Error('it is nested too deeply');
	const lines = new LineCounter();
	const document = parseYaml(text, lines);
	if (document.errors.length > 0) throw new Error('it is not YAML');
	const found: {name: string; value: string; line: number}[] = [];
	const lineOf = (node: Node | null) => lines.linePos(node?.range?.[0] ?? 0).line;
	const add = (node: unknown, name: string, at: number): void => {
		if (isMap(node)) {
			if (node.items.length === 0) found.push({name, value: '', line: at});
			for (const {key, value} of node.items) {
				if (!isScalar(key)) continue;
				const inner = name === '' ? String(key.value) : `${name}.${String(key.value)}`;
				add(value, inner, lineOf(key));
			}
		} else if (isSeq(node)) for (const item of node.items) add(item, name, lineOf(isNode(item) ? item : null) || at);
		else if (isScalar(node)) found.push({name, value: node.value === null ? '' : (node.source ?? String(node.value)), line: at});
		else if (isAlias(node)) found.push({name, value: `*${node.source}`, line: at});
		else found.push({name, value: '', line: at});
	};
	add(document.contents, '', 1);
	return found;
}
