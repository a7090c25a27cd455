import {type CommandName, commandNames} from '../command-names.js';
import {type DescribedOption, optionsOf} from '../described-options.js';
import {summaries} from '../summaries.js';

/** What can be completed after a command; `name` is empty for the program without a command. */
export type CompletedCommand = {
	readonly name: string;
	readonly does: string;
	readonly words: readonly string[];
	/** A file can follow one of the words. */
	readonly thenFile: boolean;
	readonly options: readonly DescribedOption[];
};

export const completedCommands: readonly CompletedCommand[] = commandNames.map(command => ({
	name: command === 'tui' ? '' : command,
	does: summaries[command].does,
	words: wordsOf(command),
	thenFile: summaries[command].thenFile === true,
	options: [...optionsOf(command), ...optionsOf(null)],
}));

function wordsOf(command: CommandName): readonly string[] {
	return command === 'tui' ? commandNames.filter(name => name !== 'tui') : (summaries[command].words ?? []);
}

/** `--host` and `-H`. */
export const spellings = ({name, short}: DescribedOption): readonly string[] => [
	`--${name}`,
	...(short === null ? [] : [`-${short}`]),
];

/** Whether the value of an option is the path of a file. */
export const takesFile = ({value}: DescribedOption): boolean => value === 'FILE';
