import {fileTrouble, raceAbort, sanitise, UsageError} from '../base/index.js';
import type {Run} from './run.js';
import {writeOutputFile} from './write-output-file.js';

/** A text, or its parts, generated while writing: it may exceed the maximum string length. */
export type Result = string | Iterable<string>;

/**
 * Writes a result to `--output` (atomically) or to stdout, also into a slow pipe.
 *
 * @throws UsageError when the file cannot be written, and that it was cancelled: a pipe may wait for its reader
 */
export async function writeResult({line, stdout, signal}: Run, result: Result): Promise<void> {
	const path = line.value('output');
	if (path === null || path === '-') {
		for (const piece of inBlocks(result)) await raceAbort(written(stdout, piece), signal);
		return;
	}
	try {
		await writeOutputFile(path, inBlocks(result), signal);
	} catch (error) {
		signal.throwIfAborted();
		const why = error instanceof UsageError ? sanitise(error.message) : fileTrouble(error);
		throw new UsageError(`cannot write ${sanitise(path)}: ${why}. Give --output a writable path.`);
	}
}

const written = (stdout: NodeJS.WriteStream, text: string): Promise<void> =>
	new Promise((resolve, reject) => {
		stdout.write(text, error => (error ? reject(error) : resolve()));
	});

/** Characters: a pipe takes 64 KB at once. */
const block = 65_536;

/** Combines small pieces into one write. */
function* inBlocks(result: Result): Generator<string> {
	if (typeof result === 'string') return yield result;
	let gathered = '';
	for (const piece of result) {
		gathered += piece;
		if (gathered.length < block) continue;
		yield gathered;
		gathered = '';
	}
	yield gathered;
}
