import {looksSecret, MASK, maskRaw, maskValue} from '../../facts/secrets.js';

/**
 * A raw answer of the engine with each secret masked: variables and labels by name and value, text by its look, and a variable's
 * secret wherever else it stands in clear (a command line that repeats it).
 */
export function maskedAnswer(answer: unknown, env: readonly string[]): unknown {
	const literal = env.flatMap(secretOf);
	const hide = (text: string): string => literal.reduce((shown, secret) => shown.replaceAll(secret, MASK), maskRaw(text));
	return mask(answer, '', hide);
}

/** A secret of less than six characters would mask half of the page. */
function secretOf(variable: string): readonly string[] {
	const {name, value} = split(variable);
	return value.length >= 6 && looksSecret(name, value) !== null ? [value] : [];
}

function mask(value: unknown, name: string, hide: (text: string) => string): unknown {
	if (typeof value === 'string') return maskText(value, name, hide);
	if (Array.isArray(value)) return value.map(item => mask(item, name, hide));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner, key, hide)]));
}

function maskText(text: string, name: string, hide: (text: string) => string): string {
	if (name === 'Env' && text.includes('=')) {
		const variable = split(text);
		return `${variable.name}=${hide(maskValue(variable.name, variable.value))}`;
	}
	// Ids and digests are random by nature and public.
	if (/^(sha256:)?[0-9a-f]{64}$/.test(text)) return text;
	return hide(looksSecret(name, text) === null ? text : maskValue(name, text));
}

function split(variable: string) {
	const at = variable.indexOf('=');
	return at === -1 ? {name: variable, value: ''} : {name: variable.slice(0, at), value: variable.slice(at + 1)};
}
