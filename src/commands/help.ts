import type {CommandName} from './command-names.js';
import {choicesOf, type OptionSpecification, optionNames, optionTable} from './options.js';

const summaries: Record<CommandName, {usage: string; does: string}> = {
	tui: {usage: 'dockscope', does: 'the interactive inspector'},
	audit: {
		usage: 'dockscope audit [TARGET…]',
		does: 'every check on every container, image, engine and host; a gate for CI and cron',
	},
	inspect: {usage: 'dockscope inspect CONTAINER', does: 'one container: grade, attack paths, findings with evidence and remedy'},
	command: {usage: 'dockscope command CONTAINER', does: 'the docker run (or podman run) command that made it'},
	harden: {usage: 'dockscope harden CONTAINER', does: 'the hardened command, with evidence; --rehearse proves it'},
	scan: {usage: 'dockscope scan IMAGE|CONTAINER', does: 'known vulnerabilities, by the scanner this host has'},
	events: {usage: 'dockscope events', does: 'what happens on the engine, with what it means for security'},
	snapshot: {usage: 'dockscope snapshot', does: 'raw answers of the engine, secrets masked, for --from'},
	doctor: {usage: 'dockscope doctor', does: 'what it can and cannot see here, scanners, terminal'},
	sweep: {usage: 'dockscope sweep', does: 'removes what a killed rehearsal or scan left, once proven and confirmed'},
	policy: {usage: 'dockscope policy check [FILE]', does: 'validates the policy file'},
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
		'Options of every command:',
		...optionLines(null),
		'',
		'dockscope COMMAND --help shows the options of one command.',
		'Exit status: 0 done, 1 threshold met, 2 usage or a bad file, 3 engine, or not all seen, 4 scanner,',
		'70 a fault in dockscope itself, which stderr names, 130 interrupted.',
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
		'Options of every command:',
		...optionLines(null),
		'',
	].join('\n');
}

/** The options of one command, or, for `null`, those of every command. */
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
