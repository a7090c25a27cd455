import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Milliseconds after loading: the list is painted and settled by then. */
const quiet = 1_500;

let mayGrow = false;

/**
 * Gives back what loading a large fleet needed: V8 keeps its heap as large as it once was, and half of it is free after the last grade.
 * `--optimize-for-size` from the start would cost a quarter of a second of collections while loading; set afterwards it keeps the
 * heap small.
 */
export function giveBackMemoryLater(): void {
	setTimeout(() => {
		if (!mayGrow) setFlagsFromString('--optimize-for-size');
		setFlagsFromString('--expose-gc');
		const collect: unknown = runInNewContext('gc');
		if (typeof collect === 'function') collect();
	}, quiet).unref();
}

/**
 * Lets the heap grow for data that stay: beside a report of 20,000 rows a heap that is kept small is collected whole with every few keys,
 * which took a third of the processor's time and made the 95th percentile of key to frame three times as long.
 */
export const heap = {
	grow(): void {
		mayGrow = true;
		setFlagsFromString('--no-optimize-for-size');
	},
	shrink(): void {
		mayGrow = false;
		setFlagsFromString('--optimize-for-size');
	},
};
