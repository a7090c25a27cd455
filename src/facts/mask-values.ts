import {isPartOfValue, looksSecret, MASK, maskRaw} from './secrets.js';

/** The variables of a configuration, each with its value masked where that looks like a secret. */
export const maskVariables = (variables: readonly string[]): string[] =>
	variables.map(variable => {
		const at = variable.indexOf('=');
		return at === -1 ? maskRaw(variable) : `${variable.slice(0, at)}=${maskNamed(variable.slice(0, at), variable.slice(at + 1))}`;
	});

/** One value under its name: a variable, a label, an option. */
export function maskNamed(name: string, value: string): string {
	const kind = looksSecret(name, value);
	if (kind === null || value.includes(MASK)) return kind === null ? value : maskRaw(value);
	// A URL keeps its host: which database it is, is no secret.
	const masked = isPartOfValue(kind) ? maskRaw(value) : MASK;
	return masked === value ? MASK : masked;
}

/** Mount options of a network file system hold its password: `username=x,password=y`. */
export const maskMountOptions = (value: string): string =>
	value.replace(/((?:^|,)(?:pass|password|password2|secret|cred|ticket)=)[^,]*/gi, `$1${MASK}`);

/**
 * Words one by one, and each with those before it: what follows `--password` is a secret though it does not look like one.
 *
 * @param lead  what stands before the first word: the entry point of a command, the program of its arguments
 */
export function maskWords(words: readonly string[], lead: readonly string[] = []): string[] {
	const all = [...lead, ...words];
	return words.map((word, index) => {
		const masked = maskRaw(word);
		const before = wordsBefore(all, lead.length + index);
		if (masked !== word || before === '') return wholeValue(word, masked);
		const [prefix, line] = [maskRaw(before), maskRaw(`${before} ${word}`)];
		const alone = line.startsWith(`${prefix} `) ? line.slice(prefix.length + 1) : MASK;
		// The shell took the quotes away: the word is one value, with its blanks.
		return alone.startsWith(MASK) ? MASK : wholeValue(word, alone);
	});
}

/** The value of an option goes on to the end of its word: no shell reads it again, as it does a script. */
function wholeValue(word: string, masked: string): string {
	if (!word.startsWith('-')) return masked;
	const [whole] = wholeOption.exec(masked) ?? [];
	if (whole !== undefined) return whole;
	const end = masked.search(maskedAndMore);
	return end === -1 ? masked : `${masked.slice(0, end)}${MASK}`;
}
const wholeOption = /^--?[\w.-]{1,80}=\*{8}/;
const maskedAndMore = new RegExp(`${MASK.replaceAll('*', '[*]')}\\s`);

/** As much as the pattern of an option looks back for its program (`mysql -h … -p`), and no more: a command may have ten thousand words. */
const farthest = 300;

function wordsBefore(all: readonly string[], index: number): string {
	let first = index;
	for (let length = 0; first > 0 && length < farthest; first--) length += (all[first - 1] ?? '').length + 1;
	return all
		.slice(first, index)
		.join(' ')
		.slice(-2 * farthest);
}
