import {closeSync, openSync, readdirSync, readSync} from 'node:fs';
import {join} from 'node:path';
import * as v from 'valibot';
import {readNoFollow, readOwnJson} from '../../../base/index.js';

export const schema = 'dockscope.record/1';
/** Bytes of the first line of a segment, which names the engine. */
const MAX_HEADER_LENGTH = 4096;
const headerSchema = v.object({engine: v.string()});
const namePattern = /^segment-\d{16}\.jsonl$/;

/** Paths of the segments of a store, oldest first. */
export const segmentPaths = (folder: string): string[] =>
	readdirSync(folder)
		.filter(name => namePattern.test(name))
		.sort()
		.map(name => join(folder, name));

/** The engine whose containers a segment is about; `null` where that is not recorded. */
export function engineOf(path: string): string | null {
	const descriptor = openSync(path, readNoFollow);
	try {
		const buffer = Buffer.alloc(MAX_HEADER_LENGTH);
		const text = buffer.subarray(0, readSync(descriptor, buffer, 0, MAX_HEADER_LENGTH, 0)).toString('utf8');
		return readOwnJson(headerSchema, text.slice(0, Math.max(0, text.indexOf('\n'))))?.engine ?? null;
	} finally {
		closeSync(descriptor);
	}
}

/** The number of the first entry that a segment may hold. */
export const firstOf = (path: string): number => Number(/segment-(\d{16})\.jsonl$/.exec(path)?.[1] ?? 0);
