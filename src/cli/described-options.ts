import type {CommandName} from './command-names.js';
import {choicesOf, type OptionSpecification, optionNames, optionTable} from './options.js';

/** An option as one command has it. */
export type DescribedOption = {
	readonly name: string;
	readonly short: string | null;
	/** The placeholder of its value, `null` for a flag. */
	readonly value: string | null;
	/** The allowed values, `null` for any. */
	readonly choices: readonly string[] | null;
	readonly repeatable: boolean;
	readonly help: string;
};

/** The options that only some commands have, for one of them; for `null`, those that every command has. */
export function optionsOf(command: CommandName | null): readonly DescribedOption[] {
	return optionNames.flatMap(name => {
		const option: OptionSpecification = optionTable[name];
		const {of, short = null, value = null, kind, help} = option;
		if (command === null ? of !== undefined : !of?.includes(command)) return [];
		const choices = command === null ? null : choicesOf(option, command);
		const text = typeof help === 'string' ? help : ((command === null ? undefined : help[command]) ?? help.usual);
		return [{name, short, value, choices, repeatable: kind === 'list', help: text}];
	});
}
