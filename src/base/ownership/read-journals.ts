import {closeSync, fstatSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isRecord} from '../answers/value.js';
import {openNoFollow} from '../lib/open-no-follow.js';
import {fileTrouble} from '../text/file-trouble.js';
import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import {type JournalEntry, readCreation, readIdentity} from './creation.js';
import {JournalError} from './journal-error.js';
import type {ProcessIdentity} from './process-identity.js';
import {journalDirectory} from './state-directory.js';

export const journalSchema = 'dockscope.created/1';
/** Bytes: a rehearsal writes some forty lines. */
const MAX_BYTES = 1024 * 1024;

/** The journal of one dockscope. */
export type JournalFile = {
	readonly file: string;
	/** Who wrote it; `null` if not even that line is complete: then nothing was created. */
	readonly by: ProcessIdentity | null;
	/** When it was last written to; milliseconds since the epoch. */
	readonly writtenAt: number;
	readonly entries: readonly JournalEntry[];
};

export type Journals = {
	readonly files: readonly JournalFile[];
	/** Rejected journals, each with the reason: nothing in them is removed. */
	readonly unusable: readonly SafeText[];
};

/**
 * Everything that was recorded and may still exist, for all dockscope processes of this user. Changes nothing.
 *
 * @throws JournalError for a state directory that someone else could have written to
 */
export function readJournals(variables: Readonly<Record<string, string | undefined>>): Journals {
	const folder = journalDirectory(variables);
	const files: JournalFile[] = [];
	const unusable: SafeText[] = [];
	for (const name of folder === null ? [] : namesIn(folder)) {
		const file = join(folder ?? '', name);
		try {
			const found = readOwnFile(file);
			if (found !== null) files.push({file, writtenAt: found.writtenAt, ...parse(file, found.text)});
		} catch (error) {
			if (!(error instanceof JournalError)) throw error;
			unusable.push(sanitise(error.message));
		}
	}
	return {files, unusable};
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder).filter(name => name.endsWith('.jsonl'));
	} catch (error) {
		throw refused(folder, fileTrouble(error));
	}
}

/** `null` when it was removed meanwhile. @throws JournalError for what another user could have written */
function readOwnFile(path: string): {readonly text: string; readonly writtenAt: number} | null {
	const descriptor = opened(path);
	if (descriptor === null) return null;
	try {
		const found = fstatSync(descriptor);
		if (!found.isFile()) throw refused(path, trusted('it is not a regular file'));
		if (found.uid !== (process.getuid?.() ?? 0)) throw refused(path, safe`it belongs to uid ${found.uid}`);
		if ((found.mode & 0o077) !== 0) throw refused(path, trusted('it is open to other users'));
		if (found.nlink !== 1) throw refused(path, trusted('it has more than one hard link'));
		if (found.size > MAX_BYTES) throw refused(path, trusted('it is too large'));
		return {text: readFileSync(descriptor, 'utf8'), writtenAt: found.mtimeMs};
	} finally {
		closeSync(descriptor);
	}
}

function opened(path: string): number | null {
	try {
		return openNoFollow(path);
	} catch (error) {
		throw refused(path, fileTrouble(error));
	}
}

function parse(file: string, text: string): Pick<JournalFile, 'by' | 'entries'> {
	// A line without a line end was being written when its dockscope was killed: nothing of it was sent to the engine.
	const lines = text.split('\n').slice(0, -1);
	if (lines.length === 0) return {by: null, entries: []};
	const [header, ...notes] = lines.map((line, index) => parseLine(file, line, index + 1));
	const by = header?.['schema'] === journalSchema ? readIdentity(header['by']) : null;
	if (by === null) throw refused(file, trusted('line 1 does not name the process that wrote it'));
	const found = new Map<string, JournalEntry>();
	for (const [index, note] of notes.entries()) {
		const {made, id} = note;
		if (typeof made === 'string') {
			const entry = found.get(made);
			if (entry === undefined || entry.id !== null || typeof id !== 'string' || id === '')
				throw refused(file, safe`line ${index + 2} does not fit the lines before it`);
			found.set(made, {...entry, id});
			continue;
		}
		const what = readCreation(note);
		if (what === null || found.has(what.name)) throw refused(file, safe`line ${index + 2} is not a journal entry`);
		found.set(what.name, {what, id: null});
	}
	return {by, entries: [...found.values()]};
}

function parseLine(file: string, line: string, number: number): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line);
		if (isRecord(value)) return value;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	throw refused(file, safe`line ${number} is damaged`);
}

const refused = (path: string, why: SafeText): JournalError =>
	new JournalError(safe`the journal ${sanitise(path)} is not used, and nothing in it is removed: ${why}`);
