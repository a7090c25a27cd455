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
	let inFlow = 0;
	let onLine = 0;
	for (const token of new Lexer().lex(text)) {
		const type = CST.tokenType(token);
		if (openers.has(type)) inFlow += 1;
		else if (closers.has(type)) inFlow = Math.max(0, inFlow - 1);
		else if (type === 'newline') onLine = 0;
		// In brackets a line holds any number of pairs, which are neighbours.
		else if (inFlow === 0 && indicators.has(type)) onLine += 1;
		else if (type === 'space' && token.length > mostIndent) return true;
		if (inFlow > mostLevels || onLine > mostLevels) return true;
	}
	return false;
}
