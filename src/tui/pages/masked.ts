import {literalMask, looksSecret, mapAnswer, maskAnswer, splitVariable} from '../../base/index.js';

/**
 * A raw answer of the engine with each secret masked: variables and labels by name and value, text by its look, and a variable's
 * secret wherever else it appears (such as in a command line that repeats it).
 */
export function maskedAnswer(answer: unknown, env: readonly string[]): unknown {
	const hide = literalMask([...new Set(env.flatMap(secretOf))]);
	return mapAnswer(maskAnswer(answer), value => (typeof value === 'string' ? hide(value) : undefined));
}

/** A secret of less than six characters would mask half of the page. */
function secretOf(variable: string): readonly string[] {
	const [name, value] = splitVariable(variable);
	return value.length >= 6 && looksSecret(name, value) !== null ? [value] : [];
}
