import type {ChildProcess} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {MAX_LINE_LENGTH, maskSecrets, type SafeText, sanitiseLines, shortened} from '../../base/index.js';

const logLimit = 64 * 1024;
const logLines = 200;

/** Writes stdout to a file; `tooMuch` is called when it is too much. Returns a function that waits until all of it is on disk. */
export function copyStdout(
	child: ChildProcess,
	{stdoutFile, sizeLimit}: {stdoutFile: string; sizeLimit: number},
	tooMuch: () => void,
): () => Promise<void> {
	const file = createWriteStream(stdoutFile, {mode: 0o600});
	let size = 0;
	let full: Error | null = null;
	file.on('error', error => {
		full = error;
		child.stdout?.resume();
	});
	child.stdout?.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size > sizeLimit) return tooMuch();
		if (full === null && !file.write(chunk)) {
			child.stdout?.pause();
			file.once('drain', () => child.stdout?.resume());
		}
	});
	return () =>
		new Promise(resolve => {
			if (full !== null || file.destroyed) return resolve();
			file.once('close', () => resolve());
			file.end(() => file.destroy());
		});
}

/** Only the end of stderr is kept: a flood costs no memory. Lines are reported as they come, of a flood only the last ones. */
export function keepTail(child: ChildProcess, onLine?: (line: SafeText) => void): (failed: Error | null) => readonly SafeText[] {
	let tail = '';
	child.stderr?.setEncoding('utf8');
	child.stderr?.on('data', (chunk: string) => {
		tail = (tail + chunk).slice(-logLimit);
		if (onLine !== undefined)
			for (const line of sanitiseLines(chunk.slice(-2000))) if (line.trim() !== '') onLine(maskSecrets(line));
	});
	return failed =>
		sanitiseLines(failed === null ? tail : `${tail}\n${failed.message}`)
			.filter(line => line.trim() !== '')
			// A scanner's errors repeat its input: URLs with a password, tokens.
			.map(line => shortened(maskSecrets(line), MAX_LINE_LENGTH))
			.slice(-logLines);
}
