import {nearest} from '../terminal/nearest.js';
import {quoted} from '../terminal/quoted.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import {type CommandName, commandNames} from './command-names.js';
import {choicesOf, isOption, type OptionName, type OptionSpecification, optionNames, optionTable} from './options.js';

/** A parsed command line. */
export type CommandLine = {
	readonly command: CommandName;
	readonly targets: readonly string[];
	flag(name: OptionName): boolean;
	value(name: OptionName): string | null;
	list(name: OptionName): readonly string[];
};

/**
 * Parses a command line.
 *
 * @param argv without node and the script
 * @throws UsageError for an unknown command or option (suggesting the nearest), a missing or unknown value
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
	const values = new Map<string, string[]>();
	const words: string[] = [];
	const rest = [...argv];
	const first = takeCommand(rest);
	// `--frm fleet.json`: the option is wrong, not the value that was meant for it.
	if (first !== null && !isCommand(first)) refuseUnknownOption(argv.slice(0, argv.indexOf(first)));
	const asksForHelp = first === 'help';
	const command = commandName(asksForHelp ? takeCommand(rest) : first);
	if (asksForHelp) values.set('help', []);

	while (rest.length > 0) {
		const word = rest.shift() ?? '';
		if (word === '--') {
			words.push(...rest.splice(0));
		} else if (word.startsWith('--')) {
			takeLong(word, rest, command, values);
		} else if (word.startsWith('-') && word !== '-') {
			takeShort(word, rest, command, values);
		} else {
			words.push(word);
		}
	}

	const [extra] = words;
	if (extra !== undefined && withoutTargets.has(command))
		throw new UsageError(`${command === 'tui' ? 'the terminal UI' : command} takes only options, not ${quoted(extra)}.`);
	return {
		command,
		targets: words,
		flag: name => values.has(name),
		value: name => values.get(name)?.at(-1) ?? null,
		list: name => values.get(name) ?? [],
	};
}

/** The first word that is neither an option nor the value of one. */
function takeCommand(words: string[]): string | null {
	const at = words.findIndex((word, index) => !word.startsWith('-') && !takesPrevious(words, index));
	return at === -1 ? null : (words.splice(at, 1)[0] ?? null);
}

/** Whether the word at `index` is the value of the option before it. */
function takesPrevious(words: readonly string[], index: number): boolean {
	const before = words[index - 1];
	if (before === undefined || !before.startsWith('-') || before.includes('=')) return false;
	const name = before.startsWith('--') ? before.slice(2) : longOf(before.slice(1));
	return name !== null && isOption(name) && optionTable[name].kind !== 'flag';
}

const withoutTargets: ReadonlySet<CommandName> = new Set(['tui', 'events', 'snapshot', 'doctor', 'sweep']);

const isCommand = (word: string): boolean => word === 'help' || commandNames.some(name => name === word);

function refuseUnknownOption(words: readonly string[]): void {
	for (const word of words) if (word.startsWith('--') && word !== '--') optionOf(word);
}

function commandName(word: string | null): CommandName {
	if (word === null) return 'tui';
	const found = commandNames.find(name => name === word && name !== 'tui');
	if (found !== undefined) return found;
	// The TUI runs without a command: its name is not a command.
	if (word === 'tui') throw new UsageError('there is no command "tui": run dockscope without a command to open the terminal UI.');
	const known = commandNames.filter(name => name !== 'tui');
	throw new UsageError(`unknown command ${quoted(word)}${nearest(word, known)}. dockscope --help lists the commands.`);
}

function takeLong(word: string, rest: string[], command: CommandName, values: Map<string, string[]>): void {
	const {name, inline} = optionOf(word);
	take(name, `--${name}`, inline, rest, command, values);
}

/** Name and value of `--name=value`. @throws UsageError for an unknown name */
function optionOf(word: string): {name: OptionName; inline: string | undefined} {
	const [, name = '', , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
	if (!isOption(name))
		throw new UsageError(`unknown option ${quoted(`--${name}`)}${nearestOption(name)}. dockscope --help lists the options.`);
	return {name, inline};
}

function takeShort(word: string, rest: string[], command: CommandName, values: Map<string, string[]>): void {
	const letter = word.slice(1, 2);
	const name = longOf(letter);
	if (name === null) throw new UsageError(`unknown option "-${sanitise(letter)}". dockscope --help lists the options.`);
	const inline = word.length > 2 ? word.slice(2).replace(/^=/, '') : undefined;
	if (optionTable[name].kind === 'flag' && inline !== undefined) {
		take(name, `-${letter}`, undefined, rest, command, values);
		rest.unshift(`-${inline}`);
		return;
	}
	take(name, `-${letter}`, inline, rest, command, values);
}

function take(
	name: OptionName,
	shown: string,
	inline: string | undefined,
	rest: string[],
	command: CommandName,
	values: Map<string, string[]>,
): void {
	const option = specificationOf(name);
	if (option.of !== undefined && !option.of.includes(command)) {
		throw new UsageError(
			`${shown} is an option of ${option.of.join(', ')}, not of ${command === 'tui' ? 'the terminal UI' : command}.`,
		);
	}
	if (option.kind === 'flag') {
		if (inline !== undefined) throw new UsageError(`${shown} takes no value.`);
		values.set(name, []);
		return;
	}
	const given = inline ?? rest.shift();
	if (given === undefined || (inline === undefined && given.startsWith('--')) || given === '') {
		throw new UsageError(`${shown} needs a value: ${shown} ${option.value ?? 'VALUE'}.`);
	}
	const choices = choicesOf(option, command);
	// Other tools write severities in capitals.
	const value = choices?.find(choice => choice === given.toLowerCase()) ?? given;
	if (choices !== null && !choices.includes(value)) {
		throw new UsageError(`${shown} ${quoted(value)} is not known${nearest(value, choices)}: one of ${choices.join(', ')}.`);
	}
	values.set(name, option.kind === 'list' ? [...(values.get(name) ?? []), value] : [value]);
}

function longOf(letter: string): OptionName | null {
	return optionNames.find(name => specificationOf(name).short === letter) ?? null;
}

const specificationOf = (name: OptionName): OptionSpecification => optionTable[name];

const nearestOption = (word: string) => nearest(word, optionNames, '--');
