import {parseArgs} from 'node:util';
import {nearest, quoted, sanitise, UsageError} from '../base/index.js';
import {type CommandName, commandNames} from './command-names.js';
import {choicesOf, isOption, type OptionName, type OptionSpecification, optionNames, optionTable} from './options.js';

export type CommandLine = {
	readonly command: CommandName;
	readonly targets: readonly string[];
	flag(name: OptionName): boolean;
	value(name: OptionName): string | null;
	list(name: OptionName): readonly string[];
};

/** What `parseArgs` made of each word, in order: an option with its value, if it takes one, or another word. */
type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Extract<Token, {kind: 'option'}>;

/**
 * Parses a command line.
 *
 * @param argv without node and the script
 * @throws UsageError for an unknown command or option (suggesting the nearest), a missing or unknown value
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
	const tokens = tokensOf(argv);
	const words = tokens.flatMap(token => (token.kind === 'positional' ? [token] : []));
	const [first, second] = words.filter(({value}) => !value.startsWith('-'));
	// `--frm fleet.json`: the option is wrong, not the value that was meant for it.
	if (first !== undefined && !isCommand(first.value)) for (const token of tokens.slice(0, tokens.indexOf(first))) nameOf(token);
	const asksForHelp = first?.value === 'help';
	const command = commandName((asksForHelp ? second : first)?.value ?? null);
	const targets = words.filter(word => word !== first && !(asksForHelp && word === second)).map(({value}) => value);

	const values = new Map<string, string[]>(asksForHelp ? [['help', []]] : []);
	for (const token of tokens) if (token.kind === 'option') take(token, command, values);
	const [extra] = targets;
	if (extra !== undefined && withoutTargets.has(command))
		throw new UsageError(`${shownCommand(command)} takes only options, not ${quoted(extra)}.`);
	return {
		command,
		targets,
		flag: name => values.has(name),
		value: name => values.get(name)?.at(-1) ?? null,
		list: name => values.get(name) ?? [],
	};
}

const specificationOf = (name: OptionName): OptionSpecification => optionTable[name];

/**
 * Unknown options are not errors here: the messages are ours.
 *
 * @throws UsageError for a group of short options that cannot be one, and for more groups than anyone writes
 */
function tokensOf(argv: readonly string[]) {
	// Node expands a group letter by letter, and moves all words behind it each time.
	const groups = argv.filter(word => /^-[^-]./s.test(word) && !takesValue(word));
	const impossible = groups.find(word => word.length > 100);
	if (impossible !== undefined) throw new UsageError(`unknown option ${quoted(impossible)}.`);
	if (groups.length > MAX_GROUPS)
		throw new UsageError(`more than ${MAX_GROUPS} groups of short options, such as ${quoted(groups[0] ?? '')}.`);
	const options = optionNames.map(name => {
		const {kind, short} = specificationOf(name);
		return [name, {type: kind === 'flag' ? 'boolean' : 'string', ...(short === undefined ? {} : {short})}] as const;
	});
	return parseArgs({args: [...argv], options: Object.fromEntries(options), strict: false, allowPositionals: true, tokens: true})
		.tokens;
}

/** Every short option could be in ten of them. */
const MAX_GROUPS = 100;

/** `-Hunix:///run/docker.sock`: the first letter is an option whose value is the rest. */
const takesValue = (word: string): boolean =>
	optionNames.map(specificationOf).some(({kind, short}) => kind !== 'flag' && short === word[1]);

const withoutTargets: ReadonlySet<CommandName> = new Set([
	'tui',
	'events',
	'snapshot',
	'doctor',
	'sweep',
	'config',
	'notify',
	'man',
]);
const shownCommand = (command: CommandName): string => (command === 'tui' ? 'the terminal UI' : command);

const isCommand = (word: string): boolean => word === 'help' || commandNames.some(name => name === word);

function commandName(word: string | null): CommandName {
	if (word === null) return 'tui';
	const found = commandNames.find(name => name === word && name !== 'tui');
	if (found !== undefined) return found;
	// The TUI runs without a command: its name is not a command.
	if (word === 'tui') throw new UsageError('there is no command "tui": run dockscope without a command to open the terminal UI.');
	const known = commandNames.filter(name => name !== 'tui');
	throw new UsageError(`unknown command ${quoted(word)}${nearest(word, known)}. dockscope --help lists the commands.`);
}

/** The option of a token, `null` for another word. @throws UsageError for an unknown one */
function nameOf(token: Token): OptionName | null {
	if (token.kind !== 'option') return null;
	if (isOption(token.name)) return token.name;
	const isLong = token.rawName.startsWith('--');
	const shown = isLong ? quoted(token.rawName) : `"${sanitise(token.rawName)}"`;
	const meant = isLong ? nearest(token.name, optionNames, '--') : '';
	throw new UsageError(`unknown option ${shown}${meant}. dockscope --help lists the options.`);
}

function take(token: OptionToken, command: CommandName, values: Map<string, string[]>): void {
	const name = nameOf(token) ?? 'help';
	const {rawName: shown, inlineValue: isInline} = token;
	const option = specificationOf(name);
	if (option.of !== undefined && !option.of.includes(command))
		throw new UsageError(`${shown} is an option of ${option.of.join(', ')}, not of ${shownCommand(command)}.`);
	if (option.kind === 'flag') {
		if (isInline === true) throw new UsageError(`${shown} takes no value.`);
		values.set(name, []);
		return;
	}
	// `-H=URL`
	const given = isInline === true && !shown.startsWith('--') ? token.value.replace(/^=/, '') : token.value;
	if (given === undefined || given === '' || (isInline === false && given.startsWith('--')))
		throw new UsageError(`${shown} needs a value: ${shown} ${option.value ?? 'VALUE'}.`);
	const choices = choicesOf(option, command);
	// Other tools write severities in capitals.
	const value = choices?.find(choice => choice === given.toLowerCase()) ?? given;
	if (choices !== null && !choices.includes(value))
		throw new UsageError(`${shown} ${quoted(value)} is not known${nearest(value, choices)}: one of ${choices.join(', ')}.`);
	values.set(name, option.kind === 'list' ? [...(values.get(name) ?? []), value] : [value]);
}
