import {writeFile} from 'node:fs/promises';
import {fileTrouble} from '../terminal/file-trouble.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import type {Run} from './run.js';

/**
 * Writes a result to `--output` (0600: it may tell an attacker where to begin) or to stdout, whole, also into a slow pipe.
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
		await writeFile(path, text, {mode: 0o600});
	} catch (error) {
		throw new UsageError(`cannot write ${sanitise(path)}: ${fileTrouble(error)}. Give --output a path that can be written.`);
	}
}
