import {randomBytes} from 'node:crypto';
import {closeSync} from 'node:fs';
import {join} from 'node:path';
import {
	fileTrouble,
	hasCode,
	openAsPath,
	readAsRegularFile,
	replaceFile,
	safe,
	sanitise,
	UnreadFileError,
} from '../../../base/index.js';
import {StoreError} from '../store/store-error.js';

/** What a token may look like: it is a part of a path. */
export const isToken = (text: string): boolean => /^[\w-]{16,128}$/.test(text);

/** Bytes of the file. */
const TOKEN_LIMIT = 1024;

/**
 * The token of the alert listener, in a file of the store that only its owner can read: stderr of a service is in the journal, which others read. It
 * stays the same, so that a sender is configured once; whoever removes the file has a new one at the next start.
 *
 * @param folder  of the store
 * @throws StoreError
 */
export async function alertToken(folder: string): Promise<{readonly token: string; readonly path: string}> {
	const path = join(folder, 'alerts-token');
	try {
		const kept = read(path);
		if (kept !== null) return {token: kept, path};
		const token = randomBytes(16).toString('hex');
		await replaceFile(path, `${token}\n`, 0o600, null);
		return {token, path};
	} catch (error) {
		throw new StoreError(safe`the token for alerts cannot be kept in ${sanitise(path)}: ${fileTrouble(error)}`, {cause: error});
	}
}

/** `null` where there is none; what is no token is replaced. */
function read(path: string): string | null {
	try {
		const file = openAsPath(path, 'no-follow');
		try {
			const text = readAsRegularFile(file, TOKEN_LIMIT).trim();
			return isToken(text) ? text : null;
		} finally {
			closeSync(file);
		}
	} catch (error) {
		// A link, or no regular file: a new file takes its place.
		if (error instanceof UnreadFileError || hasCode(error, 'ENOENT', 'ELOOP')) return null;
		throw error;
	}
}
