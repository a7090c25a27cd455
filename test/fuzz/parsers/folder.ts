import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll} from 'vitest';

/** A private folder for a parser that reads files by their path; removed after the tests of its file. */
export function scratchFolder() {
	const root = mkdtempSync(join(tmpdir(), 'dockscope-fuzz-'));
	// Not when the process ends: the runner kills its workers.
	afterAll(() => rmSync(root, {recursive: true, force: true}));
	return {
		root,
		/** Writes a file. @returns its path */
		write(path: string, content: string | Uint8Array): string {
			const whole = join(root, path);
			mkdirSync(dirname(whole), {recursive: true});
			writeFileSync(whole, content);
			return whole;
		},
	};
}

/** Bytes as a stream gives them: in pieces that cut everything in two. */
export async function* inPieces(bytes: Uint8Array, size = 700): AsyncGenerator<Buffer> {
	for (let from = 0; from < bytes.length; from += size) yield Buffer.from(bytes.subarray(from, from + size));
}
