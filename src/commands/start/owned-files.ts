import {
	closeSync,
	constants,
	existsSync,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	type Stats,
	writeFileSync,
} from 'node:fs';
import {dirname} from 'node:path';

const writableByOthers = constants.S_IWGRP | constants.S_IWOTH;

const isOnlyOf = (users: readonly number[], {uid, mode}: Stats): boolean =>
	users.includes(uid) && (mode & writableByOthers) === 0;

/** Whether no more than these users could have put something into the folder, or it is yet to be made. */
export function mayHold(users: readonly number[], folder: string): boolean {
	const found = unlessDenied(() => lstatSync(folder, {throwIfNoEntry: false}));
	return found === undefined || (found?.isDirectory() === true && isOnlyOf(users, found));
}

/** The file, if it is there and only these users could have written it. Not kept yet, or not to be read: V8 compiles. */
export function readIfOf(users: readonly number[], path: string): Buffer | undefined {
	const read = unlessDenied(() => {
		// A pipe that somebody put there would keep the program waiting.
		const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const found = fstatSync(file);
			return found.isFile() && isOnlyOf(users, found) ? readFileSync(file) : undefined;
		} finally {
			closeSync(file);
		}
	});
	return read ?? undefined;
}

/**
 * Makes the folder and those it lies in; whatever the umask, nobody else may write to them. Node's own `recursive` never comes back where
 * the system says ENOENT though the parent is there, as in /proc.
 */
export function makeFolders(path: string): void {
	if (existsSync(path)) return;
	makeFolders(dirname(path));
	try {
		mkdirSync(path, {mode: 0o755});
	} catch (error) {
		// Another start made it meanwhile.
		if (!existsSync(path)) throw error;
	}
}

/** Whatever the umask, nobody else may write to it; what it could not write to the end it takes away. */
export function writeWhole(path: string, content: Buffer): void {
	const unfinished = `${path}.${process.pid}`;
	// Of a program with the same number that was killed: in a container each start has it.
	rmSync(unfinished, {force: true});
	try {
		writeFileSync(unfinished, content, {flag: 'wx', mode: 0o644});
		renameSync(unfinished, path);
	} catch (error) {
		rmSync(unfinished, {force: true});
		throw error;
	}
}

/** What `act` gives, or `null` where the system or Node refuses it. */
export function unlessDenied<T>(act: () => T): T | null {
	try {
		return act();
	} catch (error) {
		if (isOfFiles(error)) return null;
		throw error;
	}
}

/** What the system says of files, or Node's own permission model. @source nodejs.org/api/permissions.html */
export const isOfFiles = (error: unknown): boolean =>
	error instanceof Error && ('syscall' in error || ('code' in error && error.code === 'ERR_ACCESS_DENIED'));
