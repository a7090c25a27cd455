import type {CommandName} from './command-names.js';
import {choicesOf, type OptionSpecification, optionNames, optionTable} from './options.js';

const summaries: Record<CommandName, {usage: string; does: string}> = {
	tui: {usage: 'dockscope', does: 'the interactive terminal UI'},
	audit: {
		usage: 'dockscope audit [TARGET…]',
		does: 'check every container and image, the engine and its host; a gate for CI and cron',
	},
	inspect: {
		usage: 'dockscope inspect CONTAINER',
		does: 'explain one container: grade, attack paths, findings with evidence and fix',
	},
	command: {usage: 'dockscope command CONTAINER', does: 'print the docker run (or podman run) command that created it'},
	harden: {
		usage: 'dockscope harden CONTAINER',
		does: 'print the hardened command or Compose override (--project NAME: of a whole project); --observe watches it first, --rehearse tests it',
	},
	scan: {usage: 'dockscope scan IMAGE|CONTAINER', does: 'list known vulnerabilities, using the scanner installed on this host'},
	events: {usage: 'dockscope events', does: 'follow engine events and their security impact'},
	record: {
		usage: 'dockscope record [status]',
		does: 'record what containers do, and raise alerts, until it is stopped; status: what is recorded since when',
	},
	snapshot: {usage: 'dockscope snapshot', does: 'save the raw engine answers, secrets masked, for --from'},
	doctor: {usage: 'dockscope doctor', does: 'show what dockscope can and cannot see here, the scanners and the terminal'},
	sweep: {usage: 'dockscope sweep', does: 'remove what a killed rehearsal or scan left behind; lists it and asks first'},
	policy: {usage: 'dockscope policy check [FILE]', does: 'validate the policy file'},
};

/** The help of the program, or of one command. */
export function helpText(command: CommandName): string {
	return command === 'tui' ? programHelp() : commandHelp(command);
}

function programHelp(): string {
	const commands = Object.values(summaries).map(({usage, does}) => `  ${usage.padEnd(34)} ${does}`);
	return [
		'dockscope: the security of every container on a Docker host, read-only',
		'',
		...commands,
		'',
		'Common options:',
		...optionLines(null),
		'',
		'Run dockscope COMMAND --help for the options of a command.',
		'Exit status: 0 success, 1 threshold met, 2 usage error or bad file, 3 engine unreachable or not fully visible,',
		'4 scan failed, 70 internal error in dockscope (details on stderr), 130 interrupted.',
		'',
	].join('\n');
}

function commandHelp(command: CommandName): string {
	const {usage, does} = summaries[command];
	const own = optionLines(command);
	return [
		`${usage} [options]`,
		`  ${does}`,
		'',
		...(own.length > 0 ? ['Options:', ...own, ''] : []),
		'Common options:',
		...optionLines(null),
		'',
	].join('\n');
}

/** The options of one command, or, for `null`, those that every command has. */
function optionLines(command: CommandName | null): string[] {
	return optionNames.flatMap(name => {
		const option: OptionSpecification = optionTable[name];
		const {of, short, value, help} = option;
		if (command === null ? of !== undefined : !of?.includes(command)) return [];
		const choices = command === null ? null : choicesOf(option, command);
		const spelled = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
		return [`  ${spelled.padEnd(30)} ${help}${choices === null ? '' : `: ${choices.join(', ')}`}`];
	});
}
