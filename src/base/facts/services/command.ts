import {MAX_VALUE_LENGTH} from '../../text/safe-text.js';

/** Programs that run what follows them: the service is the program after them. */
const wrappers =
	/^(?:do|then|else|elif|if|while|until|!|\{|env|exec|command|nohup|nice|ionice|time|sudo|doas|tini|tini-static|dumb-init|catatonit|catchsegv|init|s6-setuidgid|with-contenv|numactl|stdbuf|setsid|unbuffer|start-stop-daemon|.*\.(?:sh|bash|py|pl)|.*entry-?point.*)$/;
/** The same, with the name of a user between. */
const userWrappers = /^(?:gosu|su-exec|setpriv|chpst|runuser|setuidgid|chroot)$/;
const shells = /^(?:sh|bash|ash|dash|zsh|ksh|busybox)$/;
const interpreters = /^(?:python[\d.]*|node|nodejs|ruby|perl|java|php)$/;

/** `redis-server` of `/usr/local/bin/redis-server`. */
export const baseName = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/**
 * The commands that a container starts, each as its words: a script in `sh -c "…"` is split as a shell does, and variables that are
 * known are filled in there.
 *
 * @param words  entrypoint and command
 */
export function commandsOf(words: readonly string[], env: ReadonlyMap<string, string>): readonly (readonly string[])[] {
	const script = scriptAt(words);
	if (script === null) return words.length === 0 ? [] : [words];
	const inside = shellCommands(words[script] ?? '').map(command => command.map(word => fillIn(word, env)));
	// What is behind the script are its positional parameters: an entrypoint `sh -c 'exec redis-server "$@"' --` gets its options so.
	const rest = words.slice(script + 1);
	return inside.map((command, index) => (index === inside.length - 1 ? [...command, ...rest] : command));
}

/** Index of the script of the first shell with `-c`, before any other program's own options. */
function scriptAt(words: readonly string[]): number | null {
	for (const [index, word] of words.slice(0, 12).entries()) {
		if (!shells.test(baseName(word))) continue;
		for (let at = index + 1; at < Math.min(words.length, index + 6); at++) {
			const option = words[at] ?? '';
			if (/^-[a-z]*c$/.test(option)) return at + 1 < words.length ? at + 1 : null;
			if (!/^[-+]/.test(option) && option !== 'pipefail') break;
		}
	}
	return null;
}

/** The commands of a script with their words, quotes removed. Substitutions stay as they are written. @source POSIX.1 2.3, token recognition */
export function shellCommands(script: string): readonly (readonly string[])[] {
	const text = script.slice(0, MAX_VALUE_LENGTH);
	const commands: string[][] = [];
	let command: string[] = [];
	let word: string[] | null = null;
	let quote = '';
	let depth = 0;
	const add = (letters: string) => {
		word ??= [];
		word.push(letters);
	};
	const endWord = () => {
		if (word !== null) command.push(word.join(''));
		word = null;
	};
	const endCommand = () => {
		endWord();
		if (command.length > 0) commands.push(command);
		command = [];
	};
	for (let at = 0; at < text.length; at++) {
		const letter = text.charAt(at);
		const next = text.charAt(at + 1);
		if (quote === "'" && letter !== "'") add(letter);
		else if (letter === '\\' && quote !== "'") {
			if (next !== '\n') add(next);
			at++;
		} else if (quote !== '' && letter === quote) quote = '';
		else if (quote !== '') add(letter);
		else if (depth > 0) {
			add(letter);
			if (letter === '(') depth++;
			if (letter === ')') depth--;
		} else if (letter === "'" || letter === '"') {
			quote = letter;
			add('');
		} else if (letter === '$' && next === '(') {
			add('$(');
			depth = 1;
			at++;
		} else if (letter === '&' && text.charAt(at - 1) === '>') add(letter);
		else if (/[;&|\n()]/.test(letter)) endCommand();
		else if (/\s/.test(letter)) endWord();
		else if (letter === '#' && word === null) at = endOfLine(text, at);
		else add(letter);
	}
	endCommand();
	return commands;
}

/** Index of the last letter of the line. */
function endOfLine(text: string, from: number): number {
	const end = text.indexOf('\n', from);
	return end === -1 ? text.length : end - 1;
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` of known variables; one that is not known stays as it is written. */
export const fillIn = (word: string, env: ReadonlyMap<string, string>): string =>
	word.includes('$')
		? word.replace(
				/\$(?:\{(\w{1,80})(?::?[-=]([^{}]{0,200}))?\}|([A-Za-z_]\w{0,79}))/g,
				(whole, braced: string | undefined, fallback: string | undefined, bare: string | undefined) =>
					env.get(braced ?? bare ?? '') || (fallback ?? whole),
			)
		: word;

/** The program that a command comes down to, without what only starts it: `redis-server` of `tini -- docker-entrypoint.sh redis-server`. */
export function programOf(command: readonly string[]): string {
	let started = '';
	for (let at = 0; at < command.length; at++) {
		const word = command[at] ?? '';
		if (/^-|^[A-Za-z_]\w{0,79}=|^$/.test(word)) {
			if (word === '-m' && interpreters.test(started)) return baseName(command[at + 1] ?? '');
			if (/^-/.test(word) && interpreters.test(started) && at > 0) continue;
			continue;
		}
		const name = baseName(word);
		if (interpreters.test(started)) return /\.(?:py|pl|js|rb)$/.test(name) || name.includes('.') ? started : name;
		if (interpreters.test(name)) started = name;
		else if (userWrappers.test(name)) {
			started = name;
			at++;
		} else if (wrappers.test(name)) started = name;
		else return name;
	}
	return started;
}
