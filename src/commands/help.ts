import {type CommandName, type OptionName, optionTable} from './options.js';

const summaries: Record<CommandName, {usage: string; does: string}> = {
	tui: {usage: 'dockscope', does: 'the interactive inspector'},
	audit: {
		usage: 'dockscope audit [TARGET…]',
		does: 'every check on every container, image, engine and host; a gate for CI and cron',
	},
	inspect: {usage: 'dockscope inspect CONTAINER', does: 'one container: grade, attack paths, findings with evidence and remedy'},
	command: {usage: 'dockscope command CONTAINER', does: 'the docker run command that made it'},
	harden: {usage: 'dockscope harden CONTAINER', does: 'the hardened command, with evidence; --rehearse proves it'},
	scan: {usage: 'dockscope scan IMAGE|CONTAINER', does: 'known vulnerabilities, by the scanner this host has'},
	events: {usage: 'dockscope events', does: 'what happens on the engine, with what it means for security'},
	snapshot: {usage: 'dockscope snapshot', does: 'raw answers of the engine, secrets masked, for --from'},
	doctor: {usage: 'dockscope doctor', does: 'what it can and cannot see here, scanners, terminal'},
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
		'Exit status: 0 done, 1 threshold met, 2 usage or a bad file, 3 engine, 4 scanner, 130 interrupted.',
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

function optionLines(command: CommandName | null): string[] {
	return (Object.keys(optionTable) as OptionName[]).flatMap(name => {
		const option = optionTable[name];
		const of: readonly CommandName[] | null = 'of' in option ? option.of : null;
		if (command === null ? of !== null : of === null || !of.includes(command)) return [];
		const short = 'short' in option ? `-${option.short}, ` : '    ';
		const value = 'value' in option ? ` ${option.value}` : '';
		const choices = 'choices' in option ? choicesOf(option.choices, command) : '';
		return [`  ${`${short}--${name}${value}`.padEnd(30)} ${option.help}${choices}`];
	});
}

function choicesOf(choices: unknown, command: CommandName | null): string {
	if (Array.isArray(choices)) return `: ${choices.join(', ')}`;
	const ofCommand: unknown = command === null ? null : (choices as Partial<Record<CommandName, unknown>>)[command];
	return Array.isArray(ofCommand) ? `: ${ofCommand.join(', ')}` : '';
}
