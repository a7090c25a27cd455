import {nearest} from '../terminal/nearest.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';

type OptionKind = 'flag' | 'value' | 'list';

type OptionSpecification = {
	readonly kind: OptionKind;
	readonly short?: string;
	/** How the value is called in the help. */
	readonly value?: string;
	readonly help: string;
	/** Commands that take it; absent: all. */
	readonly of?: readonly CommandName[];
	/** The only values that it takes, by command where they differ. */
	readonly choices?: readonly string[] | Partial<Record<CommandName, readonly string[]>>;
};

export const commandNames = [
	'tui',
	'audit',
	'inspect',
	'command',
	'harden',
	'scan',
	'events',
	'snapshot',
	'doctor',
	'policy',
] as const;
export type CommandName = (typeof commandNames)[number];

const severityChoices = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** Every option of the command line; help, checks and suggestions read this table. */
export const optionTable = {
	host: {kind: 'value', short: 'H', value: 'URL', help: 'the engine: unix://, tcp://, ssh://'},
	context: {kind: 'list', value: 'NAME', help: 'a Docker context; several for the inspector and audit'},
	from: {kind: 'value', value: 'FILE', help: 'read a snapshot, or docker inspect JSON, instead of an engine; - is stdin'},
	demo: {kind: 'flag', help: 'the bundled demo fleet'},
	policy: {kind: 'value', value: 'FILE', help: 'policy file (default: dockscope.yaml here, then in the configuration folder)'},
	'no-color': {kind: 'flag', help: 'no colour'},
	ascii: {kind: 'flag', help: 'ASCII alone, no box drawing'},
	help: {kind: 'flag', short: 'h', help: 'this help'},
	version: {kind: 'flag', help: 'the version'},

	format: {
		kind: 'value',
		value: 'FORMAT',
		help: 'output format',
		of: ['audit', 'inspect', 'harden', 'scan', 'events', 'doctor'],
		choices: {
			audit: ['table', 'json', 'sarif', 'junit', 'markdown', 'html'],
			inspect: ['table', 'json'],
			harden: ['run', 'flags', 'diff', 'replace', 'compose', 'kubernetes', 'quadlet', 'seccomp', 'apparmor', 'json'],
			scan: ['table', 'json', 'sarif', 'cyclonedx'],
			events: ['text', 'json'],
			doctor: ['table', 'json'],
		},
	},
	output: {
		kind: 'value',
		short: 'o',
		value: 'FILE',
		help: 'write there instead of stdout',
		of: ['audit', 'snapshot', 'scan', 'harden'],
	},
	'fail-on': {
		kind: 'value',
		value: 'SEVERITY',
		help: 'exit 1 from this severity on',
		of: ['audit', 'scan'],
		choices: severityChoices,
	},
	all: {kind: 'flag', short: 'a', help: 'passes, waived and not-applicable verdicts too', of: ['audit', 'inspect']},
	only: {kind: 'list', value: 'RULE', help: 'these rules alone: a slug, a CIS id (5.26) or a section (5)', of: ['audit']},
	deep: {
		kind: 'flag',
		help: 'look into the files and processes too: once a container, and the engine may note it in its events',
		of: ['audit', 'inspect'],
	},
	baseline: {kind: 'value', value: 'FILE', help: 'report only what is new or worse than in this JSON report', of: ['audit']},
	rehearse: {kind: 'flag', help: 'prove the plan with a throw-away twin (asks first)', of: ['harden']},
	yes: {kind: 'flag', short: 'y', help: 'consent to what the rehearsal creates', of: ['harden']},
	check: {kind: 'value', value: 'COMMAND', help: 'your own check of the twin; its exit status decides', of: ['harden']},
	'copy-data': {
		kind: 'value',
		value: 'MB',
		help: 'twins start over a copy of its volumes and binds, at most this large',
		of: ['harden'],
	},
	'with-secrets': {kind: 'flag', help: 'write secret values into the command', of: ['harden', 'command']},
	scanner: {kind: 'list', value: 'NAME', help: 'use this scanner', of: ['scan']},
	fresh: {kind: 'flag', help: 'scan anew, also where a fresh report is kept', of: ['scan']},
	'only-fixable': {kind: 'flag', help: 'only what has a fix', of: ['scan']},
	'only-loaded': {kind: 'flag', help: 'only what a live process has loaded', of: ['scan']},
	'import-osv': {kind: 'value', value: 'FILE', help: 'import an OSV archive for the basic scan', of: ['scan']},
	online: {kind: 'flag', help: 'let the basic scan ask api.osv.dev: the package list leaves this host', of: ['scan']},
	epss: {kind: 'value', value: 'FILE', help: 'EPSS scores (CSV)', of: ['scan']},
	kev: {kind: 'value', value: 'FILE', help: 'known exploited vulnerabilities (JSON of CISA)', of: ['scan']},
	'download-exploitation': {
		kind: 'flag',
		help: 'download EPSS (FIRST) and KEV (CISA) once a day; nothing of yours is sent',
		of: ['scan'],
	},
	report: {kind: 'list', value: 'FILE', help: 'a report of another scanner: its JSON, SARIF or CycloneDX', of: ['scan']},
	vex: {kind: 'list', value: 'FILE', help: 'OpenVEX documents', of: ['scan']},
	timeout: {kind: 'value', value: 'SECONDS', help: 'time limit of a scan', of: ['scan']},
} as const satisfies Record<string, OptionSpecification>;

