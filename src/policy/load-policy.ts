import {join} from 'node:path';
import type {NamedRule} from '../rules/rule-name.js';
import {homeOf} from '../terminal/account.js';
import {fileTrouble} from '../terminal/file-trouble.js';
import {hasCode} from '../terminal/has-code.js';
import {readInput} from '../terminal/read-input.js';
import {sanitise} from '../terminal/sanitise.js';
import {builtInPolicy} from './built-in-policy.js';
import type {Policy} from './policy.js';
import {PolicyError} from './policy-error.js';

export type PolicyPlaces = {
	/** `--policy FILE`: must exist. */
	readonly file: string | null;
	readonly workingDirectory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Where to look for a policy when none is named, in this order. */
export function policyPlaces({workingDirectory, environment}: PolicyPlaces): string[] {
	const configuration = environment['XDG_CONFIG_HOME'] || join(homeOf(environment) ?? '/', '.config');
	return [join(workingDirectory, 'dockscope.yaml'), join(configuration, 'dockscope', 'dockscope.yaml')];
}

/**
 * Reads the policy that holds here: the named file, else the first of `policyPlaces` that exists, else the built-in one.
 *
 * @param rules  the rules that exist
 * @throws PolicyError when the named file cannot be read, or the file found is wrong
 */
export async function loadPolicy(places: PolicyPlaces, rules: readonly NamedRule[]): Promise<Policy> {
	if (places.file !== null) {
		const text = await readOrNull(places.file);
		if (text === null) throw unreadable(places.file, 'there is no such file');
		return parse(text, places.file, rules);
	}
	for (const path of policyPlaces(places)) {
		const text = await readOrNull(path);
		if (text !== null) return parse(text, path, rules);
	}
	return builtInPolicy;
}

/** The YAML reader is large, and most runs have no policy file: it is loaded where there is one. */
async function parse(text: string, path: string, rules: readonly NamedRule[]): Promise<Policy> {
	const {parsePolicy} = await import('./parse-policy.js');
	return parsePolicy(text, path, rules);
}

/** `null` when there is no such file; a policy that exists and cannot be read must not be skipped silently. */
async function readOrNull(path: string): Promise<string | null> {
	try {
		return (await readInput(path)).toString('utf8');
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
		throw unreadable(path, fileTrouble(error), error);
	}
}

function unreadable(path: string, why: string, cause?: unknown): PolicyError {
	const text = sanitise(`cannot read the policy: ${why}`);
	return new PolicyError(sanitise(path), [{line: 1, column: 1, text}], {cause});
}
