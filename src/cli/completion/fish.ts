import {type CompletedCommand, completedCommands, takesFile} from './completed-commands.js';

/** The completion script for fish. @source complete(1) of fish */
export function fishCompletion(): string {
	const [program, ...commands] = completedCommands;
	const names = commands.map(({name}) => name);
	const without = `not __fish_seen_subcommand_from ${names.join(' ')}`;
	return `# fish completion for dockscope: written by dockscope completion fish
complete -c dockscope -f
${commands.map(({name, does}) => `complete -c dockscope -n ${quote(without)} -a ${name} -d ${quote(does)}`).join('\n')}
${program === undefined ? '' : optionLines(program, without).join('\n')}
${commands.flatMap(command => linesOf(command)).join('\n')}
`;
}

function linesOf(command: CompletedCommand): string[] {
	const {name, words, thenFile} = command;
	const condition = `__fish_seen_subcommand_from ${name}`;
	const seen = `__fish_seen_subcommand_from ${words.join(' ')}`;
	const first = words.map(word => `complete -c dockscope -n ${quote(`${condition}; and not ${seen}`)} -a ${word}`);
	const files = thenFile ? [`complete -c dockscope -n ${quote(`${condition}; and ${seen}`)} -F`] : [];
	return [...first, ...files, ...optionLines(command, condition)];
}

const optionLines = ({options}: CompletedCommand, condition: string): string[] =>
	options.map(option => {
		const {name, short, value, choices, help} = option;
		const takes =
			value === null ? '' : takesFile(option) ? ' -r -F' : choices === null ? ' -x' : ` -x -a ${quote(choices.join(' '))}`;
		return `complete -c dockscope -n ${quote(condition)}${short === null ? '' : ` -s ${short}`} -l ${name}${takes} -d ${quote(help)}`;
	});

const quote = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
