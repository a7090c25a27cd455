import type {CommandName} from './command-names.js';
import {exitStatus} from './exit-status.js';

export type CommandSummary = {
	readonly usage: string;
	readonly does: string;
	/** The words that can follow the command. */
	readonly words?: readonly string[];
	/** A file can follow one of those words. */
	readonly thenFile?: true;
};

export const tagline = 'the security of every container on a Docker host, read-only';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** Each command in a line; the help, the completions and the man page use this table. */
export const summaries: Record<CommandName, CommandSummary> = {
	tui: {usage: 'dockscope', does: 'the interactive terminal UI'},
	audit: {
		usage: 'dockscope audit [TARGET…]',
		does: 'check every container and image, the engine and its host; a gate for CI and cron',
	},
	inspect: {
		usage: 'dockscope inspect CONTAINER',
		does: 'explain one container: grade, attack paths, findings with evidence and fix',
	},
	command: {
		usage: 'dockscope command CONTAINER',
		does: 'print the docker run (or podman run) command that created it',
	},
	harden: {
		usage: 'dockscope harden CONTAINER',
		does: 'print the hardened command or Compose override (--project NAME: of a whole project); --observe watches it first, --rehearse tests it',
	},
	scan: {
		usage: 'dockscope scan [IMAGE|CONTAINER]',
		does: 'list known vulnerabilities, using the scanner installed on this host; without a target, one line for each image in use',
	},
	survive: {
		usage: 'dockscope survive [CVE]',
		does: 'which containers are open to the escapes that are known, and why; with an id: who, what closes it, and the update',
	},
	events: {usage: 'dockscope events', does: 'follow engine events and the alerts of the recorder; --since: what was recorded'},
	record: {
		usage: 'dockscope record [status]',
		does: 'record what containers do, and raise alerts, until it is stopped; status: what is recorded since when',
		words: ['status'],
	},
	drift: {
		usage: 'dockscope drift [NAME]',
		does: 'what became better or worse in each workload since its last version and the baseline, and how running containers differ from their images',
	},
	snapshot: {usage: 'dockscope snapshot', does: 'save the raw engine answers, secrets masked, for --from'},
	doctor: {usage: 'dockscope doctor', does: 'show what dockscope can and cannot see here, the scanners and the terminal'},
	sweep: {usage: 'dockscope sweep', does: 'remove what a killed rehearsal or scan left behind; lists it and asks first'},
	freeze: {
		usage: 'dockscope freeze CONTAINER',
		does: 'after an incident: one bundle of what the engine knows of it, masked and hashed, without touching it',
	},
	notify: {usage: 'dockscope notify --test', does: 'send a test message to everyone whom notify: in the policy file names'},
	config: {usage: 'dockscope config', does: 'print the configuration of the terminal UI that is in force'},
	policy: {
		usage: 'dockscope policy check [FILE]',
		does: 'validate the policy file; policy show PROFILE prints a shipped one: homelab, team, cis',
		words: ['check', 'show'],
		thenFile: true,
	},
	completion: {
		usage: `dockscope completion ${shells.join('|')}`,
		does: 'print the completions for a shell',
		words: shells,
	},
	man: {usage: 'dockscope man', does: 'print the manual page: dockscope man | man -l -'},
};

export const exitStatuses: readonly {readonly status: number; readonly means: string}[] = [
	{status: exitStatus.done, means: 'success'},
	{status: exitStatus.threshold, means: 'threshold met'},
	{status: exitStatus.usage, means: 'usage error or bad file'},
	{status: exitStatus.engine, means: 'engine unreachable or not fully visible'},
	{status: exitStatus.scanner, means: 'scan, or a test message, failed'},
	{status: exitStatus.unforeseen, means: 'internal error in dockscope (details on stderr)'},
	{status: exitStatus.interrupted, means: 'interrupted'},
	{status: exitStatus.brokenPipe, means: 'the reader of the output has ended'},
];
