import * as v from 'valibot';
import {anyNumberSchema, finiteSchema} from '../../../base/index.js';
import type {Entry} from './entry.js';

/**
 * The newest time for which a generation was traced without a lost event. What was not seen in it was not done; of what came before only what
 * was seen counts.
 */
export const tracedSchema = v.object({
	seconds: anyNumberSchema,
	/** TCP connections that were accepted; `null` where they cannot be counted. */
	connections: v.fallback(v.nullable(finiteSchema), null),
	/** Starts that were seen from the first program on. */
	starts: anyNumberSchema,
});
type Traced = v.InferOutput<typeof tracedSchema>;

/** Milliseconds before which the time is written until which a generation ran. */
const recent = 120_000;

export const untraced = (): Traced => ({seconds: 0, connections: null, starts: 0});

type Traceable = {traced: Traced; lost: number; readonly last: number};

/** Events of its trace were lost: what it does not show is certain again from now on. */
export function loseTrace(generation: Traceable, count: number): void {
	generation.lost += count;
	generation.traced = untraced();
}

/** The same, from an entry, for those that ran then. Returns whether there were any. @param upTo  the last entry that is in their summary */
export function loseTraces(
	{upTo, generations}: {readonly upTo: number; readonly generations: readonly Traceable[]},
	{n, at, count}: Extract<Entry, {kind: 'lost'}>,
): boolean {
	const ran = n > upTo ? generations.filter(({last}) => last >= at - recent) : [];
	for (const generation of ran) loseTrace(generation, count);
	return ran.length > 0;
}
