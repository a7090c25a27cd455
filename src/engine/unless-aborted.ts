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

const bySignal = new WeakMap<AbortSignal, Set<() => void>>();

/** One listener for all who wait: of 500 inspects, each with its own, listening took as long as reading. */
function waitingFor(signal: AbortSignal): Set<() => void> {
	let waiting = bySignal.get(signal);
	if (waiting === undefined) {
		const all = new Set<() => void>();
		const stopAll = () => {
			for (const stop of all) stop();
		};
		signal.addEventListener('abort', stopAll, {once: true});
		bySignal.set(signal, all);
		waiting = all;
	}
	return waiting;
}
