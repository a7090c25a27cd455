import {join} from 'node:path';
import * as v from 'valibot';
import {
	boundedText,
	fileTrouble,
	finiteSchema,
	hasCode,
	readableMapSchema,
	readOwnJson,
	replaceFile,
	safe,
	sanitise,
} from '../../../base/index.js';
import type {Entry} from '../store/entry.js';
import {attempt, openStoreReader} from '../store/read-store.js';
import {StoreError} from '../store/store-error.js';
import {type FilePosition, positionSchema} from './file-position.js';

/** How far each file of alerts was read when everything before it was in the store. */
export type AlertPositions = {
	/** Where reading a file ended the last time. */
	of(path: string): FilePosition | null;
	/** An alert of a file: whether the recorder before this one has stored it already, after it noted the position. */
	isStored(key: string): boolean;
	/** A file is read for the first time: until its position is saved, what is rotated away cannot be found again. */
	isUrgent(): boolean;
	/** The lines before it were given to the recorder. */
	note(path: string, position: FilePosition): void;
	/**
	 * To be called in the same moment in which all alerts that were counted are in the store.
	 *
	 * @param upTo  number of its last entry
	 * @throws StoreError
	 */
	save(upTo: number): Promise<void>;
};

const schema = 'dockscope.alert-positions/1';
/** Bytes of the file; files in it, of which those that are read now are kept. */
const MAX_BYTES = 256 * 1024;
const MAX_FILES = 100;

const positionsSchema = v.object({upTo: v.fallback(finiteSchema, -1), files: readableMapSchema(positionSchema, name => name)});
const nothingRead = (): v.InferOutput<typeof positionsSchema> => ({upTo: -1, files: new Map()});

/** What is the same for an alert that is read again; a container may be known by a prefix of its id only. */
export const alertKey = (path: string, source: string, rule: string, container: string): string =>
	[path, source, rule, container.slice(0, 12)].join('\n');

/**
 * Opens what the recorder before this one has noted in the folder of the store. It ended cleanly, or was killed after it had stored alerts that come
 * after the position: these are counted here, so that each is taken once.
 *
 * @throws StoreError
 */
export function openAlertPositions(folder: string): AlertPositions {
	const path = join(folder, 'alert-positions.json');
	const {upTo, files} = attempt(folder, () => read(path));
	const stored = new Map<string, number>();
	for (const entry of openStoreReader(folder, {after: upTo}).read()) countStored(stored, entry, upTo);
	let isChanged = false;
	let isUrgent = false;
	return {
		of: name => files.get(name) ?? null,
		isStored(key) {
			const count = stored.get(key) ?? 0;
			if (count > 0) stored.set(key, count - 1);
			return count > 0;
		},
		isUrgent: () => isUrgent,
		note(name, position) {
			isUrgent ||= !files.has(name);
			files.delete(name);
			files.set(name, position);
			const [oldest] = files.keys();
			if (files.size > MAX_FILES && oldest !== undefined) files.delete(oldest);
			isChanged = true;
		},
		async save(now) {
			if (!isChanged) return;
			isChanged = false;
			isUrgent = false;
			try {
				await replaceFile(path, JSON.stringify({schema, upTo: now, files: Object.fromEntries(files)}), 0o600, null);
			} catch (error) {
				throw new StoreError(safe`recording stops: ${sanitise(path)} cannot be written: ${fileTrouble(error)}`, {cause: error});
			}
		},
	};
}

function countStored(stored: Map<string, number>, entry: Entry, upTo: number): void {
	if (entry.kind !== 'alert' || entry.n <= upTo || entry.from === '') return;
	const key = alertKey(entry.from, entry.source, entry.rule, entry.container);
	stored.set(key, (stored.get(key) ?? 0) + entry.count);
}

/** None where it is missing or damaged: files are read from their beginning then. */
function read(path: string): v.InferOutput<typeof positionsSchema> {
	try {
		return readOwnJson(positionsSchema, boundedText(path, MAX_BYTES)) ?? nothingRead();
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return nothingRead();
		throw error;
	}
}
