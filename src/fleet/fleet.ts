import {setMaxListeners} from 'node:events';
import type {ContainerInspect, EngineEvent} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {blindSpotOf} from '../engine/known-answer.js';
import {collectEvidence} from '../evidence/collect-evidence.js';
import type {EvidenceSource} from '../evidence/evidence-source.js';
import {createHostWatch} from '../evidence/host-watch.js';
import type {HostFacts} from '../facts/index.js';
import type {HostAccess} from '../host/local-host.js';
import type {Fleet, OnDemand} from '../inventory/fleet-model.js';
import {emptyState} from '../inventory/fleet-state.js';
import {createInventory} from '../inventory/inventory.js';
import {builtInPolicy} from '../policy/built-in-policy.js';
import type {Policy} from '../policy/policy.js';
import {limitedSignal} from '../terminal/time-limit.js';
import {createEngineWatch} from './engine-watch.js';
import {createFollowing} from './following.js';
import {createJudgeQueue} from './judge-queue.js';
import {createJudging} from './judging.js';
import {type LoadParts, loadAgain, loadFleet} from './load.js';
import {createModelView} from './model-view.js';

export type FleetOptions = {
	readonly policy?: Policy;
	/** What may be read of this machine if the engine turns out to run on it; nothing if absent. */
	readonly host?: HostAccess | null;
	/** The host as recorded in a snapshot. */
	readonly recordedHost?: HostFacts | null;
	/** Milliseconds since the epoch. */
	readonly now?: () => number;
	/** Milliseconds between two listings that look for changes without an event. */
	readonly reconcileEvery?: number;
	/** Not shown while it loads: each container is judged once, when everything relevant is known, and no events are followed. */
	readonly unwatched?: boolean;
	/** The id of the container that dockscope runs in: it is omitted, and named as a blind spot. */
	readonly ownContainer?: string | null;
	/** The history of each image is fetched together with its inspect, not on demand. */
	readonly withHistories?: boolean;
	/** The list shows commands that run by exec while they do: a container is read again when one begins or ends. */
	readonly followsExecs?: boolean;
};

/** Evidence that verdicts on images depend on. */
const ofImages: ReadonlySet<OnDemand> = new Set(['image', 'history', 'os', 'setuid', 'files']);

/** Opens the fleet of an engine, or of a snapshot. Nothing is requested before `start`. */
export function openFleet(reader: EngineReader, options: FleetOptions = {}): Fleet {
	const now = options.now ?? Date.now;
	const ending = new AbortController();
	const {signal} = ending;
	// Each request in flight adds a listener.
	setMaxListeners(0, signal);
	const state = emptyState(options.policy ?? builtInPolicy);
	state.host = options.recordedHost ?? null;
	state.ownContainer = options.ownContainer ?? null;
	const withHistories = options.withHistories === true;
	const source: EvidenceSource = {reader, state, signal, withHistories, host: options.host ?? null};

	// Each part only knows those before it.
	const judging = createJudging(state, reader, now);
	const view = createModelView(state, judging);
	const {changed, changedNow} = view;
	const queue = createJudgeQueue({
		judge(id) {
			const record = state.records.get(id);
			if (record !== undefined) judging.judge(record);
		},
		judgeAll: judging.crossContainerPass,
		isComplete: () => state.complete,
		progress: changed,
	});
	const hostWatch = createHostWatch(source, {
		judgeAgain: queue.add,
		judgeAllAgain() {
			judging.invalidate();
			queue.addAllSoon();
			changed();
		},
	});
	const inventory = createInventory({source, onInspect: hostWatch.readLiveState, changed, now});
	const watch = createEngineWatch({source, judging, queue, hostWatch, changed});
	const parts: LoadParts = {
		source,
		hostWatch,
		inventory,
		judging,
		queue,
		watch,
		view,
	};
	const eventListeners = new Set<(event: EngineEvent) => void>();
	const onEvent = (event: EngineEvent): void => {
		for (const listener of eventListeners) listener(event);
	};
	const following = createFollowing({
		...parts,
		onEvent,
		every: options.reconcileEvery,
		followsExecs: options.followsExecs === true,
	});

	async function ask(id: string, what: OnDemand, wanted?: AbortSignal): Promise<void> {
		const record = state.records.get(id);
		if (record?.assessed == null) return;
		// Aborted with the fleet, or earlier when the answer is no longer needed: an unread answer blocks the engine.
		const limit = limitedSignal(0, signal, wanted);
		try {
			// The inspect names those that run now, and there may have been no event about them.
			if (what === 'execs') await inventory.inspect([id]);
			judging.read(record);
			await collectEvidence({...source, signal: limit.signal}, record, what);
		} finally {
			limit.release();
		}
		if (limit.signal.aborted) return;
		judging.invalidate();
		if (ofImages.has(what)) judging.staleEngineVerdicts();
		queue.add(id);
		await queue.idle();
		changedNow();
	}

	function close(): void {
		ending.abort();
		following.close();
		queue.close();
		watch.close();
		hostWatch.close();
		view.close();
		reader.close();
	}

	return {
		model: view.model,
		subscribe: view.subscribe,
		subscribeEvents(listener) {
			eventListeners.add(listener);
			return () => eventListeners.delete(listener);
		},
		async start() {
			try {
				const isWatched = options.unwatched !== true;
				// The stream is opened before the list, so that no event is lost in between.
				if (isWatched && !reader.replayed) following.begin();
				await loadFleet(parts, isWatched);
			} catch (error) {
				close();
				// The fleet was closed while it was loading.
				if (!(error instanceof EngineError && error.kind === 'cancelled')) throw error;
			}
		},
		async ask(id, what, wanted) {
			const spot = `asked:${id}/${what}`;
			state.blindSpots.delete(spot);
			try {
				await ask(id, what, wanted);
			} catch (error) {
				if (error instanceof EngineError) throw error;
				const {name = id} = state.records.get(id)?.assessed?.facts ?? {};
				state.blindSpots.set(spot, blindSpotOf(`${what} of ${name}`, error));
				changedNow();
			}
		},
		refresh: () => loadAgain(parts),
		assessHypothetical(id: string, inspect: ContainerInspect) {
			const record = state.records.get(id);
			return record === undefined ? null : judging.assessHypothetical(record, inspect);
		},
		async applyScans(scans) {
			for (const [image, scan] of scans) state.scans.set(image, scan);
			judging.invalidate();
			judging.staleEngineVerdicts();
			for (const {id, inspect} of state.records.values()) if (scans.has(inspect?.Image ?? '')) queue.add(id);
			await queue.idle();
			changed();
		},
		usePolicy(policy: Policy) {
			state.policy = policy;
			queue.addAll();
		},
		close,
	};
}
