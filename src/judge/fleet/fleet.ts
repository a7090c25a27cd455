import {setMaxListeners} from 'node:events';
import {EngineError, type EngineEvent, type EngineReader, type HostAccess, type HostFacts, takeTurns} from '../../base/index.js';
import type {Fleet} from '../inventory/fleet-model.js';
import {emptyState} from '../inventory/fleet-state.js';
import {createInventory} from '../inventory/inventory.js';
import type {EvidenceSource} from '../lookups/evidence-source.js';
import {createHostWatch} from '../lookups/host-watch.js';
import {learnMore} from '../lookups/learn-more.js';
import {builtInPolicy} from '../policy/built-in-policy.js';
import type {Policy} from '../policy/policy.js';
import {createEngineWatch} from './engine-watch.js';
import type {FleetParts} from './fleet-parts.js';
import {createFollowing, type Following} from './following.js';
import {createJudgeQueue} from './judge-queue.js';
import {createJudging} from './judging.js';
import {loadAgain, loadFleet} from './load.js';
import {createModelView} from './model-view.js';
import {askOnDemand} from './on-demand.js';

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

	const judging = createJudging(state, reader, now);
	const view = createModelView(state, judging);
	const {changed} = view;
	const queue = createJudgeQueue({
		judge: judging.judge,
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
	const learning = takeTurns();
	const learn = (ids: Iterable<string>) => {
		const of = [...ids];
		return learning(() => learnMore(source, judging.images(), of));
	};
	const parts: FleetParts = {source, judging, view, queue, hostWatch, inventory, watch, learn};
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

	function close(): void {
		ending.abort();
		following.close();
		queue.close();
		watch.close();
		hostWatch.close();
		view.close();
		reader.close();
		options.host?.close();
	}

	return {
		model: view.model,
		subscribe: view.subscribe,
		subscribeEvents(listener) {
			eventListeners.add(listener);
			return () => eventListeners.delete(listener);
		},
		start: () => start(parts, following, options, close),
		ask: (id, what, wanted) => askOnDemand(parts, id, what, wanted),
		refresh: () => loadAgain(parts),
		assessHypothetical: judging.assessHypothetical,
		applyScans: scans => applyScans(parts, scans),
		usePolicy(policy: Policy) {
			state.policy = policy;
			queue.addAll();
		},
		close,
	};
}

/** A fleet that cannot be loaded is closed. */
async function start(parts: FleetParts, following: Following, options: FleetOptions, close: () => void): Promise<void> {
	try {
		const isWatched = options.unwatched !== true;
		// The stream is opened before the list, so that no event is lost in between.
		if (isWatched && !parts.source.reader.replayed) following.begin();
		await loadFleet(parts, isWatched);
	} catch (error) {
		close();
		// The fleet was closed while it was loading.
		if (!(error instanceof EngineError && error.kind === 'cancelled')) throw error;
	}
}

async function applyScans(
	{source: {state}, judging, queue, view}: FleetParts,
	scans: Parameters<Fleet['applyScans']>[0],
): Promise<void> {
	for (const [image, scan] of scans) state.scans.set(image, scan);
	judging.invalidate();
	judging.staleEngineVerdicts();
	for (const {id, inspect} of state.records.values()) if (scans.has(inspect?.Image ?? '')) queue.add(id);
	await queue.idle();
	view.changed();
}
