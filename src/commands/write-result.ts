import {fileTrouble} from '../terminal/file-trouble.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import type {Run} from './run.js';
import {writeWhole} from './write-whole.js';

/**
 * Writes a result to `--output` (whole, or not at all) or to stdout, also into a slow pipe.
 *
 * @throws UsageError when the file cannot be written
 */
export async function writeResult({line, stdout}: Run, text: string): Promise<void> {
	const path = line.value('output');
	if (path === null || path === '-') {
		await new Promise<void>((resolve, reject) => stdout.write(text, error => (error ? reject(error) : resolve())));
		return;
	}
	try {
		await writeWhole(path, text);
	} catch (error) {
		throw new UsageError(`cannot write ${sanitise(path)}: ${fileTrouble(error)}. Give --output a path that can be written.`);
	}
}
