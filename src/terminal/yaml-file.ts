import {fileTrouble} from './file-trouble.js';
import {hasCode} from './has-code.js';
import {readInput} from './read-input.js';
import {sanitise} from './safe-text.js';
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

export function unreadableYaml(path: string, what: string, why: string, cause?: unknown): YamlError {
	const text = sanitise(`cannot read the ${what}: ${why}`);
	return new YamlError(sanitise(path), [{line: 1, column: 1, text}], {cause});
}
