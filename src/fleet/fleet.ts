import {setMaxListeners} from 'node:events';
import type {ContainerInspect, EngineEvent} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {HostFacts} from '../facts/index.js';
import {builtInPolicy} from '../policy/built-in-policy.js';
import type {Policy} from '../policy/policy.js';
import {type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Asker} from './ask.js';
import {createChangeQueue} from './change-queue.js';
import {createEngineWatch} from './engine-watch.js';
import {effectOf} from './event-effect.js';
import type {Fleet, OnDemand} from './fleet-model.js';
import {emptyState} from './fleet-state.js';
import {followEvents} from './follow-events.js';
import {createInventory} from './inventory.js';
import {createJudgeQueue} from './judge-queue.js';
import {createJudging} from './judging.js';
import type {HostAccess} from './local-host.js';
import {createModelView} from './model-view.js';
import {learnNamedUsers} from './named-users.js';
import {createNotifier} from './notifier.js';
import {createSettling} from './settling.js';
import {watchSilence} from './watch-silence.js';

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
};

/** Milliseconds. A fleet that is followed changes at most four times a second on the screen; a lost event is found within a minute. */
const times = {
	notify: 250,
	/** What an engine needs to say what judging depends on; Podman's `/info` takes longer and is not waited for. */
	essentials: 300,
	gather: 30,
	reconcile: 60_000,
	/** Where a proxy refuses the events. */
	reconcileWithoutEvents: 10_000,
	retryHanging: 2_000,
};

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
	const notifier = createNotifier(times.notify);
	const judging = createJudging(state, reader.socketPath, now);
	const view = createModelView(state, judging);
	const changed = () => {
		view.stale();
		notifier.changed();
	};
	const queue = createJudgeQueue(id => {
		const record = state.records.get(id);
		if (record !== undefined) judging.judge(record);
	}, changed);
	const settling = createSettling(state, judging, signal, changed);
	const inventory = createInventory(reader, state, signal, {
		inspected(id) {
			watch.readTruth(id);
			if (batch !== null) batch.add(id);
			else queue.add(id);
		},
		changed,
		now,
	});
	const judgeAll = () => {
		judging.invalidate();
		for (const id of state.records.keys()) queue.add(id);
		settling.soon();
	};
	const watch = createEngineWatch({reader, state, signal, judging, judgeAll, changed, host: options.host ?? null});
	const changes = createChangeQueue(lookAt, {gather: times.gather, restFactor: 3});
	/** What answered while a batch of changes is looked at; judged when it is whole. */
	let batch: Set<string> | null = null;
	let reconciling: NodeJS.Timeout | null = null;
	let hangs = false;
	let stopListening: (() => void) | null = null;

	async function lookAt(ids: readonly string[]): Promise<void> {
		batch = new Set();
		await inventory.inspect(ids);
		const news = [...batch];
		batch = null;
		if (news.length === 0) return;
		await inventory.loadImages(news.flatMap(id => state.inspects.get(id)?.Image ?? []));
		await learnNamedUsers(asker, news);
		// Some may have joined or left a network: who is where is worked out once for all of them.
		judging.invalidate();
		for (const id of news) queue.add(id);
		await queue.idle();
		settling.soon();
	}

	function onEvent(event: EngineEvent): void {
		const effect = effectOf(event);
		if (effect.kind === 'inspect') changes.add(effect.id);
		if (effect.kind === 'gone') {
			inventory.remove(effect.id);
			judging.invalidate();
			settling.soon();
		}
		watch.onEffect(effect);
	}

	/** Asks for everything again; what did not change keeps its identity. */
	async function lookAgain(): Promise<void> {
		const before = new Set(state.records.keys());
		const rows = await reader.containers({all: true}, signal);
		inventory.adopt(rows, before);
		state.connection = reader.replayed ? {state: 'replayed'} : {state: 'connected'};
		changed();
		await Promise.all([
			inventory.inspect(rows.map(({Id}) => Id)),
			inventory.loadImages(rows.flatMap(({ImageID}) => ImageID ?? [])),
			watch.askAgain(),
		]);
		await queue.idle();
		await settling.now();
		notifier.flush();
	}

	/** It is asked until it answers; everything is looked at again then. */
	function onHanging(message: SafeText, silent: boolean): void {
		state.connection = {state: 'lost', message, silent, retryIn: times.retryHanging};
		changed();
		hangs = true;
		setTimeout(() => void reconcile(), times.retryHanging).unref();
	}

	function onSilent(): void {
		const message = safely`${reader.endpoint} says nothing`;
		if (state.connection.state === 'connected') {
			onHanging(message, true);
			return;
		}
		// The question for the list is still open: its answer, or its end, tells how this goes on.
		state.connection = {state: 'lost', message, silent: true, retryIn: 0};
		changed();
	}

	/** Finds what no event told, and whether an engine that hung answers again. */
	async function reconcile(): Promise<void> {
		try {
			const before = new Set(state.records.keys());
			const rows = await reader.containers({all: true}, signal);
			for (const id of inventory.adopt(rows, before)) changes.add(id);
			if (hangs) {
				hangs = false;
				await lookAgain();
			}
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			// Where there is an event stream, it tells by its end that the engine is gone.
			const streamTells = !state.blindSpots.has('events');
			if (error.kind === 'cancelled' || (streamTells && error.kind !== 'timeout')) hangs = false;
			else onHanging(sanitise(error.message), error.kind === 'timeout');
		}
	}

	function reconcileEvery(milliseconds: number): void {
		if (reconciling !== null) clearInterval(reconciling);
		reconciling = setInterval(() => {
			if (!hangs && state.connection.state === 'connected') void reconcile();
		}, milliseconds);
		reconciling.unref();
	}

	function follow(): void {
		reconcileEvery(options.reconcileEvery ?? times.reconcile);
		const isWatched = () => state.connection.state === 'connected' || state.connection.state === 'connecting';
		stopListening = watchSilence(reader, isWatched, onSilent);
		void followEvents(reader, signal, {
			onEvent,
			onLost(message, retryIn) {
				if (!state.complete && state.records.size === 0) return;
				state.connection = {state: 'lost', message, silent: false, retryIn};
				changed();
			},
			onBack: lookAgain,
			onRefused(error) {
				state.blindSpots.set('events', {source: 'engine:/events', reason: error.message});
				reconcileEvery(Math.min(options.reconcileEvery ?? times.reconcileWithoutEvents, times.reconcileWithoutEvents));
				changed();
			},
		});
	}

	async function load(): Promise<void> {
		// The stream is opened before the list, so that nothing falls between the two.
		if (!reader.replayed) follow();
		const rows = await reader.containers({all: true}, signal);
		const ids = inventory.adopt(rows, new Set());
		state.connection = reader.replayed ? {state: 'replayed'} : {state: 'connected'};
		view.stale();
		notifier.flush();

		const essentials = watch.askEssentials();
		const images = inventory.loadImages(rows.flatMap(({ImageID}) => ImageID ?? []));
		const ready = Promise.race([Promise.all([essentials, images]), after(times.essentials)]).then(() => {
			watch.begin();
			queue.open();
		});
		await Promise.all([inventory.inspect(ids), ready]);
		await queue.idle();
		// Every badge is there; what neighbours mean for each other follows.
		view.stale();
		notifier.flush();
		state.complete = true;
		await settling.now();
		view.stale();
		notifier.flush();

		const late = await Promise.all([essentials, images]);
		if (late[1].length > 0) judging.invalidate();
		await watch.askTheRest();
		await nameUsers();
		await queue.idle();
		await settling.now();
		notifier.flush();
	}

	async function nameUsers(): Promise<void> {
		const learnt = await learnNamedUsers(asker, state.records.keys());
		if (learnt.size === 0) return;
		judging.invalidate();
		for (const [id, {inspect}] of state.records) if (learnt.has(inspect?.Image ?? '')) queue.add(id);
	}

	async function ask(id: string, what: OnDemand): Promise<void> {
		const record = state.records.get(id);
		if (record?.assessed == null) return;
		// What reads archives is loaded when somebody asks for it.
		const {answer} = await import('./ask.js');
		await answer(asker, record, what);
		judging.invalidate();
		queue.add(id);
		await queue.idle();
		if (what === 'image' || what === 'history' || what === 'os' || what === 'setuid' || what === 'files') judging.judgeWide();
		view.stale();
		notifier.flush();
	}

	function close(): void {
		ending.abort();
		if (reconciling !== null) clearInterval(reconciling);
		stopListening?.();
		changes.close();
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
		ask,
		refresh: lookAgain,
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

function after(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds).unref());
}
