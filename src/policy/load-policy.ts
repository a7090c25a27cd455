import {join} from 'node:path';
import type {NamedRule} from '../rules/rule-name.js';
import {configurationDirectory} from '../terminal/account.js';
import {unreadableYaml, yamlText} from '../terminal/yaml-file.js';
import {builtInPolicy} from './built-in-policy.js';
import type {Policy} from './policy.js';
import {isProfile} from './profiles/index.js';

export type PolicyPlaces = {
	/** `--policy FILE`: must exist, or be the name of a shipped profile. */
	readonly file: string | null;
	readonly workingDirectory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Where to look for a policy when none is named, in this order. */
export function policyPlaces({workingDirectory, environment}: PolicyPlaces): string[] {
	return [join(workingDirectory, 'dockscope.yaml'), join(configurationDirectory(environment), 'dockscope.yaml')];
}

/**
 * Reads the policy that holds here: the named file, else the first of `policyPlaces` that exists, else the built-in one.
 *
 * @param rules  the rules that exist
 * @param detections  slugs of the detections that exist
 * @throws YamlError when the named file cannot be read, or the file found is wrong
 */
export async function loadPolicy(
	places: PolicyPlaces,
	rules: readonly NamedRule[],
	detections: readonly string[],
): Promise<Policy> {
	const parse = async (text: string, path: string): Promise<Policy> =>
		// The YAML reader is large, and most runs have no policy file: it is loaded where there is one.
		(await import('./parse-policy.js')).parsePolicy(text, path, rules, detections);
	if (places.file !== null) {
		const text = await yamlText(places.file, 'policy');
		if (text === null && isProfile(places.file)) return (await import('./parse-policy.js')).profilePolicy(places.file, rules);
		if (text === null) throw unreadableYaml(places.file, 'policy', 'there is no such file');
		return parse(text, places.file);
	}
	for (const path of policyPlaces(places)) {
		const text = await yamlText(path, 'policy');
		if (text !== null) return parse(text, path);
	}
	return builtInPolicy;
}
