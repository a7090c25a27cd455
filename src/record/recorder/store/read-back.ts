import {closeSync, fstatSync, readSync} from 'node:fs';
import {openNoFollow, type SafeText, timeSlice, yieldToEventLoop} from '../../../base/index.js';
import {type Entry, parseEntry} from './entry.js';
import {attempt, openStoreReader, type StoreReader, segmentsOf} from './read-store.js';
import {MAX_LINE_LENGTH} from './segment-lines.js';
import {endOfLastLine} from './segments.js';

/** Bytes that are read at a time. */
const piece = 64 * 1024;

/** A store from now on in both directions. It is only read: a recorder that writes to it is not disturbed. */
export type StoreHistory = {
	/** What was written before: each time a reader that begins at the newest. */
	before(): OlderEntries;
	/** What is written from now on. */
	readonly newer: StoreReader;
};

/** Reads back from where the last call ended until `enough`, newest first, without blocking for long. `false`: nothing older is left. @throws StoreError */
export type OlderEntries = (take: (entry: Entry) => 'enough' | 'more') => Promise<boolean>;

/** @param engine  see `engineIdentity` @throws StoreError */
export function openStoreHistory(folder: string, engine: SafeText): StoreHistory {
	const ends = new Map(attempt(folder, () => segmentsOf(folder, engine)).map(path => [path, attempt(folder, () => endOf(path))]));
	return {
		newer: openStoreReader(folder, {engine, done: new Map(ends)}),
		before() {
			const lines = linesBack(folder, [...ends].reverse());
			return async take => {
				const slice = timeSlice();
				for (let next = lines.next(); next.done !== true; next = lines.next()) {
					const entry = parseEntry(next.value);
					if (entry !== null && take(entry) === 'enough') return true;
					if (slice.due()) await yieldToEventLoop();
				}
				return false;
			};
		},
	};
}

function* linesBack(folder: string, segments: readonly (readonly [string, number])[]): Generator<string> {
	for (const [path, size] of segments) {
		let rest = Buffer.alloc(0);
		for (let end = size; end > 0; ) {
			const start = Math.max(0, end - piece);
			const read = attempt(folder, () => bytesOf(path, start, end));
			// The oldest segments are removed while this runs.
			if (read === null) break;
			const part = Buffer.concat([read, rest]);
			// What is before the first line end belongs to a line that begins further up.
			const first = start === 0 ? 0 : part.indexOf(0x0a) + 1;
			end = start;
			rest = first === 0 && start > 0 ? part : part.subarray(0, first);
			if (rest.length > MAX_LINE_LENGTH) rest = Buffer.alloc(0);
			if (first === 0 && start > 0) continue;
			for (const line of part.subarray(first).toString('utf8').split('\n').reverse()) if (line !== '') yield line;
		}
	}
}

/** `null` when the file is gone. */
function bytesOf(path: string, start: number, end: number): Buffer | null {
	return withFile(path, descriptor => {
		const buffer = Buffer.alloc(end - start);
		return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
	});
}

const endOf = (path: string): number => withFile(path, descriptor => endOfLastLine(descriptor, fstatSync(descriptor).size)) ?? 0;

function withFile<T>(path: string, work: (descriptor: number) => T): T | null {
	const descriptor = openNoFollow(path);
	if (descriptor === null) return null;
	try {
		return work(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
