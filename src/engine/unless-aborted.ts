import {cancelled} from './failures.js';

/** An ssh connection takes seconds: whoever gives up meanwhile does not wait for it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return work;
	if (signal.aborted) {
		// Nobody waits for it: that it fails too must not end the program.
		work.catch(() => undefined);
		throw cancelled(signal.reason);
	}
	let stop: (() => void) | undefined;
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(cancelled(signal.reason));
		signal.addEventListener('abort', stop, {once: true});
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		if (stop !== undefined) signal.removeEventListener('abort', stop);
	}
}
