import {commandNames} from './command-names.js';
import {type DescribedOption, optionsOf} from './described-options.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {exitStatuses, summaries, tagline} from './summaries.js';
import {version} from './version.js';
import {writeResult} from './write-result.js';

/** `dockscope man`: prints the manual page. */
export async function man(run: Run): Promise<number> {
	await writeResult(run, manualPage());
	return exitStatus.done;
}

/** Variables that dockscope reads itself; those of the docker command and of scanners are in the docs. */
const environment: readonly (readonly [string, string])[] = [
	['DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_CONTEXT, DOCKER_CONFIG', 'the engine, as for the docker command'],
	['XDG_RUNTIME_DIR', 'where the sockets of rootless engines are looked for'],
	[
		'XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME',
		'configuration, the journal of rehearsals, what is recorded, scans and downloads',
	],
	['DOCKSCOPE_ALERTS_TOKEN', 'the token that record --alerts listen:PORT expects'],
	['NO_COLOR, TERM, LANG, LC_ALL', 'colours and characters'],
];

/** The manual page in the man macros. @source groff_man(7), man-pages(7) */
export function manualPage(): string {
	return [
		`.TH DOCKSCOPE 1 "" "dockscope ${roff(version)}" "User Commands"`,
		'.SH NAME',
		`dockscope \\- ${roff(tagline)}`,
		'.SH SYNOPSIS',
		...Object.values(summaries).flatMap(({usage}, index) => [...(index > 0 ? ['.br'] : []), `.B ${roff(usage)}`]),
		'.SH DESCRIPTION',
		roff('Shows how secure every container on a Docker or Podman host is, and why: a grade, the attack paths, the evidence,'),
		roff('and the changes to docker run that fix it. Looking sends GET and HEAD requests only.'),
		'Without a command it opens the terminal UI; keys are explained there by',
		'.BR ? .',
		'.SH COMMON OPTIONS',
		...optionsOf(null).flatMap(paragraph),
		'.SH COMMANDS',
		...commandNames.flatMap(name => {
			const {usage, does} = summaries[name];
			return [`.SS ${roff(usage)}`, roff(does), ...optionsOf(name).flatMap(paragraph)];
		}),
		'.SH EXIT STATUS',
		...exitStatuses.flatMap(({status, means}) => ['.TP', `.B ${status}`, roff(means)]),
		'.SH ENVIRONMENT',
		...environment.flatMap(([names, does]) => ['.TP', `.B ${roff(names)}`, roff(does)]),
		'.SH EXAMPLES',
		...['dockscope --demo', 'dockscope audit --fail-on high', 'dockscope harden web --rehearse'].flatMap(line => [
			'.PP',
			'.nf',
			roff(line),
			'.fi',
		]),
		'',
	].join('\n');
}

const paragraph = ({name, short, value, choices, help}: DescribedOption): string[] => [
	'.TP',
	`${short === null ? '' : `\\fB\\-${short}\\fR, `}\\fB\\-\\-${roff(name)}\\fR${value === null ? '' : ` \\fI${roff(value)}\\fR`}`,
	`${roff(help)}${choices === null ? '' : `: ${roff(choices.join(', '))}`}`,
];

/** Text in which nothing is a request: ASCII hyphens stay what can be copied, and other characters are named. */
const roff = (text: string): string =>
	text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll(/[^\x20-\x7e]/gu, character => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`)
		.replace(/^(?=[.'])/, '\\&');
