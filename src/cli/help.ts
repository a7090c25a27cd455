import type {CommandName} from './command-names.js';
import {optionsOf} from './described-options.js';
import {exitStatuses, summaries, tagline} from './summaries.js';

/** The help of the program, or of one command. */
export function helpText(command: CommandName): string {
	return command === 'tui' ? programHelp() : commandHelp(command);
}

function programHelp(): string {
	const commands = Object.values(summaries).map(({usage, does}) => `  ${usage.padEnd(34)} ${does}`);
	return [
		`dockscope: ${tagline}`,
		'',
		...commands,
		'',
		'Common options:',
		...optionLines(null),
		'',
		'Run dockscope COMMAND --help for the options of a command.',
		`Exit status: ${statuses(0, 4)},`,
		`${statuses(4)}.`,
		'',
	].join('\n');
}

const statuses = (from: number, to?: number): string =>
	exitStatuses
		.slice(from, to)
		.map(({status, means}) => `${status} ${means}`)
		.join(', ');

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

const optionLines = (command: CommandName | null): string[] =>
	optionsOf(command).map(({name, short, value, choices, help}) => {
		const spelled = `${short === null ? '    ' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`;
		return `  ${spelled.padEnd(30)} ${help}${choices === null ? '' : `: ${choices.join(', ')}`}`;
	});
