import {type ChildProcessByStdio, spawn} from 'node:child_process';
import {isSea} from 'node:sea';
import type {Readable, Writable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import {boundedText} from '../../lib/bounded-text.js';
import {codeOf} from '../../lib/has-code.js';
import {keepCapabilities, withFewerCapabilities} from './fewer-capabilities.js';
import {type FromReader, frame, type ToReader, unframer} from './wire.js';

/** In place of a command, in the single executable: it runs the reader apart. */
export const READER_WORD = '--dockscope-reader';

export type ReaderProcess = {
	/** Whether it was held in a system call since the last time this was asked, rather than slow. */
	readonly isHeld: () => boolean;
	readonly send: (message: ToReader) => void;
	/** Whether the program stays for its answers. */
	readonly stayFor: (isAwaited: boolean) => void;
	/** It may end when it has nothing left to do. */
	readonly end: () => void;
	/** One that is held in the kernel may ignore even this, and is left behind; it ends with what holds it. */
	readonly abandon: () => void;
};

/**
 * Starts the reader: a process without environment, in a session of its own, so that the keys of the terminal do not reach it.
 *
 * @param ended  why; never after `end` or `abandon`
 */
export function startReader(take: (message: FromReader) => void, ended: (why: string) => void): ReaderProcess {
	const own: readonly [string, ...string[]] = isSea()
		? [process.execPath, READER_WORD]
		: [process.execPath, fileURLToPath(new URL('./reader.js', import.meta.url))];
	const command = withFewerCapabilities(own);
	const [file, ...args] = command;
	let hasSpoken = false;
	const child: ChildProcessByStdio<Writable, Readable, null> = spawn(file, args, {
		stdio: ['pipe', 'pipe', 'ignore'],
		env: {},
		cwd: '/',
		detached: true,
	});
	let isOurs = true;
	const leave = (why: string): void => {
		if (command !== own && !hasSpoken) keepCapabilities();
		if (!isOurs) return;
		isOurs = false;
		ended(why);
	};
	child.on('error', error => leave(`it cannot be started (${codeOf(error) ?? error.name})`));
	child.on('exit', (status, signal) => leave(`it ended with ${signal ?? `status ${status}`}`));
	// Written to one that has just ended: its end is reported.
	child.stdin.on('error', () => undefined);
	const unframe = unframer<FromReader>(message => {
		hasSpoken = true;
		if (isOurs) take(message);
	});
	child.stdout.on('data', unframe);
	let worked = cpuTicks(child.pid);
	return {
		isHeld() {
			const before = worked;
			worked = cpuTicks(child.pid);
			return worked !== 'runnable' && worked === before;
		},
		send: message => child.stdin.write(frame(message)),
		stayFor(isAwaited) {
			const streams = [child, child.stdin, child.stdout];
			for (const one of streams) {
				if (isAwaited && 'ref' in one && typeof one.ref === 'function') one.ref();
				if (!isAwaited && 'unref' in one && typeof one.unref === 'function') one.unref();
			}
		},
		end() {
			isOurs = false;
			child.stdin.end();
			child.unref();
		},
		abandon() {
			isOurs = false;
			child.kill('SIGKILL');
			child.stdin.destroy();
			child.stdout.destroy();
			child.unref();
		},
	};
}

/** What it has worked so far, `runnable` where it waits only for a processor. @source proc_pid_stat(5): 3 state, 14 utime, 15 stime */
function cpuTicks(pid: number | undefined): string {
	try {
		const fields = boundedText(`/proc/${pid}/stat`, 4096)
			.replace(/^.*\) /s, '')
			.split(' ');
		return fields[0] === 'R' ? 'runnable' : `${fields[11]} ${fields[12]}`;
	} catch (error) {
		if (codeOf(error) === undefined) throw error;
		// It has ended: that is reported too.
		return 'runnable';
	}
}
