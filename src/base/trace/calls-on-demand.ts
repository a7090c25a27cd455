import {askedInCalls} from './deciding-checks.js';
import type {TraceEvent} from './trace-events.js';
import type {TracePipe} from './trace-pipe.js';

/** Watches system calls from the first check on that they can make meaningless: all calls of the host take longer then. */
export function callsOnDemand(trace: Pick<TracePipe, 'watchCalls'>) {
	let reads = 0;
	/** Reads until which a check may have been made before calls were watched. */
	let earlyUntil = Number.POSITIVE_INFINITY;
	const watch = (): void => {
		if (earlyUntil !== Number.POSITIVE_INFINITY) return;
		trace.watchCalls();
		// What was recorded until now is in this read and the next one.
		earlyUntil = reads + 1;
	};
	return {
		/** To be called before each read of the trace. */
		nextRead(): void {
			reads += 1;
		},
		/** Whether the check of a followed task may have been made before calls were watched, which it may begin. */
		isEarly({granted, capability}: Extract<TraceEvent, {kind: 'check'}>): boolean {
			const early = reads <= earlyUntil;
			if (granted && askedInCalls.has(capability)) watch();
			return early;
		},
		/** Begins before there is a check. */
		watch,
	};
}
