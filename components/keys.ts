import type {Key} from 'ink';

const named: readonly (readonly [keyof Key, string])[] = [
	['upArrow', 'Up'],
	['downArrow', 'Down'],
	['leftArrow', 'Left'],
	['rightArrow', 'Right'],
	['pageDown', 'PgDn'],
	['pageUp', 'PgUp'],
	['home', 'Home'],
	['end', 'End'],
	['return', 'Enter'],
	['escape', 'Esc'],
	['backspace', 'Backspace'],
	['delete', 'Delete'],
];

/** Every key with a name, as in the keymap and in the configuration file. */
export const keyNames: readonly string[] = [...named.map(([, name]) => name), 'Tab', 'S-Tab', 'Space'];

/** SGR and urxvt reports, and the start of an X10 one: mouse reporting that another program left on must not count as typing. */
const mouseReport = /^\[(?:<\d+;\d+;\d+[Mm]|\d+;\d+;\d+M|M)/;

/**
 * The keys of one read, named as in the keymap: `j`, `Enter`, `^d`, `S-Tab`. Under load a repeated key arrives as one text, `jj`, and
 * counts as two moves (Ink passes it as one input).
 */
export function keysOf(input: string, key: Key): readonly string[] {
	// Escape and the next key in one read look like Alt; no binding uses Alt, and fast typing does this.
	if (key.meta && key.escape) return ['Esc', 'Esc'];
	if (key.meta) return ['Esc', ...keysOf(input, {...key, meta: false})];
	if (key.tab) return [key.shift ? 'S-Tab' : 'Tab'];
	for (const [flag, name] of named) if (key[flag]) return [name];
	if (mouseReport.test(input)) return [];
	if (key.ctrl) return input === '' ? [] : [`^${input}`];
	return [...input].flatMap(nameOf);
}

function nameOf(character: string): readonly string[] {
	if (character === ' ') return ['Space'];
	if (character === '\r' || character === '\n') return ['Enter'];
	if (character === '\t') return ['Tab'];
	if (character === '\x7f' || character === '\b') return ['Backspace'];
	if (character < ' ') return [`^${String.fromCharCode(character.charCodeAt(0) + 96)}`];
	return [character];
}

/** The text that a key enters into a prompt; `null` if it is not text. */
export const textOf = (key: string): string | null => (key === 'Space' ? ' ' : [...key].length === 1 ? key : null);