export type OptionName = keyof typeof optionTable;

/** A parsed command line. */
export type CommandLine = {
	readonly command: CommandName;
	readonly targets: readonly string[];
	flag(name: OptionName): boolean;
	value(name: OptionName): string | null;
	list(name: OptionName): readonly string[];
};

/**
 * Reads a command line.
 *
 * @param argv without node and the script
 * @throws UsageError for an unknown command or option (with the nearest one), a missing or unknown value
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
	const values = new Map<string, string[]>();
	const words: string[] = [];
	const rest = [...argv];
	const first = takeCommand(rest);
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

	return {
		command,
		targets: words,
		flag: name => values.has(name),
		value: name => values.get(name)?.at(-1) ?? null,
		list: name => values.get(name) ?? [],
	};
}

/** The first word that is no option, nor the value of one. */
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

function commandName(word: string | null): CommandName {
	if (word === null) return 'tui';
	const found = commandNames.find(name => name === word && name !== 'tui');
	if (found !== undefined) return found;
	throw new UsageError(`unknown command "${sanitise(word)}"${nearest(word, commandNames)}. dockscope --help lists the commands.`);
}

function takeLong(word: string, rest: string[], command: CommandName, values: Map<string, string[]>): void {
	const [, name = '', , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
	if (!isOption(name))
		throw new UsageError(`unknown option "--${sanitise(name)}"${nearestOption(name)}. dockscope --help lists the options.`);
	take(name, `--${name}`, inline, rest, command, values);
}

function takeShort(word: string, rest: string[], command: CommandName, values: Map<string, string[]>): void {
	const letter = word.slice(1, 2);
	const name = longOf(letter);
	if (name === null || !isOption(name))
		throw new UsageError(`unknown option "-${sanitise(letter)}". dockscope --help lists the options.`);
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
	const option: OptionSpecification = optionTable[name];
	if (option.of !== undefined && !option.of.includes(command)) {
		throw new UsageError(
			`${shown} is an option of ${option.of.join(', ')}, not of ${command === 'tui' ? 'the inspector' : command}.`,
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
	const choices = Array.isArray(option.choices)
		? option.choices
		: (option.choices as Partial<Record<CommandName, readonly string[]>>)?.[command];
	// Other tools write their severities in capitals.
	const value = choices?.find(choice => choice === given.toLowerCase()) ?? given;
	if (choices !== undefined && !choices.includes(value)) {
		throw new UsageError(`${shown} "${sanitise(value)}" is not known${nearest(value, choices)}: one of ${choices.join(', ')}.`);
	}
	values.set(name, option.kind === 'list' ? [...(values.get(name) ?? []), value] : [value]);
}

const isOption = (name: string): name is OptionName => Object.hasOwn(optionTable, name);

function longOf(letter: string): OptionName | null {
	for (const [name, option] of Object.entries(optionTable)) {
		if ('short' in option && option.short === letter && isOption(name)) return name;
	}
	return null;
}

const nearestOption = (word: string) => nearest(word, Object.keys(optionTable), '--');
