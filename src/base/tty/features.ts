/** What the terminal supports, judged only from the environment: the terminal is not queried, so nothing can hang or be echoed. */
export type TerminalFeatures = {
	/** Stdin and stdout are a terminal that can move its cursor. */
	readonly interactive: boolean;
	/** TERM is missing, or `dumb`. */
	readonly dumb: boolean;
	readonly color: boolean;
	readonly unicode: boolean;
	/** The multiplexer between us and the terminal that owns the clipboard. */
	readonly multiplexer: 'tmux' | 'screen' | null;
	readonly ssh: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Ends = {readonly stdin: {readonly isTTY?: boolean}; readonly stdout: {readonly isTTY?: boolean}};

/** @param env  of the process; @param ends  stdin and stdout */
export function terminalFeatures(env: Environment, {stdin, stdout}: Ends): TerminalFeatures {
	const term = env['TERM'] ?? '';
	const dumb = term === '' || term === 'dumb';
	return {
		interactive: stdin.isTTY === true && stdout.isTTY === true && !dumb,
		dumb,
		// https://no-color.org: present and not empty, whatever its value.
		color: (env['NO_COLOR'] ?? '') === '' && !dumb,
		unicode: isUtf8(env),
		multiplexer: multiplexerOf(env, term),
		ssh: (env['SSH_CONNECTION'] ?? env['SSH_TTY'] ?? '') !== '',
	};
}

/** By the rules of setlocale(3): the first non-empty one of LC_ALL, LC_CTYPE and LANG. */
function isUtf8(env: Environment): boolean {
	const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(value => value !== undefined && value !== '') ?? '';
	return /utf-?8/i.test(locale);
}

function multiplexerOf(env: Environment, term: string): TerminalFeatures['multiplexer'] {
	if ((env['TMUX'] ?? '') !== '' || term.startsWith('tmux')) return 'tmux';
	return (env['STY'] ?? '') !== '' || term.startsWith('screen') ? 'screen' : null;
}
