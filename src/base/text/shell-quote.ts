import {type SafeText, trusted} from './safe-text.js';

/** Never special to a POSIX shell, including zsh, anywhere in a word (except a leading `=`: zsh expands `=ls`). */
const bare = /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/;

/** Control characters except newline, bidi controls, zero-width characters, exotic line separators: what affects a terminal. */
const invisible = /(?:(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;

/**
 * Quotes one word for any POSIX shell: nothing in it is expanded, and only newlines can move the cursor of a terminal that shows it.
 *
 * Single quotes protect everything but the quote itself. Characters that affect a terminal become `"$(printf '\033')"`, which
 * dash, bash, ksh and zsh treat alike (`$'…'` is not POSIX); newlines are never put there, because a command substitution strips trailing
 * ones. NUL is not possible in an argument and is dropped.
 */
export function shellQuote(text: string): string {
	if (bare.test(text)) return text;

	const visible = text.replaceAll('\0', '');
	if (visible.search(invisible) < 0) return quoted(visible);

	const parts: string[] = [];
	let from = 0;
	for (const match of visible.matchAll(invisible)) {
		if (match.index > from) parts.push(quoted(visible.slice(from, match.index)));
		parts.push(`"$(printf '${octal(match[0])}')"`);
		from = match.index + match[0].length;
	}
	if (from < visible.length) parts.push(quoted(visible.slice(from)));
	return parts.join('');
}

/** The words of an argument vector, quoted and joined. */
export function shellJoin(words: readonly string[]): string {
	return words.map(shellQuote).join(' ');
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function octal(text: string): string {
	return [...Buffer.from(text, 'utf8')].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** A command as lines that are safe to paint and copy: quoting has already removed everything that `sanitise()` would. */
export function safeLines(command: string): SafeText[] {
	return command.split('\n').map(line => {
		if (line.search(invisible) >= 0) throw new Error('a command that was not quoted by shellQuote');
		return trusted(line);
	});
}
