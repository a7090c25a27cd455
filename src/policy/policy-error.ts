import type {SafeText} from '../terminal/safe-text.js';

/** One thing that is wrong in a policy file; line and column are 1-based. */
export type PolicyProblem = {readonly line: number; readonly column: number; readonly text: SafeText | string};

/** A policy file that cannot be used: one line per problem, `dockscope.yaml:12:5: unknown rule …`. */
export class PolicyError extends Error {
	override readonly name = 'PolicyError';

	constructor(
		readonly path: SafeText,
		readonly problems: readonly PolicyProblem[],
		options?: ErrorOptions,
	) {
		super(problems.map(({line, column, text}) => `${path}:${line}:${column}: ${shortened(text)}`).join('\n'), options);
	}
}

/** Characters: a very long name in the file must not push the message off the screen. */
const longest = 600;
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
