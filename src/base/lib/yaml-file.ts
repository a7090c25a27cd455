import {lstatSync} from 'node:fs';
import {fileTrouble} from '../text/file-trouble.js';
import {sanitise} from '../text/safe-text.js';
import {hasCode} from './has-code.js';
import {readInput} from './read-input.js';
import {YamlError} from './yaml-error.js';

/**
 * The text of a YAML file of the user; `null` when there is no such file: one that exists and cannot be read must not be skipped
 * silently.
 *
 * @param what  for the message: `policy`, `configuration`
 * @throws YamlError
 */
export async function yamlText(path: string, what: string): Promise<string | null> {
	try {
		return (await readInput(path)).toString('utf8');
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
		throw unreadableYaml(path, what, fileTrouble(error), error);
	}
}

/**
 * Reads a file that was only found. A link may lead to any file that the caller may read (dockscope.yaml to /etc/shadow, in a checkout), and
 * what is wrong with it would quote it.
 *
 * @throws YamlError, which quotes nothing of a file that a link leads to
 */
export async function unquoted<T>(path: string, what: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (!(error instanceof YamlError) || !isLink(path)) throw error;
		throw unreadableYaml(path, what, `it is a link to what is no ${what}; to see what is wrong, name it: --policy ${path}`);
	}
}

const isLink = (path: string): boolean => lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink() === true;

export function unreadableYaml(path: string, what: string, why: string, cause?: unknown): YamlError {
	const text = sanitise(`cannot read the ${what}: ${why}`);
	return new YamlError(sanitise(path), [{line: 1, column: 1, text}], {cause});
}
