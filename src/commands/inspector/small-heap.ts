import {setFlagsFromString} from 'node:v8';

/** Milliseconds after loading, and after the last key: the list is painted and settled by then, and nobody waits for a frame. */
const quiet = 1_500;

/**
 * A heap that stays small, and is left alone while the program rests: V8's memory reducer would collect it twice, eight seconds after
 * loading, for nothing. It cannot be turned off in a running program, but it works by incremental marking alone
 * (MemoryReducer::NotifyTimer; Node 20's makes the first of the two all the same). Without that a whole collection is made at once, 40 ms with 500 containers, when as much has been
 * allocated as is kept.
 */
const small = ['--optimize-for-size', '--no-incremental-marking'];
const large = ['--no-optimize-for-size', '--incremental-marking'];

let mayGrow = false;

/**
 * Gives back what loading a large fleet needed: V8 keeps its heap as large as it once was, and half of it is free after the last grade.
 * `--optimize-for-size` from the start would cost a quarter of a second of collections while loading; set afterwards it keeps the
 * heap small.
 *
 * @param stdin  its keys put it off: two whole collections keep the next frame waiting, 120 ms with 500 containers
 * @returns keeps the memory, where it is not given back yet
 */
export function giveBackMemoryLater(stdin: NodeJS.ReadStream): () => void {
	// Counted and not listened to: Ink finds what was typed before it came only where nobody else listens.
	let typed = stdin.bytesRead;
	const timer = setTimeout(() => {
		if (stdin.bytesRead !== typed) {
			typed = stdin.bytesRead;
			timer.refresh();
			return;
		}
		if (!mayGrow) setFlags(small);
		// A heap that cannot be collected now stays as large as it is.
		collectAll().catch(() => undefined);
	}, quiet).unref();
	return () => clearTimeout(timer);
}

/**
 * The collection that V8 makes when memory is short: unlike that of `gc()` it gives free pages back to the system. `v8.queryObjects` and
 * heap snapshots make it too, and then look at each object, half a second with 500 containers.
 *
 * @throws where Node has no inspector, or permits none
 */
async function collectAll(): Promise<void> {
	const {Session} = await import('node:inspector');
	const session = new Session();
	session.connect();
	// To disconnect within the answer would be to wait for itself.
	session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}

/**
 * Lets the heap grow for data that stay: beside a report of 20,000 rows a heap that is kept small is collected whole with every few keys,
 * which took a third of the processor's time and made the 95th percentile of key to frame three times as long.
 */
export const heap = {
	grow(): void {
		mayGrow = true;
		setFlags(large);
	},
	shrink(): void {
		mayGrow = false;
		setFlags(small);
	},
};

function setFlags(flags: readonly string[]): void {
	for (const flag of flags) setFlagsFromString(flag);
}
