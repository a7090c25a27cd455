import {fstatSync, readFileSync, readlinkSync, writeFileSync} from 'node:fs';
import {Socket} from 'node:net';
import {basename} from 'node:path';
import {hasCode} from '../base/index.js';

/** The character device 1:3. @source Linux, Documentation/admin-guide/devices.txt */
const NULL_DEVICE = 0x103;
const ACCESS_MODE = 0o3;
const READ_WRITE = 0o2;

/** Shells redirect the output of the programs they start, and open /dev/null write-only. */
const shells: ReadonlySet<string> = new Set([
	'sh',
	'bash',
	'dash',
	'ash',
	'busybox',
	'zsh',
	'zsh5',
	'ksh',
	'ksh93',
	'mksh',
	'yash',
	'fish',
]);

/**
 * Makes an output that is not written as a whole an error of the stream, whatever the output is.
 *
 * Node writes to a file once: what a disk that fills up no longer takes is lost without an error. To a block device it writes nothing. And it
 * opens /dev/null in place of a closed descriptor.
 *
 * @source Node's lib/internal/fs/sync_write_stream.js and lib/internal/bootstrap/switches/is_main_thread.js
 */
export function writeAsAWhole(stdout: NodeJS.WriteStream): void {
	// Pipes, sockets and terminals report it.
	if (stdout instanceof Socket) return;
	const closed = wasClosed() ? Object.assign(new Error('stdout is closed'), {code: 'EBADF'}) : null;
	const write = (chunk: Buffer): void => {
		if (closed !== null && chunk.length > 0) throw closed;
		writeFileSync(1, chunk);
	};
	Object.assign(stdout, {
		_write(chunk: Buffer, _encoding: string, done: (error?: unknown) => void): void {
			try {
				write(chunk);
			} catch (error) {
				done(error);
				return;
			}
			done();
		},
	});
}

/**
 * Whether the shell that started this program closed its stdout. Node then has /dev/null there, open for reading too; a shell's `>/dev/null` is
 * only open for writing. Other programs open it as Node does to discard an output (Python's DEVNULL, Node's `ignore`), so of their children, and of
 * those that inherit it, it is not known.
 *
 * @source Node's src/node.cc, PlatformInit; proc(5)
 */
function wasClosed(): boolean {
	if (fstatSync(1).rdev !== NULL_DEVICE) return false;
	try {
		const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))?.[1] ?? '0';
		if ((Number.parseInt(flags, 8) & ACCESS_MODE) !== READ_WRITE) return false;
		const parent = `/proc/${process.ppid}`;
		return shells.has(basename(readlinkSync(`${parent}/exe`))) && outputOf(parent) !== '/dev/null';
	} catch (error) {
		// The parent has ended, or is another user's.
		if (hasCode(error, 'ENOENT', 'EACCES', 'EPERM')) return false;
		throw error;
	}
}

/** `null`: closed. */
function outputOf(folder: string): string | null {
	try {
		return readlinkSync(`${folder}/fd/1`);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return null;
		throw error;
	}
}
