import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Milliseconds after loading: the list is painted and settled by then. */
const quiet = 1_500;

let mayGrow = false;

/** Versions of V8 that are known to have Maglev and its flag: Node 22 to 25. */
const withMaglev = {from: 12, to: 14};

/**
 * Does without Maglev, V8's middle compiler: it works in threads of its own, and what they needed for a moment the C library keeps for
 * each of them, 40 MB with 500 containers. Judging them takes as long without it, within what can be measured.
 */
export function compileSparingly(): void {
	const version = Number.parseInt(process.versions.v8, 10);
	if (version >= withMaglev.from && version <= withMaglev.to) setFlagsFromString('--no-maglev');
}

/**
 * Gives back what loading a large fleet needed: V8 keeps its heap as large as it once was, and half of it is free after the last grade.
 * `--optimize-for-size` from the start would cost a quarter of a second of collections while loading; set afterwards it keeps the heap small.
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
