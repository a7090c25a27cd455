import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

const folders: string[] = [];
process.once('exit', () => {
	for (const folder of folders) rmSync(folder, {recursive: true, force: true});
});

/** A private folder for a parser that reads files by their path; removed when the process ends. */
export function scratchFolder() {
	const root = mkdtempSync(join(tmpdir(), 'dockscope-fuzz-'));
	folders.push(root);
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
