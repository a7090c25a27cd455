import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {UnreadFileError} from '../../../base/index.js';
import {cutLines} from './cut-lines.js';
import {type FilePosition, openPosition} from './file-position.js';
import {findReadFile} from './rotated-files.js';

/** Milliseconds between two looks: an alert is on the screen within a second. */
const pause = 250;
const piece = 256 * 1024;

export type FollowedFile = {
	/** One line, without its end. */
	readonly onLine: (line: string) => void;
	/** Lines that were longer than an alert can be, and dropped. */
	readonly onLost: (count: number) => void;
	/** It cannot be read, with the error, or can be again, with `null`; once for each change. */
	readonly onState: (error: unknown) => void;
	/** All lines before it were given to `onLine`. */
	readonly onPosition?: (position: FilePosition) => void;
	/** Where reading ended the last time. */
	readonly from?: FilePosition | null;
	/** The file that was read the last time is gone, or one that was rotated after it cannot be read: what was written to its end is lost. */
	readonly onGone?: () => void;
};

/**
 * Follows a file of lines until the signal is aborted, from its beginning or from where reading ended the last time: also one that does not exist
 * yet, is renamed and begun again (its last lines are still read), or is cut short by the program that writes or rotates it. A last line without an
 * end is waited for.
 *
 * @source logrotate(8), create and copytruncate; Tetragon rotates at 10 MB
 */
export async function followFile(path: string, signal: AbortSignal, followed: FollowedFile): Promise<void> {
	const {onState, onGone, onPosition, from = null} = followed;
	const taken = {
		...followed,
		onPosition(position: FilePosition): void {
			readTo = position;
			onPosition?.(position);
		},
	};
	let current: OpenFile | null = null;
	let resumeFrom = from;
	let readTo = from;
	let state: string | null | undefined;
	const report = (error: unknown): void => {
		const now = error === null ? null : String(error);
		if (now !== state) onState(error);
		state = now;
	};
	/** Reads what was rotated while no one read, and goes on with the file that was read the last time. */
	const resume = async (position: FilePosition): Promise<void> => {
		const found = await findReadFile(path, position, openRegular);
		const wasCut = current !== null;
		resumeFrom = null;
		// One that was cut short without a copy had probably been read.
		if (found === null && !wasCut) onGone?.();
		for (let lost = found?.unread ?? 0; lost > 0; lost -= 1) onGone?.();
		for (const [index, handle] of (found?.files ?? []).entries()) {
			await current?.handle.close();
			current = await openFile(handle, index === 0 ? position.offset : 0, taken);
			await readAll(current, signal);
		}
	};
	const look = async (): Promise<void> => {
		if (current !== null && (await isCutShort(current))) resumeFrom = readTo;
		if (resumeFrom !== null) await resume(resumeFrom);
		const named = await openRegular(path);
		if (current !== null && (await isSame(current.handle, named))) await named.close();
		else {
			const before = current;
			current = await openFile(named, 0, taken);
			if (before !== null) await readAll(before, signal).finally(() => before.handle.close());
		}
		await readAll(current, signal);
	};
	try {
		while (!signal.aborted) {
			await look().then(() => report(null), report);
			await sleep(pause, undefined, {signal}).catch(() => undefined);
		}
	} finally {
		await (current as OpenFile | null)?.handle.close();
	}
}

type OpenFile = {
	readonly handle: FileHandle;
	offset: number;
	readonly cut: ReturnType<typeof cutLines>;
	position: Awaited<ReturnType<typeof openPosition>>;
	readonly onPosition: (position: FilePosition) => void;
};

async function openFile(
	handle: FileHandle,
	offset: number,
	{onLine, onLost, onPosition = () => undefined}: FollowedFile,
): Promise<OpenFile> {
	return {handle, offset, cut: cutLines(onLine, onLost), position: await openPosition(handle, offset), onPosition};
}

/** A pipe would wait for its writer, and a device may never end. @throws UnreadFileError for these */
async function openRegular(path: string): Promise<FileHandle> {
	const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
	if ((await handle.stat()).isFile()) return handle;
	await handle.close();
	throw new UnreadFileError('it is not a regular file');
}

async function isSame(one: FileHandle, other: FileHandle): Promise<boolean> {
	const [a, b] = await Promise.all([one.stat({bigint: true}), other.stat({bigint: true})]);
	return a.ino === b.ino && a.dev === b.dev;
}

const isCutShort = async ({handle, offset}: OpenFile): Promise<boolean> => (await handle.stat()).size < offset;

/** What was written since; from the beginning where the file has become shorter. */
async function readAll(file: OpenFile, signal: AbortSignal): Promise<void> {
	if (await isCutShort(file)) {
		file.offset = 0;
		file.cut.restart();
		file.position = await openPosition(file.handle, 0);
	}
	const buffer = Buffer.allocUnsafe(piece);
	while (!signal.aborted) {
		const {bytesRead} = await file.handle.read(buffer, 0, piece, file.offset);
		if (bytesRead === 0) return;
		file.offset += bytesRead;
		const bytes = buffer.subarray(0, bytesRead);
		file.cut.take(bytes);
		const position = file.position.take(bytes);
		if (position !== null) file.onPosition(position);
	}
}
