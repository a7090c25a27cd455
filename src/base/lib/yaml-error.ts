import {type SafeText, withEllipsis} from '../text/safe-text.js';

/** One thing that is wrong in a YAML file of the user; line and column are 1-based. */
export type YamlProblem = {readonly line: number; readonly column: number; readonly text: SafeText | string};

/** No one fixes thousands of them from one report, and many are found by comparing a word with every other. */
export const MAX_PROBLEMS = 100;

/** A YAML file of the user (policy, configuration) that cannot be used: one line per problem, `dockscope.yaml:12:5: unknown rule …`. */
export class YamlError extends Error {
	override readonly name = 'YamlError';

	constructor(
		readonly path: SafeText,
		readonly problems: readonly YamlProblem[],
		options?: ErrorOptions,
	) {
		super(
			problems.map(({line, column, text}) => `${path}:${line}:${column}: ${withEllipsis(text, MAX_LENGTH)}`).join('\n'),
			options,
		);
	}
}

/** Characters: a very long name in the file must not push the message off the screen. */
const MAX_LENGTH = 600;
