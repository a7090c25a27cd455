import {execFile} from 'node:child_process';
import {constants} from 'node:fs';
import {open, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, it} from 'vitest';
import {openRegular} from '../../../src/base/lib/open-input.js';
import {readInput, readStream} from '../../../src/base/lib/read-input.js';
import {sharedFolder} from '../../support/temporary-folder.js';

const folder = sharedFolder();

it('reads a file', async () => {
	await writeFile(join(folder, 'file'), 'text');
	expect((await readInput(join(folder, 'file'))).toString()).toBe('text');
});

it('waits for what is written to pipes that a shell has opened, and leaves the threads of Node to others', async () => {
	// Node has four threads for files.
	const pipes = [1, 2, 3, 4, 5].map(number => join(folder, `pipe${number}`));
	await promisify(execFile)('mkfifo', pipes);
	const opened = await Promise.all(pipes.map(pipe => open(pipe, constants.O_RDWR | constants.O_NONBLOCK)));
	const reads = opened.map(({fd}) => readInput(`/dev/fd/${fd}`));
	for (const pipe of pipes) expect((await stat(pipe)).isFIFO()).toBe(true);
	const writers = await Promise.all(pipes.map(pipe => open(pipe, 'w')));
	await new Promise(resolve => setImmediate(resolve));
	for (const [index, writer] of writers.entries()) await writer.writeFile(pipes[index] ?? '');
	await Promise.all(writers.map(writer => writer.close()));
	// Their last writers end them.
	await Promise.all(opened.map(one => one.close()));
	expect((await Promise.all(reads)).map(String)).toEqual(pipes);
});

it.each([
	['a named pipe', 'it is a named pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
	[
		'a link to a named pipe',
		'it is a named pipe',
		(path: string) => promisify(execFile)('sh', ['-c', 'mkfifo "$0.p"; ln -s "$0.p" "$0"', path]),
	],
	['a link to a device', 'it is a device', (path: string) => symlink('/dev/zero', path)],
	['a link to another device', 'it is a device', (path: string) => symlink('/dev/tty', path)],
])('refuses %s at once', async (name, why, make) => {
	const path = join(folder, name.replaceAll(' ', '-'));
	await make(path);
	await expect(readInput(path)).rejects.toThrow(why);
	await expect(openRegular(path)).rejects.toThrow(why);
});

it('reads nothing from the null device', async () => expect((await readInput('/dev/null')).length).toBe(0));

it('reads only up to its limit from an endless stream', async () => {
	await expect(readInput('/dev/zero', 1024 * 1024)).rejects.toThrow('it is a device');
	const endless = async function* () {
		for (;;) yield Buffer.alloc(1_000_000);
	};
	await expect(readStream(endless(), 5 * 1024 * 1024)).rejects.toThrow('it is larger than 5 MB');
});
