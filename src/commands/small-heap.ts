import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Milliseconds after loading: the list is painted and settled by then. */
const quiet = 1_500;

/**
 * Gives back what loading a large fleet needed: V8 keeps its heap as large as it once was, and half of it is free after the last grade.
 * `--optimize-for-size` from the start would cost a quarter of a second of collections while loading; set afterwards it keeps the heap small.
 */
export function giveBackMemoryLater(): void {
	setTimeout(() => {
		setFlagsFromString('--optimize-for-size');
		setFlagsFromString('--expose-gc');
		const collect: unknown = runInNewContext('gc');
		if (typeof collect === 'function') collect();
	}, quiet).unref();
}
