import {setMaxListeners} from 'node:events';
import type {ContainerInspect} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {HostFacts} from '../facts/index.js';
import {builtInPolicy} from '../policy/built-in-policy.js';
import type {Policy} from '../policy/policy.js';
import type {Asker} from './ask.js';
import {blindSpotOf} from './engine-answers.js';
import {createEngineWatch} from './engine-watch.js';
import type {Fleet} from './fleet-model.js';
import {emptyState} from './fleet-state.js';
import {createFollowing} from './following.js';
import {createHostWatch} from './host-watch.js';
import {createInventory} from './inventory.js';
import {createJudgeQueue} from './judge-queue.js';
import {createJudging} from './judging.js';
import {loadFleet} from './load.js';
import type {HostAccess} from './local-host.js';
import {createModelView} from './model-view.js';
import {createNotifier} from './notifier.js';
import {answersOnDemand} from './on-demand.js';
import {createSettling} from './settling.js';

export type FleetOptions = {
	readonly policy?: Policy;
	/** What may be read of this machine when the engine proves to run on it; nothing when left out. */
	readonly host?: HostAccess | null;
	/** What a snapshot holds of its engine's host. */
	readonly recordedHost?: HostFacts | null;
	/** Milliseconds since the epoch. */
	readonly now?: () => number;
	/** Milliseconds between two looks at the list for what no event told. */
	readonly reconcileEvery?: number;
	/** Nobody watches it load: each container is judged once, when everything that bears on it is known. */
	readonly unwatched?: boolean;
	/** The history of each image is asked for with its inspect, and not on demand. */
	readonly withHistories?: boolean;
};

/** Milliseconds: a fleet that is followed changes at most four times a second on the screen. */
const betweenNotices = 250;

/** Opens the fleet of an engine, or of a snapshot. Nothing is asked before `start`. */
export function openFleet(reader: EngineReader, options: FleetOptions = {}): Fleet {
	const now = options.now ?? Date.now;
	const ending = new AbortController();
	const {signal} = ending;
	// Each request on its way listens to it.
	setMaxListeners(0, signal);
	const state = emptyState(options.policy ?? builtInPolicy);
	state.host = options.recordedHost ?? null;
	const asker: Asker = {reader, state, signal, host: options.host ?? null};
	const notifier = createNotifier(betweenNotices);
	const judging = createJudging(state, reader, now);
	const view = createModelView(state, judging);
	const changed = () => {
		view.stale();
		notifier.changed();
	};
	const tell = () => {
		view.stale();
		notifier.flush();
	};
	const queue = createJudgeQueue(id => {
		const record = state.records.get(id);
		if (record !== undefined) judging.judge(record);
	}, changed);
	const settling = createSettling(state, judging, signal, changed);
	const inventory = createInventory(reader, state, signal, {
		inspected(id) {
			hostWatch.readTruth(id);
			if (!following.gathers(id)) queue.add(id);
		},
		changed,
		now,
		withHistories: options.withHistories === true,
	});
	const judgeAll = () => {
		judging.invalidate();
		for (const id of state.records.keys()) queue.add(id);
		settling.soon();
	};
	const hostWatch = createHostWatch(asker, queue.add);
	const watch = createEngineWatch({asker, judging, judgeAll, changed, hostWatch});
	const following = createFollowing({
		asker,
		inventory,
		judging,
		queue,
		settling,
		watch,
		changed,
		flush: notifier.flush,
		every: options.reconcileEvery,
	});

	const load = () =>
		loadFleet({asker, inventory, judging, queue, settling, watch, following, tell, unwatched: options.unwatched === true});

	const ask = answersOnDemand({asker, judging, queue, tell});

	function close(): void {
		ending.abort();
		following.close();
		queue.close();
		settling.close();
		watch.close();
		notifier.close();
		reader.close();
	}

	return {
		model: view.model,
		subscribe: notifier.subscribe,
		async start() {
			try {
				await load();
			} catch (error) {
				close();
				// Whoever closes a fleet that still loads has seen enough of it.
				if (!(error instanceof EngineError && error.kind === 'cancelled')) throw error;
			}
		},
		async ask(id, what) {
			const source = `asked:${id}/${what}`;
			state.blindSpots.delete(source);
			try {
				await ask(id, what);
			} catch (error) {
				if (error instanceof EngineError) throw error;
				const {name = id} = state.records.get(id)?.assessed?.facts ?? {};
				state.blindSpots.set(source, blindSpotOf(`${what} of ${name}`, error));
				tell();
			}
		},
		refresh: following.lookAgain,
		suppose(id: string, inspect: ContainerInspect) {
			const record = state.records.get(id);
			return record === undefined ? null : judging.suppose(record, inspect);
		},
		async takeScans(scans) {
			for (const [image, scan] of scans) state.scans.set(image, scan);
			judging.invalidate();
			for (const {id, inspect} of state.records.values()) if (scans.has(inspect?.Image ?? '')) queue.add(id);
			await queue.idle();
			if (!state.complete) return;
			judging.judgeWide();
			changed();
		},
		usePolicy(policy: Policy) {
			state.policy = policy;
			judgeAll();
		},
		close,
	};
}
