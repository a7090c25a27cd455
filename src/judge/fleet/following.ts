import {
	createChangeQueue,
	EngineError,
	type EngineEvent,
	followEvents,
	noteUnforeseen,
	type SafeText,
	safe,
	sanitise,
	watchSilence,
} from '../../base/index.js';
import {effectOf, execChanged} from './engine-watch.js';
import type {FleetParts} from './fleet-parts.js';
import {loadAgain, loadChanged, loadExecs} from './load.js';

/** Milliseconds. A lost event is found within a minute. */
const times = {
	reconcile: 60_000,
	/** When a proxy refuses the events. */
	reconcileWithoutEvents: 10_000,
	retryHanging: 2_000,
};

export type FollowingParts = FleetParts & {
	/** Passes an event on. */
	readonly onEvent: (event: EngineEvent) => void;
	/** Milliseconds between two listings that look for changes without an event. */
	readonly every: number | undefined;
	readonly followsExecs: boolean;
};

export type Following = {
	/** Follows the events from now on, and lists the containers from time to time. */
	readonly begin: () => void;
	readonly close: () => void;
};

/**
 * Keeps a loaded fleet up to date: through events, a periodic listing, and while the engine hangs, restarts or stops
 * answering.
 */
export function createFollowing(parts: FollowingParts): Following {
	const {source, inventory, view} = parts;
	const {reader, state, signal} = source;
	const effects = eventEffects(parts);
	let reconciling: NodeJS.Timeout | null = null;
	let hangs = false;
	let stopListening: (() => void) | null = null;

	/** Pinged until it answers; then everything is reloaded. */
	function onHanging(message: SafeText, silent: boolean): void {
		state.connection = {state: 'lost', message, silent, retryIn: times.retryHanging};
		view.changed();
		hangs = true;
		setTimeout(() => void reconcile(), times.retryHanging).unref();
	}

	function onSilent(): void {
		const message = safe`${reader.endpoint} says nothing`;
		if (state.connection.state === 'connected') onHanging(message, true);
		else {
			// The list request is still pending: its answer or failure decides how to continue.
			state.connection = {state: 'lost', message, silent: true, retryIn: 0};
			view.changed();
		}
	}

	/** Finds changes without an event, and whether an engine that hung answers again. */
	async function reconcile(): Promise<void> {
		try {
			for (const id of (await inventory.list()).unseen) effects.look(id);
			if (hangs) {
				hangs = false;
				await loadAgain(parts);
			}
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			// With an event stream, the end of the stream shows that the engine is gone.
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

	function begin(): void {
		reconcileEvery(parts.every ?? times.reconcile);
		const isWatched = () => state.connection.state === 'connected' || state.connection.state === 'connecting';
		stopListening = watchSilence(reader, isWatched, onSilent);
		void followEvents(reader, signal, {
			onEvent: effects.onEvent,
			onLost(message, retryIn) {
				if (!state.complete && state.records.size === 0) return;
				state.connection = {state: 'lost', message, silent: false, retryIn};
				view.changed();
			},
			onBack: () => loadAgain(parts),
			onRefused(error) {
				state.blindSpots.set('events', {source: 'engine:/events', reason: error.message});
				reconcileEvery(Math.min(parts.every ?? times.reconcileWithoutEvents, times.reconcileWithoutEvents));
				view.changed();
			},
		});
	}

	return {
		begin,
		close() {
			if (reconciling !== null) clearInterval(reconciling);
			stopListening?.();
			effects.close();
		},
	};
}

/** What an event changes: which containers are looked at again, together where they change together. */
function eventEffects(parts: FollowingParts) {
	const {
		source: {state},
		inventory,
		judging,
		queue,
		watch,
		view,
	} = parts;
	const changes = createChangeQueue(ids => loadChanged(parts, ids), {gather: 30, restFactor: 3});
	// A container in which something is run every second costs at most a sixth of the time.
	const execs = createChangeQueue(ids => loadExecs(parts, ids), {gather: 500, restFactor: 5});

	/** A failure on one event must not stop the following ones. */
	function onEvent(event: EngineEvent): void {
		try {
			takeEffect(event);
			parts.onEvent(event);
		} catch (error) {
			const reason = noteUnforeseen('reading an event', error);
			state.blindSpots.set('event', {source: 'engine:/events', reason});
			view.changed();
		}
	}

	function takeEffect(event: EngineEvent): void {
		const effect = effectOf(event);
		if (effect.kind === 'inspect') changes.add(effect.id);
		const exec = parts.followsExecs ? execChanged(event, state.inspects) : null;
		if (exec !== null) execs.add(exec);
		if (effect.kind === 'gone') {
			inventory.remove(effect.id);
			judging.invalidate();
			queue.addAllSoon();
		}
		watch.onEffect(effect);
	}

	return {
		onEvent,
		look: changes.add,
		close() {
			changes.close();
			execs.close();
		},
	};
}
