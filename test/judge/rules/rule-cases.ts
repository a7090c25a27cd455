import type {Severity} from '../../../src/base/facts/index.js';

/** What differs, the example, the verdict, and the severity and detail of a failure. */
export type Case<Example> = readonly [what: string, example: Example, verdict: string, severity?: Severity, detail?: RegExp];
/** By the slug of the rule. */
export type Cases<Example> = Readonly<Record<string, readonly Case<Example>[]>>;
/** A severity is that of a failure. */
export type Outcome = 'pass' | 'fail' | 'info' | 'unknown' | 'not-applicable' | Severity;

/** A row of a table; the example comes last, as it is the longest. */
export function row<Example>(what: string, outcome: Outcome | readonly [Outcome, RegExp], example: Example): Case<Example> {
	const [given, detail] = typeof outcome === 'string' ? [outcome] : outcome;
	switch (given) {
		case 'pass':
		case 'fail':
		case 'info':
		case 'unknown':
		case 'not-applicable':
			return [what, example, given, undefined, detail];
		default:
			return [what, example, 'fail', given, detail];
	}
}
