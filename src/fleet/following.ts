import type {EngineEvent} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import {type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import {createChangeQueue} from './change-queue.js';
import {effectOf} from './event-effect.js';
import {followEvents} from './follow-events.js';
import {type LoadParts, loadAgain, loadChanged} from './load.js';
import {watchSilence} from './watch-silence.js';

/** Milliseconds. A lost event is found within a minute. */
const times = {
	reconcile: 60_000,
	/** Where a proxy refuses the events. */
	reconcileWithoutEvents: 10_000,
	retryHanging: 2_000,
};

export type FollowingParts = LoadParts & {
	/** Milliseconds between two looks at the list for what no event reported. */
	readonly every: number | undefined;
};

export type Following = {
	/** Follows the events from here on, and looks at the list now and then. */
	readonly begin: () => void;
	readonly close: () => void;
};

/**
 * Keeps a fleet that was loaded true: by events, by a slow look at the list, and through an engine that hangs, restarts or falls
 * silent.
 */
export function createFollowing(parts: FollowingParts): Following {
	const {source, inventory, judging, queue, watch, view} = parts;
	const {reader, state, signal} = source;
	const changes = createChangeQueue(ids => loadChanged(parts, ids), {gather: 30, restFactor: 3});
	let reconciling: NodeJS.Timeout | null = null;
	let hangs = false;
	let stopListening: (() => void) | null = null;

	/** One event that stops what reads it is no reason to miss the next. */
	function onEvent(event: EngineEvent): void {
		try {
			takeEffect(event);
		} catch (error) {
			const reason = noteUnforeseen('reading an event', error);
			state.blindSpots.set('event', {source: 'engine:/events', reason});
			view.changed();
		}
	}

	function takeEffect(event: EngineEvent): void {
		const effect = effectOf(event);
		if (effect.kind === 'inspect') changes.add(effect.id);
		if (effect.kind === 'gone') {
			inventory.remove(effect.id);
			judging.invalidate();
			queue.addAllSoon();
		}
		watch.onEffect(effect);
	}

	/** It is asked until it answers; everything is looked at again then. */
	function onHanging(message: SafeText, silent: boolean): void {
		state.connection = {state: 'lost', message, silent, retryIn: times.retryHanging};
		view.changed();
		hangs = true;
		setTimeout(() => void reconcile(), times.retryHanging).unref();
	}

	function onSilent(): void {
		const message = safely`${reader.endpoint} says nothing`;
		if (state.connection.state === 'connected') {
			onHanging(message, true);
			return;
		}
		// The question for the list is still open: its answer, or its end, decides how this goes on.
		state.connection = {state: 'lost', message, silent: true, retryIn: 0};
		view.changed();
	}

	/** Finds what no event reported, and whether an engine that hung answers again. */
	async function reconcile(): Promise<void> {
		try {
			for (const id of (await inventory.list()).unseen) changes.add(id);
			if (hangs) {
				hangs = false;
				await loadAgain(parts);
			}
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			// Where there is an event stream, its end shows that the engine is gone.
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
			onEvent,
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
			changes.close();
		},
	};
}
