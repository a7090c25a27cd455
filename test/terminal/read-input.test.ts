import {execFile} from 'node:child_process';
import {stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, it} from 'vitest';
import {readInput, readStream} from '../../src/terminal/read-input.js';
import {sharedFolder} from '../support/temporary-folder.js';

const folder = sharedFolder();

it('reads a file', async () => {
	await writeFile(join(folder, 'file'), 'text');
	expect((await readInput(join(folder, 'file'))).toString()).toBe('text');
});

it('waits for what is written to pipes and leaves the threads of Node to others', async () => {
	// Node has four threads for files.
	const pipes = [1, 2, 3, 4, 5].map(number => join(folder, `pipe${number}`));
	await promisify(execFile)('mkfifo', pipes);
	const reads = pipes.map(pipe => readInput(pipe));
	for (const pipe of pipes) expect((await stat(pipe)).isFIFO()).toBe(true);
	for (const pipe of pipes) await promisify(execFile)('sh', ['-c', 'printf "%s" "$0" > "$0"', pipe]);
	expect((await Promise.all(reads)).map(String)).toEqual(pipes);
});

it('reads only up to its limit from an endless file', async () => {
	await expect(readInput('/dev/zero', 1024 * 1024)).rejects.toThrow('it is larger than 1 MB');
	const endless = async function* () {
		for (;;) yield Buffer.alloc(1_000_000);
	};
	await expect(readStream(endless(), 5 * 1024 * 1024)).rejects.toThrow('it is larger than 5 MB');
});
