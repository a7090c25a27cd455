import {CST, Lexer} from 'yaml';

/** Levels that no file of a person's has. */
const mostLevels = 100;
/** Blanks before a line: each level of a block has one at least. */
const mostIndent = 1000;

const openers: ReadonlySet<CST.TokenType | null> = new Set(['flow-map-start', 'flow-seq-start']);
const closers: ReadonlySet<CST.TokenType | null> = new Set(['flow-map-end', 'flow-seq-end']);
const indicators: ReadonlySet<CST.TokenType | null> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/**
 * Whether a YAML text is nested more deeply than its parser can bear. That one calls itself for each level, and when V8 has no stack left
 * while it compiles a regular expression, it ends the process: no exception could be caught. The lexer does not call itself.
 */
export function isNestedTooDeeply(text: string): boolean {
	/** Of each open bracket, what had been counted before it. */
	const brackets: number[] = [];
	/** Indicators of which each may stand inside the one before. */
	let open = 0;
	for (const token of new Lexer().lex(text)) {
		const type = CST.tokenType(token);
		if (openers.has(type)) brackets.push(open);
		else if (closers.has(type)) brackets.pop();
		// What follows is a neighbour.
		else if (type === 'comma') open = brackets.at(-1) ?? open;
		else if (type === 'newline' && brackets.length === 0) open = 0;
		else if (indicators.has(type)) open += 1;
		else if (type === 'space' && token.length > mostIndent) return true;
		if (brackets.length > mostLevels || open > mostLevels) return true;
	}
	return false;
}
