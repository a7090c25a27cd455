import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileTrouble} from './file-trouble.js';
import {sanitise} from './safe-text.js';
import {UsageError} from './usage-error.js';

/**
 * Creates a private folder for temporary files.
 *
 * @param prefix  of its name: `dockscope-scan-`
 * @throws UsageError when it cannot be created: TMPDIR is missing, full or read-only
 */
export async function temporaryFolder(prefix: string): Promise<string> {
	const place = tmpdir();
	try {
		return await mkdtemp(join(place, prefix));
	} catch (error) {
		throw new UsageError(
			`cannot make a folder in ${sanitise(place)}: ${fileTrouble(error)}. Set TMPDIR to a folder that can be written.`,
			{
				cause: error,
			},
		);
	}
}
