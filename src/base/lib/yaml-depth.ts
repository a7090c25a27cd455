import {CST, Lexer} from 'yaml';

/** More levels than any hand-written file has. */
export const MAX_LEVELS = 100;
/** Spaces before a line: each level of a block has at least one. */
const MAX_INDENT = 1000;

const openers: ReadonlySet<CST.TokenType | null> = new Set(['flow-map-start', 'flow-seq-start']);
const closers: ReadonlySet<CST.TokenType | null> = new Set(['flow-map-end', 'flow-seq-end']);
const indicators: ReadonlySet<CST.TokenType | null> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/**
 * Whether a YAML text is nested too deeply for its parser. The parser is recursive, and when V8 runs out of stack
 * while it compiles a regular expression, the process ends without an exception. The lexer is not recursive.
 */
export function isNestedTooDeeply(text: string): boolean {
	/** For each open bracket, the count before it. */
	const brackets: number[] = [];
	/** Consecutive indicators, each of which may contain the next. */
	let open = 0;
	for (const token of new Lexer().lex(text)) {
		const type = CST.tokenType(token);
		if (openers.has(type)) brackets.push(open);
		else if (closers.has(type)) brackets.pop();
		// What follows is a sibling.
		else if (type === 'comma') open = brackets.at(-1) ?? open;
		else if (type === 'newline' && brackets.length === 0) open = 0;
		else if (indicators.has(type)) open += 1;
		else if (type === 'space' && token.length > MAX_INDENT) return true;
		if (brackets.length > MAX_LEVELS || open > MAX_LEVELS) return true;
	}
	return false;
}
