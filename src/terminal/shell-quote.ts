import {own, type SafeText} from './safe-text.js';

/** Never special to a POSIX shell, zsh included, wherever they stand in a word (a leading `=` apart: zsh expands `=ls`). */
const bare = /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/;

/** Control characters except newline, bidi controls, zero-width characters, exotic line ends: what a terminal acts on. */
const invisible = /(?:(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;

/**
 * One word for any POSIX shell: nothing in it is expanded, and nothing but newlines can move the cursor of the terminal that shows it.
 *
 * Single quotes hold everything but the quote itself. Characters that a terminal would act on become `"$(printf '\033')"`, which
 * dash, bash, ksh and zsh read alike (`$'…'` is no POSIX); a newline never stands in there, where its end would be cut. NUL cannot
 * stand in an argument and is left out.
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

/** Words of an argument vector, quoted and joined. */
export function shellJoin(words: readonly string[]): string {
	return words.map(shellQuote).join(' ');
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function octal(text: string): string {
	return [...Buffer.from(text, 'utf8')].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** A command as lines that may be painted and copied: quoting has taken out everything that `sanitise()` would. */
export function safeLines(command: string): SafeText[] {
	return command.split('\n').map(line => {
		if (line.search(invisible) >= 0) throw new Error('a command that was not quoted by shellQuote');
		return own(line);
	});
}
