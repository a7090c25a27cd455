import {startSlice, turn} from '../terminal/turns.js';
import type {FleetState} from './fleet-state.js';
import type {Judging} from './judging.js';

export type Settling = {
	/** Works out what depends on other containers, and the engine's own verdicts. */
	now(): Promise<void>;
	/** The same a little later, together with what changes until then. */
	soon(): void;
	close(): void;
};

/** Milliseconds between a change and the look at its neighbours: a storm of events is settled at most once a second… */
const shortestRest = 1000;
/** …and, where that takes long, for a fifth of the time at most. */
const restFactor = 4;

/** @param signal  aborted: nothing is settled any more; @param changed  called when verdicts or risk of a neighbour did */
export function createSettling(state: FleetState, judging: Judging, signal: AbortSignal, changed: () => void): Settling {
	let timer: NodeJS.Timeout | null = null;
	let running: Promise<void> | null = null;
	let rest = shortestRest;

	async function settle(): Promise<void> {
		const started = performance.now();
		judging.lookAround();
		const slice = startSlice();
		let any = false;
		for (const record of [...state.records.values()]) {
			if (judging.settle(record)) any = true;
			if (!slice.due()) continue;
			await turn();
			if (signal.aborted) return;
		}
		rest = Math.max(shortestRest, restFactor * (performance.now() - started));
		const before = state.verdicts;
		judging.judgeWide();
		if (any || before !== state.verdicts) changed();
	}
	function now(): Promise<void> {
		if (timer !== null) clearTimeout(timer);
		timer = null;
		// One after the other: what changed during a round is seen by the next.
		running = (running ?? Promise.resolve()).then(() => (signal.aborted ? undefined : settle()));
		return running;
	}
	return {
		now,
		soon() {
			if (!state.complete) return;
			timer ??= setTimeout(() => {
				timer = null;
				void now();
			}, rest);
			timer.unref();
		},
		close() {
			if (timer !== null) clearTimeout(timer);
		},
	};
}
