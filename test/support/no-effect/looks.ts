import type {KeyCommand} from '../../../components/commands.js';
import type {CommandName} from '../../../src/cli/command-names.js';
import {choicesOf, type OptionName, optionTable} from '../../../src/cli/options.js';
import {shells} from '../../../src/cli/summaries.js';
import {profileNames} from '../../../src/judge/policy/profiles/index.js';

/** A command line that only looks. `EACH` stands for a container. */
type Look = readonly string[];

const formats = (command: CommandName): readonly string[] => choicesOf(optionTable.format, command) ?? [];
const inEachFormat = (command: CommandName, ...rest: readonly string[]): readonly Look[] =>
	formats(command).map(format => [command, ...rest, '--format', format]);

/** Every command as it looks. A command that is missing here does not compile, and fails the test of the classification. */
export const looks: Readonly<Record<CommandName, readonly Look[]>> = {
	// Without a terminal; in one it is walked through.
	tui: [[]],
	audit: [
		...inEachFormat('audit', '--deep', '--all'),
		...inEachFormat('audit'),
		['audit', 'moved', '--only', '5', '--fail-on', 'critical'],
	],
	inspect: [
		['inspect', 'EACH'],
		['inspect', 'EACH', '--deep', '--all', '--format', 'json'],
	],
	command: [
		['command', 'EACH'],
		['command', 'moved', '--with-secrets'],
	],
	harden: [
		['harden', 'EACH'],
		['harden', 'EACH', '--least', '--format', 'json'],
		['harden', 'EACH', '--cut', 'all'],
		...inEachFormat('harden', 'moved'),
	],
	scan: [
		['scan', 'EACH', '--scanner', 'basic', '--fresh'],
		['scan', '--scanner', 'basic'],
		['scan', 'fleet:1', '--scanner', 'basic', '--format', 'json'],
	],
	survive: [...inEachFormat('survive', '--all'), ['survive', 'CVE-2026-53362']],
	events: [
		['events', '--for', '1s', '--all'],
		['events', '--since', '1h', '--format', 'json'],
	],
	record: [
		['record', '--install'],
		['record', 'status'],
	],
	drift: [['drift'], ['drift', 'EACH', '--format', 'json']],
	snapshot: [['snapshot']],
	doctor: [...inEachFormat('doctor'), ['doctor', '--self']],
	policy: [['policy', 'check'], ...profileNames.map(name => ['policy', 'show', name])],
	// Both only write.
	sweep: [],
	notify: [],
	config: [['config']],
	freeze: [['freeze', 'EACH', '--output', '-']],
	completion: shells.map(shell => ['completion', shell]),
	man: [['man'], ['help', 'audit'], ['--version']],
};

/** What is meant to write, and is not run: why. */
export const writesOnPurpose = {
	sweep: 'removes what the journal proves to be of dockscope',
	notify: 'sends messages',
	record: 'stores, and traces as root; `record status` and `--install` look',
} as const satisfies Partial<Record<CommandName, string>>;

export const optionsThatWrite = {
	output: 'writes the file that it names',
	'save-baseline': 'writes the baseline',
	baseline: 'only of a saved baseline or a report',
	rehearse: 'creates containers, after consent',
	observe: 'traces, after consent',
	check: 'only of a rehearsal',
	replay: 'only of a rehearsal',
	'copy-data': 'only of a rehearsal',
	yes: 'gives consent',
	'download-advisories': 'downloads',
	'download-exploitation': 'downloads',
	ecosystem: 'only of a download',
	save: 'writes the file that it names',
	'import-osv': 'writes the store of advisories',
	online: 'sends the list of packages',
	keep: 'writes the cache',
	test: 'sends messages',
	alerts: 'only of a recorder that stores',
	learn: 'only of a recorder that stores',
	export: 'sends, or writes',
	metrics: 'writes the file that it names',
	'max-size': 'only of a recorder that stores',
	'max-age': 'only of a recorder that stores',
} as const satisfies Partial<Record<OptionName, string>>;

/** Say where to look or what to show: nothing more is asked of an engine or a host for them. */
export const optionsThatOnlyChoose = [
	...['host', 'context', 'from', 'demo', 'policy', 'config', 'no-color', 'ascii', 'help'],
	...[
		'project',
		'trivy-scanners',
		'allow-partial',
		'only-fixable',
		'only-loaded',
		'epss',
		'kev',
		'report',
		'fail-on-secrets',
		'vex',
	],
	...['max-unknown', 'unit-user', 'follow', 'severity', 'timeout', 'choose'],
] as const satisfies readonly OptionName[];

/** Keys that the walk through the inspector does not press: why. */
export const keysThatWrite = {
	save: 'writes the page to a file',
	freeze: 'writes the bundle to a file',
	quit: 'ends it',
	interrupt: 'ends it',
	suspend: 'stops it',
	openDemo: 'only where no engine answers',
} as const satisfies Partial<Record<KeyCommand, string>>;

/** Events that a look causes, as docs/permissions.md says. */
export const documentedEvents: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
	audit: ['image save'],
	inspect: ['image save'],
	scan: ['image save'],
	tui: ['image save'],
};

/** What an engine says of a request that was given up, by a page that was left or a program that quit; docs/permissions.md lists it. */
export const linesOfGivenUp = /\b(context canceled|write: broken pipe)\b/;

/** What containerd says of containers that start and end by themselves. */
export const linesOfOthers =
	/ runtime=io\.containerd\.runc\.v2 type=| msg="(cleaning up dead shim|cleaning up after shim disconnected|shim disconnected|ignoring event)"/;
