import {cancelled} from './failures.js';

/** An ssh connection takes seconds: whoever gives up meanwhile does not wait for it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return work;
	if (signal.aborted) {
		// Nobody waits for it: that it fails too must not end the program.
		work.catch(() => undefined);
		throw cancelled(signal.reason);
	}
	const waiting = waitingFor(signal);
	return new Promise((resolve, reject) => {
		const stop = () => reject(cancelled(signal.reason));
		waiting.add(stop);
		const done =
			<Outcome>(settle: (outcome: Outcome) => void) =>
			(outcome: Outcome) => {
				waiting.delete(stop);
				settle(outcome);
			};
		work.then(done(resolve), done(reject));
	});
}

type Waiting = {add(stop: () => void): void; delete(stop: () => void): void};

const bySignal = new WeakMap<AbortSignal, Waiting>();

/**
 * One listener for all who wait: of 500 inspects, each with its own, listening took as long as reading. It goes with the last of them:
 * Node lets go of no signal that follows another one (`AbortSignal.any`) while somebody listens to it.
 *
 * @source lib/internal/abort_controller.js, gcPersistentSignals
 */
function waitingFor(signal: AbortSignal): Waiting {
	const known = bySignal.get(signal);
	if (known !== undefined) return known;
	const stops = new Set<() => void>();
	const leave = () => {
		stops.clear();
		signal.removeEventListener('abort', stopAll);
		bySignal.delete(signal);
	};
	const stopAll = () => {
		for (const stop of stops) stop();
		leave();
	};
	const waiting: Waiting = {
		add: stop => stops.add(stop),
		delete(stop) {
			if (stops.delete(stop) && stops.size === 0) leave();
		},
	};
	signal.addEventListener('abort', stopAll);
	bySignal.set(signal, waiting);
	return waiting;
}
