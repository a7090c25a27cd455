import {type LimitedSignal, limitedSignal} from '../base/index.js';

/** Signals that end a command. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a part of a command that Ctrl-C ends, with its result: the command goes on. The other signals end the command. */
export type EndableByKey = <T>(act: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Calls `stop` at the first Ctrl-C, SIGTERM or SIGHUP; the second one of the same kind ends the program at once, should the way out hang.
 *
 * @param signal  aborted by `stop`
 */
export function listenForInterruption(stop: () => void, signal: AbortSignal): EndableByKey {
	let part: LimitedSignal | null = null;
	for (const name of names)
		process.on(name, function onSignal() {
			if (name === 'SIGINT' && part !== null && !part.signal.aborted) return part.abort();
			process.off(name, onSignal);
			stop();
		});
	return async act => {
		const ofPart = limitedSignal(0, signal);
		part = ofPart;
		try {
			return await act(ofPart.signal);
		} finally {
			ofPart.release();
			part = null;
		}
	};
}
