import {isPartOfValue, looksSecret, MASK, maskRaw} from './secrets.js';

/** The variables of a configuration, with secret values masked. */
export const maskVariables = (variables: readonly string[]): string[] =>
	variables.map(variable => {
		const at = variable.indexOf('=');
		return at === -1 ? maskRaw(variable) : `${variable.slice(0, at)}=${maskNamed(variable.slice(0, at), variable.slice(at + 1))}`;
	});

/** One value under its name: a variable, a label, an option. */
export function maskNamed(name: string, value: string): string {
	const kind = looksSecret(name, value);
	if (kind === null || value.includes(MASK)) return kind === null ? value : maskRaw(value);
	// A URL keeps its host: which database it is, is not secret.
	const masked = isPartOfValue(kind) ? maskRaw(value) : MASK;
	return masked === value ? MASK : masked;
}

/** Mount options of a network file system hold its password: `username=x,password=y`. */
export const maskMountOptions = (value: string): string =>
	value.replace(/((?:^|,)(?:pass|password|password2|secret|cred|ticket)=)[^,]*/gi, `$1${MASK}`);

/**
 * Each word together with those before it: what follows `--password` is a secret although it does not look like one.
 *
 * @param lead  what precedes the first word: the entry point of a command, the program of its arguments
 */
export function maskWords(words: readonly string[], lead: readonly string[] = []): string[] {
	const all = [...lead, ...words];
	// The shell has removed the quotes: a word is one value, spaces included.
	const line = maskRaw(all.map(word => word.replace(/[\s"']/g, FILLER)).join(' ')).split(' ');
	return words.map((word, index) => {
		const masked = maskRaw(word);
		if (masked !== word) return wholeValue(word, masked);
		// The secret spans several words (such as a key in pieces), so it is unclear which of them to mask.
		if (line.length !== all.length) return MASK;
		return inLine(word, line[lead.length + index] ?? '');
	});
}

/** From Unicode's private use area: one UTF-16 unit, like the character that it replaces. */
const FILLER = '\ue000';

/** The word as masked in the line, if it contains a secret there. */
function inLine(word: string, masked: string): string {
	const at = masked.indexOf(MASK);
	if (at === -1 || word.includes(MASK)) return word;
	const rest = masked.slice(at + MASK.length);
	return wholeValue(word, `${word.slice(0, at)}${MASK}${rest === '' || rest.includes(MASK) ? '' : word.slice(-rest.length)}`);
}

/** The value of an option extends to the end of its word: unlike a script, it is not parsed by a shell again. */
function wholeValue(word: string, masked: string): string {
	if (!word.startsWith('-')) return masked;
	const [whole] = wholeOption.exec(masked) ?? [];
	if (whole !== undefined) return whole;
	const end = masked.search(maskedAndMore);
	return end === -1 ? masked : `${masked.slice(0, end)}${MASK}`;
}
const wholeOption = /^--?[\w.-]{1,80}=\*{8}/;
const maskedAndMore = new RegExp(`${MASK.replaceAll('*', '[*]')}\\s`);
