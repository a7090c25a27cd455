import type {Severity} from '../../../src/facts/index.js';

/** What differs, the example, the verdict, and of a failure its severity and words. */
type Case<Example> = readonly [what: string, example: Example, verdict: string, severity?: Severity, detail?: RegExp];
/** By the slug of the rule. */
export type Cases<Example> = Readonly<Record<string, readonly Case<Example>[]>>;
