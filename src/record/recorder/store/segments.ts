import {closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, rmSync, statSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {fileTrouble, safe, sanitise, trusted} from '../../../base/index.js';
import {engineOf, firstOf, schema, segmentPaths} from './segment-files.js';
import {StoreError} from './store-error.js';

export type StoreLimits = {
	/** Of the whole store. */
	readonly bytes: number;
	/** Milliseconds. */
	readonly age: number;
};

/** Parts of the store: the oldest is removed whole. */
const parts = 16;

/** Appends lines to files of bounded size; the oldest are removed. */
export type Segments = {
	/** The line is with the kernel when this returns: it survives the end of the process. @throws StoreError; then nothing of it was written */
	append(n: number, line: string): void;
	/** Removes what is beyond the limits. @param others  bytes of the store that are not in segments @param age  milliseconds; `null`: not by age */
	prune(others: number, olderThan: number | null): void;
	close(): void;
};

/**
 * Opens the newest segment, without a last line that was cut short, or makes the first one. A segment is about one engine.
 *
 * @param next  number of the next entry
 * @param engine  see `engineIdentity`; `null` where it is not known
 * @throws StoreError
 */
export function openSegments(folder: string, {bytes}: Pick<StoreLimits, 'bytes'>, next: number, engine: string | null): Segments {
	const largest = Math.floor(bytes / parts);
	const header = `${JSON.stringify(engine === null ? {schema} : {schema, engine})}\n`;
	let open = attempt(folder, () => {
		const path = segmentPaths(folder).at(-1);
		if (path === undefined) return begin(folder, next, header);
		return engineOf(path) === engine ? openAt(path, header) : begin(folder, Math.max(next, firstOf(path) + 1), header);
	});
	let besides = 0;
	const prune = (olderThan: number | null): void => {
		// The newest one will be full before the next time.
		const most = bytes - Math.max(0, largest - open.size);
		const files = segmentPaths(folder).map(path => ({path, ...sizeAndTime(path)}));
		let total = besides + files.reduce((sum, {size}) => sum + size, 0);
		for (const {path, size, writtenAt} of files.slice(0, -1)) {
			if (total <= most && !(olderThan !== null && writtenAt < olderThan)) break;
			rmSync(path, {force: true});
			total -= size;
		}
	};

	return {
		append(n, line) {
			const text = Buffer.from(`${line}\n`);
			attempt(folder, () => {
				if (open.size + text.length > largest) {
					const fresh = begin(folder, n, header);
					closeSync(open.descriptor);
					open = fresh;
					prune(null);
				}
				writeWhole(open, text);
			});
		},
		prune(others, olderThan) {
			besides = others;
			prune(olderThan);
		},
		close: () => closeSync(open.descriptor),
	};
}

type Open = {readonly descriptor: number; size: number};

function begin(folder: string, first: number, header: string): Open {
	const path = join(folder, `segment-${String(first).padStart(16, '0')}.jsonl`);
	const {O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW} = constants;
	const open = {descriptor: openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600), size: 0};
	try {
		writeWhole(open, Buffer.from(header));
	} catch (error) {
		closeSync(open.descriptor);
		rmSync(path, {force: true});
		throw error;
	}
	return open;
}

function openAt(path: string, header: string): Open {
	const {O_RDWR, O_APPEND, O_NOFOLLOW} = constants;
	const descriptor = openSync(path, O_RDWR | O_APPEND | O_NOFOLLOW);
	const size = endOfLastLine(descriptor, fstatSync(descriptor).size);
	ftruncateSync(descriptor, size);
	const open = {descriptor, size};
	// Killed before even its first line was written.
	if (size === 0) writeWhole(open, Buffer.from(header));
	return open;
}

/** All of it or nothing: a line that was cut short by a full disk is taken back. */
function writeWhole(open: Open, text: Buffer): void {
	try {
		const written = writeSync(open.descriptor, text);
		if (written < text.length) throw Object.assign(new Error('a short write'), {code: 'ENOSPC'});
	} catch (error) {
		ftruncateSync(open.descriptor, open.size);
		throw error;
	}
	open.size += text.length;
}

/** Where the last whole line of a file ends. */
export function endOfLastLine(descriptor: number, size: number): number {
	const chunk = Buffer.alloc(64 * 1024);
	for (let end = size; end > 0; ) {
		const start = Math.max(0, end - chunk.length);
		const length = readSync(descriptor, chunk, 0, end - start, start);
		const at = chunk.subarray(0, length).lastIndexOf(0x0a);
		if (at !== -1) return start + at + 1;
		end = start;
	}
	return 0;
}

function sizeAndTime(path: string): {readonly size: number; readonly writtenAt: number} {
	const found = statSync(path, {throwIfNoEntry: false});
	return {size: found?.size ?? 0, writtenAt: found?.mtimeMs ?? 0};
}

function attempt<T>(folder: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw new StoreError(
			safe`recording stops: the store ${sanitise(folder)} cannot be written: ${fileTrouble(error)}. ${trusted('What was recorded before is kept')}`,
			{cause: error},
		);
	}
}
