import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {delimiter, isAbsolute, join} from 'node:path';

/** Absolute path of a program on PATH, `null` when there is no executable one. */
export async function findProgram(name: string, path: string | undefined): Promise<string | null> {
	for (const directory of (path ?? '').split(delimiter)) {
		// An empty or relative entry means the current directory, where anyone may have put a scanner.
		if (!isAbsolute(directory)) continue;
		const candidate = join(directory, name);
		if (await isExecutable(candidate)) return candidate;
	}
	return null;
}

async function isExecutable(path: string): Promise<boolean> {
	return access(path, constants.X_OK)
		.then(() => stat(path))
		.then(
			found => found.isFile(),
			() => false,
		);
}
