import {severities} from '../base/index.js';
import {outputFormats} from '../fix/index.js';
import {trivyKinds} from '../scan/index.js';
import type {CommandName} from './command-names.js';

export type OptionSpecification = {
	/** `list`: can be repeated. */
	readonly kind: 'flag' | 'value' | 'list';
	readonly short?: string;
	/** The placeholder of its value in the help. */
	readonly value?: string;
	/** What it does; `usual` for the commands that have no text here. */
	readonly help: string | HelpForEach;
	/** Commands that have it; absent: all. */
	readonly of?: readonly CommandName[];
	/** The allowed values, by command where they differ. */
	readonly choices?: Choices;
};

type HelpForEach = Readonly<{usual: string} & Partial<Record<CommandName, string>>>;
type ChoicesForEach = Readonly<Partial<Record<CommandName, readonly string[]>>>;
type Choices = readonly string[] | ChoicesForEach;

/** Every option of the command line; help, validation and suggestions use this table. */
export const optionTable = {
	host: {kind: 'value', short: 'H', value: 'URL', help: 'engine address: unix://, tcp:// or ssh://'},
	context: {kind: 'list', value: 'NAME', help: 'Docker context; repeatable for the terminal UI and audit'},
	from: {kind: 'value', value: 'FILE', help: 'read a snapshot or docker inspect JSON instead of an engine; - is stdin'},
	demo: {kind: 'flag', help: 'use the bundled demo fleet'},
	test: {kind: 'flag', help: 'send a test message to everyone whom the policy names', of: ['notify']},
	policy: {
		kind: 'value',
		value: 'FILE',
		help: 'policy file, or a shipped profile: homelab, team, cis (default: dockscope.yaml in the working directory, then in the configuration directory)',
	},
	config: {
		kind: 'value',
		value: 'FILE',
		help: 'configuration file of the terminal UI (default: config.yaml in the configuration directory)',
		of: ['tui', 'config', 'harden', 'scan'],
	},
	'no-color': {kind: 'flag', help: 'disable colour'},
	ascii: {kind: 'flag', help: 'ASCII only, no box drawing'},
	help: {kind: 'flag', short: 'h', help: 'show this help'},
	version: {kind: 'flag', help: 'show the version'},

	format: {
		kind: 'value',
		value: 'FORMAT',
		help: 'output format',
		of: ['audit', 'inspect', 'harden', 'scan', 'survive', 'events', 'record', 'drift', 'doctor'],
		choices: {
			audit: ['table', 'json', 'sarif', 'junit', 'markdown', 'html'],
			inspect: ['table', 'json'],
			harden: [...outputFormats, 'json'],
			scan: ['table', 'json', 'markdown', 'sarif', 'cyclonedx'],
			survive: ['text', 'json'],
			events: ['text', 'json'],
			record: ['table', 'json'],
			drift: ['text', 'json'],
			doctor: ['table', 'json'],
		},
	},
	output: {
		kind: 'value',
		short: 'o',
		value: 'FILE',
		help: {
			usual: 'write to FILE; - is stdout, the default',
			freeze: 'write to FILE; - is stdout; default: dockscope-NAME-TIME.tar',
		},
		of: ['audit', 'snapshot', 'scan', 'survive', 'harden', 'freeze', 'drift'],
	},
	'fail-on': {
		kind: 'value',
		value: 'SEVERITY',
		help: {
			usual: 'exit with 1 on a finding of this severity or worse',
			scan: 'exit with 1 on a vulnerability of this severity or worse',
			drift: 'exit with 1 on a finding that is worse than before, or drift, of this severity or worse',
			survive: 'exit with 1 when a container or the host is open to one',
			events: 'exit with 1 on an event or alert of this severity or worse',
		},
		of: ['audit', 'scan', 'survive', 'drift', 'events'],
		choices: {audit: severities, scan: severities, survive: ['open'], drift: severities, events: severities},
	},
	'max-unknown': {
		kind: 'value',
		value: 'N',
		help: 'exit with 1 when more than N verdicts are unknown',
		of: ['audit', 'drift'],
	},
	all: {
		kind: 'flag',
		short: 'a',
		help: {
			usual: 'also list what passes, is unknown, waived or not applicable',
			events: 'also show alerts that the policy excepts',
			survive: 'also list what no container is open to',
		},
		of: ['audit', 'inspect', 'survive', 'events'],
	},
	only: {
		kind: 'list',
		value: 'RULE',
		help: 'only these rules: slugs, CIS ids (5.26) or sections (5), comma-separated',
		of: ['audit'],
	},
	deep: {
		kind: 'flag',
		help: 'also examine files and processes, once per container; the engine may record this as events',
		of: ['audit', 'inspect'],
	},
	baseline: {
		kind: 'value',
		value: 'FILE',
		help: {
			usual:
				'report only what is new or worse since this JSON report, or "saved": the one that drift --save-baseline, or B in the terminal UI, has saved',
			drift: 'compare with this JSON report of audit instead of the saved one',
		},
		of: ['audit', 'drift'],
	},
	'save-baseline': {
		kind: 'flag',
		help: 'save the state of this engine as its baseline, in a file that only you can read; replaces the one before',
		of: ['drift'],
	},
	project: {
		kind: 'value',
		value: 'NAME',
		help: 'one Compose override for all services of this project, instead of a container',
		of: ['harden'],
	},
	least: {
		kind: 'flag',
		help: 'the smallest set for what was seen and exercised, instead of the safe one',
		of: ['harden'],
	},
	cut: {
		kind: 'value',
		value: 'WHICH',
		help: 'decide each cause of an attack path or of a critical or high finding by the first alternative that cuts it',
		of: ['harden'],
		choices: ['all'],
	},
	choose: {
		kind: 'value',
		value: 'LIST',
		help: 'decide by name: socket=proxy,5432=loopback; keep leaves a cause as it is',
		of: ['harden'],
	},
	observe: {
		kind: 'value',
		value: 'DURATION',
		help: 'first watch the running container for so long (90s, 10m, 2h): what it uses, executes and writes (asks first)',
		of: ['harden'],
	},
	rehearse: {kind: 'flag', help: 'test the plan on a throw-away copy of the container (asks first)', of: ['harden']},
	yes: {kind: 'flag', short: 'y', help: 'answer the question about what is created or removed with yes', of: ['harden', 'sweep']},
	check: {
		kind: 'value',
		value: 'COMMAND',
		help: 'run this check on each rehearsal container; its exit status decides',
		of: ['harden'],
	},
	replay: {
		kind: 'value',
		value: 'FILE',
		help: 'send the HTTP requests of this HAR file to each rehearsal container',
		of: ['harden'],
	},
	'copy-data': {
		kind: 'value',
		value: 'MB',
		help: 'rehearse with a copy of its volumes and bind mounts, up to this size',
		of: ['harden'],
	},
	'with-secrets': {kind: 'flag', help: 'include secret values in the command', of: ['harden', 'command']},
	scanner: {kind: 'list', value: 'NAME', help: 'use this scanner; repeatable, to compare them', of: ['scan']},
	'trivy-scanners': {
		kind: 'value',
		value: 'KINDS',
		help: `what Trivy looks for besides vulnerabilities, comma-separated: ${trivyKinds.join(', ')}`,
		of: ['scan'],
	},
	fresh: {kind: 'flag', help: 'ignore cached scan results', of: ['scan']},
	'allow-partial': {
		kind: 'flag',
		help: 'let a scan that judged only part of the image pass --fail-on',
		of: ['scan'],
	},
	'only-fixable': {kind: 'flag', help: 'only vulnerabilities with a fix', of: ['scan']},
	'only-loaded': {kind: 'flag', help: 'hide packages that no running process has loaded', of: ['scan']},
	'download-advisories': {
		kind: 'flag',
		help: 'download or update the advisories for the basic scan: of the ecosystems in the image, else of those stored or all; sends nothing about this host',
		of: ['scan'],
	},
	ecosystem: {kind: 'list', value: 'NAME', help: 'download advisories of this ecosystem only (Debian, npm…)', of: ['scan']},
	save: {
		kind: 'value',
		value: 'FILE',
		help: 'write the downloaded advisories, EPSS and KEV to one file for --import-osv',
		of: ['scan'],
	},
	'import-osv': {
		kind: 'value',
		value: 'FILE',
		help: 'import an OSV archive, or a file written by --save, for the basic scan',
		of: ['scan'],
	},
	online: {kind: 'flag', help: 'let the basic scan query api.osv.dev; the package list leaves this host', of: ['scan']},
	epss: {kind: 'value', value: 'FILE', help: 'EPSS scores (CSV from FIRST)', of: ['scan']},
	kev: {kind: 'value', value: 'FILE', help: 'known exploited vulnerabilities (JSON from CISA)', of: ['scan']},
	'download-exploitation': {
		kind: 'flag',
		help: 'download EPSS (FIRST) and KEV (CISA) once a day; sends no data about your images',
		of: ['scan'],
	},
	report: {
		kind: 'list',
		value: 'FILE',
		help: 'read a report from another scanner (JSON, SARIF or CycloneDX); - is stdin',
		of: ['scan'],
	},
	keep: {kind: 'flag', help: 'cache the report (--report) as a scan of the image, for the audit and grades', of: ['scan']},
	'fail-on-secrets': {kind: 'flag', help: 'exit 1 for secrets too, of the --fail-on severity or any', of: ['scan']},
	vex: {
		kind: 'list',
		value: 'FILE',
		help: 'VEX document (OpenVEX, CycloneDX or CSAF) or ignore file of Trivy or Grype; repeatable',
		of: ['scan'],
	},
	install: {kind: 'flag', help: 'print a systemd unit that records, and how to install it; installs nothing', of: ['record']},
	self: {kind: 'flag', help: 'show what dockscope itself may do here, and ask no engine', of: ['doctor']},
	'unit-user': {
		kind: 'value',
		value: 'NAME',
		help: 'with --install: a unit that runs as this user instead of root, and records events and grades only',
		of: ['record'],
	},
	alerts: {
		kind: 'list',
		value: 'SOURCE',
		help: 'also record alerts of Falco or Tetragon: a JSON file, - (stdin), listen:PORT (HTTP on loopback) or container:NAME; the logs of Falco containers are followed anyway',
		of: ['record'],
	},
	learn: {
		kind: 'value',
		value: 'DURATION',
		help: 'how long a workload must have run before what is new for it raises an alert (90s, 10m, 24h); default 24h',
		of: ['record'],
	},
	export: {
		kind: 'list',
		value: 'TARGET',
		help: 'also send alerts and events to an OpenTelemetry collector (otlp:URL), or write them to stdout (json); repeatable',
		of: ['record'],
	},
	metrics: {
		kind: 'value',
		value: 'FILE',
		help: "write Prometheus metrics to this file, for node_exporter's textfile collector (*.prom)",
		of: ['record'],
	},
	'max-size': {kind: 'value', value: 'MB', help: 'size of the store; default 64', of: ['record']},
	'max-age': {kind: 'value', value: 'DAYS', help: 'age of the oldest entry; default 90', of: ['record']},
	since: {
		kind: 'value',
		value: 'DURATION',
		help: 'show what the recorder has stored in so long (90s, 10m, 24h), and end',
		of: ['events'],
	},
	follow: {
		kind: 'flag',
		short: 'f',
		help: 'go on with new events and alerts after --since; the default without it',
		of: ['events'],
	},
	for: {kind: 'value', value: 'DURATION', help: 'end after so long (90s, 10m, 24h)', of: ['events']},
	severity: {
		kind: 'value',
		value: 'SEVERITY',
		help: 'show only events and alerts of this severity or worse',
		of: ['events'],
		choices: severities,
	},
	timeout: {kind: 'value', value: 'SECONDS', help: 'time limit of a scan', of: ['scan']},
} as const satisfies Record<string, OptionSpecification>;

export type OptionName = keyof typeof optionTable;

export const isOption = (name: string): name is OptionName => Object.hasOwn(optionTable, name);
export const optionNames: readonly OptionName[] = Object.keys(optionTable).filter(isOption);

/** The allowed values of an option for a command, `null` for any. */
export function choicesOf({choices = []}: OptionSpecification, command: CommandName): readonly string[] | null {
	if (isForEach(choices)) return choices[command] ?? null;
	return choices.length === 0 ? null : choices;
}

const isForEach = (choices: Choices): choices is ChoicesForEach => !Array.isArray(choices);
