import {type EngineWriter, removeJournal, removeTrace, type SafeText, safe, sanitise} from '../../base/index.js';
import type {Leftovers} from './leftovers.js';

export type Swept = {
	readonly removed: readonly SafeText[];
	/** What could not be removed, each with the reason. */
	readonly failed: readonly SafeText[];
};

/**
 * Removes what is proven to be left by earlier runs of dockscope; each container is compared with the journal again right before. Only to be
 * called after consent.
 *
 * @throws EngineError
 * @throws JournalError
 */
export async function sweep(
	{containers, traces, finished}: Leftovers,
	writer: Pick<EngineWriter, 'removeLeftover'>,
): Promise<Swept> {
	const removed: SafeText[] = [];
	const failed: SafeText[] = [];
	for (const {entry, name} of containers) {
		const found = await writer.removeLeftover(entry);
		if (found.state === 'unlike') failed.push(safe`${name}: ${found.why}`);
		else removed.push(name);
	}
	for (const trace of traces) {
		if (removeTrace(trace)) removed.push(safe`trace ${sanitise(trace.name)}`);
		else failed.push(safe`trace ${sanitise(trace.name)}: the kernel still uses it`);
	}
	// After a failure the journals are kept: the next sweep removes them.
	if (failed.length === 0) for (const file of finished) removeJournal(file);
	return {removed, failed};
}
