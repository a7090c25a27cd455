import {severities} from '../facts/severity.js';
import {outputFormats} from '../hardening/render/output-format.js';
import type {CommandName} from './command-names.js';

export type OptionSpecification = {
	/** `list`: may be given several times. */
	readonly kind: 'flag' | 'value' | 'list';
	readonly short?: string;
	/** How the value is called in the help. */
	readonly value?: string;
	readonly help: string;
	/** Commands that take it; absent: all. */
	readonly of?: readonly CommandName[];
	/** The only values that it takes, by command where they differ. */
	readonly choices?: Choices;
};

type ChoicesForEach = Readonly<Partial<Record<CommandName, readonly string[]>>>;
type Choices = readonly string[] | ChoicesForEach;

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
			harden: [...outputFormats, 'json'],
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
		choices: severities,
	},
	all: {kind: 'flag', short: 'a', help: 'what passes, is unknown, waived or not applicable too', of: ['audit', 'inspect']},
	only: {
		kind: 'list',
		value: 'RULE',
		help: 'these rules alone: slugs, CIS ids (5.26) or sections (5), several between commas',
		of: ['audit'],
	},
	deep: {
		kind: 'flag',
		help: 'look into the files and processes too: once a container, and the engine may note it in its events',
		of: ['audit', 'inspect'],
	},
	baseline: {kind: 'value', value: 'FILE', help: 'report only what is new or worse than in this JSON report', of: ['audit']},
	rehearse: {kind: 'flag', help: 'prove the plan with a throw-away twin (asks first)', of: ['harden']},
	yes: {kind: 'flag', short: 'y', help: 'consent to what is created, or removed, without being asked', of: ['harden', 'sweep']},
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
	report: {
		kind: 'list',
		value: 'FILE',
		help: 'a report of another scanner: its JSON, SARIF or CycloneDX; - is stdin',
		of: ['scan'],
	},
	vex: {kind: 'list', value: 'FILE', help: 'OpenVEX documents', of: ['scan']},
	timeout: {kind: 'value', value: 'SECONDS', help: 'time limit of a scan', of: ['scan']},
} as const satisfies Record<string, OptionSpecification>;

export type OptionName = keyof typeof optionTable;

export const isOption = (name: string): name is OptionName => Object.hasOwn(optionTable, name);
export const optionNames: readonly OptionName[] = Object.keys(optionTable).filter(isOption);

/** The only values that an option takes from a command, `null` where it takes any. */
export function choicesOf({choices = []}: OptionSpecification, command: CommandName): readonly string[] | null {
	if (isForEach(choices)) return choices[command] ?? null;
	return choices.length === 0 ? null : choices;
}

const isForEach = (choices: Choices): choices is ChoicesForEach => !Array.isArray(choices);
