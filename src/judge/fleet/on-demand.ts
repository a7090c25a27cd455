import {blindSpotOf, EngineError, limitedSignal} from '../../base/index.js';
import type {OnDemand} from '../inventory/fleet-model.js';
import {collectEvidence} from '../lookups/collect-evidence.js';
import type {FleetParts} from './fleet-parts.js';

/** Evidence that verdicts on images depend on. */
const ofImages: ReadonlySet<OnDemand> = new Set(['image', 'history', 'os', 'setuid', 'files']);

/** Fetches more about one container and judges it again, see `Fleet.ask`. @throws EngineError */
export async function askOnDemand(parts: FleetParts, id: string, what: OnDemand, wanted?: AbortSignal): Promise<void> {
	const {state} = parts.source;
	const spot = `asked:${id}/${what}`;
	state.blindSpots.delete(spot);
	try {
		await askAndJudge(parts, id, what, wanted);
	} catch (error) {
		if (error instanceof EngineError) throw error;
		const {name = id} = state.records.get(id)?.assessed?.facts ?? {};
		state.blindSpots.set(spot, blindSpotOf(`${what} of ${name}`, error));
		parts.view.changedNow();
	}
}

async function askAndJudge(parts: FleetParts, id: string, what: OnDemand, wanted: AbortSignal | undefined): Promise<void> {
	const {source, judging, view, queue, inventory} = parts;
	const record = source.state.records.get(id);
	if (record?.assessed == null) return;
	// Aborted with the fleet, or earlier when the answer is no longer needed: an unread answer blocks the engine.
	const limit = limitedSignal(0, source.signal, wanted);
	try {
		// The inspect names those that run now, and there may have been no event about them.
		if (what === 'execs') await inventory.inspect([id]);
		judging.read([id]);
		await collectEvidence({...source, signal: limit.signal}, record, what);
	} finally {
		limit.release();
	}
	if (limit.signal.aborted) return;
	judging.invalidate();
	if (ofImages.has(what)) judging.staleEngineVerdicts();
	queue.add(id);
	await queue.idle();
	view.changedNow();
}
