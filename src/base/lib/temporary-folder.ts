import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileTrouble} from '../text/file-trouble.js';
import {sanitise} from '../text/safe-text.js';
import {UsageError} from './usage-error.js';

/** What a full or read-only TMPDIR means for a command that needs one. */
export const unusableTemporary = (error: unknown): UsageError =>
	new UsageError(
		`cannot make a folder in ${sanitise(tmpdir())}: ${fileTrouble(error)}. Set TMPDIR to a folder that can be written.`,
		{
			cause: error,
		},
	);

/**
 * Creates a private folder for temporary files.
 *
 * @param prefix  of its name: `dockscope-scan-`
 * @throws UsageError when it cannot be created: TMPDIR is missing, full or read-only
 */
export async function temporaryFolder(prefix: string): Promise<string> {
	try {
		return await mkdtemp(join(tmpdir(), prefix));
	} catch (error) {
		throw unusableTemporary(error);
	}
}
