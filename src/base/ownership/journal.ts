import {randomBytes} from 'node:crypto';
import {closeSync, constants, fdatasyncSync, fstatSync, fsyncSync, openSync, unlinkSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {hasCode} from '../lib/has-code.js';
import {fileTrouble} from '../text/file-trouble.js';
import {safe, sanitise} from '../text/safe-text.js';
import type {Creation} from './creation.js';
import {JournalError} from './journal-error.js';
import {ownIdentity} from './process-identity.js';
import {type Journals, journalSchema, readJournals} from './read-journals.js';
import {makeJournalDirectory} from './state-directory.js';

/**
 * What one dockscope process creates on an engine and in the kernel, on disk: only what is in a journal is ever removed. Each process has its
 * own file, so that two never write to one.
 *
 * A name is recorded before the request that creates it, and the id after the answer: if dockscope is killed in between, the next one still finds
 * it by its random name. The file is removed once everything in it is gone.
 */
export type Journal = {
	/** What other journals of this user hold, and this one. Nothing is changed. @throws JournalError */
	read(): Journals;
	/** Makes the file. @throws JournalError when nothing could be proven later: then nothing may be created */
	open(): void;
	/** To be called before the request is sent. @throws JournalError: then it must not be sent */
	intend(what: Creation): void;
	/** The engine has answered. @throws JournalError */
	made(name: string, id: string): void;
	/** It was never created, or has been removed. */
	settled(name: string): void;
	/** Ends it; the file stays while something in it may still be there. */
	close(): void;
};

/** Files that journals of this process write to now. */
const written = new Set<string>();
export const isWritten = (file: string): boolean => written.has(file);

/** A journal in the state directory of the user. Nothing is written before it is opened. */
export function createJournal(variables: Readonly<Record<string, string | undefined>>): Journal {
	let file: {readonly path: string; readonly descriptor: number} | null = null;
	let failed: JournalError | null = null;
	const open = new Set<string>();

	function begin(): {readonly path: string; readonly descriptor: number} {
		const folder = makeJournalDirectory(variables);
		const path = join(folder, `${randomBytes(12).toString('hex')}.jsonl`);
		const {O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW} = constants;
		try {
			const descriptor = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
			written.add(path);
			file = {path, descriptor};
			note({schema: journalSchema, by: ownIdentity()});
			syncFolder(folder);
			return file;
		} catch (error) {
			throw error instanceof JournalError ? error : trouble(path, error);
		}
	}

	/** A line is on the disk when this returns. After a line that was cut short nothing is written any more. */
	function note(line: object): void {
		if (failed !== null) throw failed;
		const {path, descriptor} = file ?? begin();
		try {
			const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
			if (writeSync(descriptor, bytes) < bytes.length) throw new Error('no space left on the disk');
			fdatasyncSync(descriptor);
			if (fstatSync(descriptor).nlink === 0) throw new Error('it was removed');
		} catch (error) {
			failed = trouble(path, error);
			throw failed;
		}
	}

	return {
		read: () => readJournals(variables),
		open: () => void (file ?? begin()),
		intend(what) {
			note(what);
			open.add(what.name);
		},
		made: (name, id) => note({made: name, id}),
		settled: name => void open.delete(name),
		close() {
			if (file === null) return;
			closeSync(file.descriptor);
			if (open.size === 0) removeJournal(file.path);
			written.delete(file.path);
			file = null;
		},
	};
}

/** Removes a journal in which nothing is left. */
export function removeJournal(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		// Another dockscope swept it at the same time.
		if (!hasCode(error, 'ENOENT')) throw trouble(path, error);
	}
}

/** After a power failure the name must be there, not only the content. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, constants.O_RDONLY);
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

const trouble = (path: string, error: unknown): JournalError =>
	new JournalError(safe`the journal of created containers ${sanitise(path)} cannot be written: ${fileTrouble(error)}`, {
		cause: error,
	});
