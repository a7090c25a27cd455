import {statSync} from 'node:fs';
import {join} from 'node:path';
import {
	configurationDirectory,
	findOwnFile,
	type SafeText,
	safe,
	sanitise,
	unquoted,
	unreadableYaml,
	yamlText,
} from '../../base/index.js';
import type {NamedRule} from '../rules/rule-name.js';
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
 * A found file counts only if no one but root and the caller can change it. In the working directory it may be anyone's (/tmp, a checkout), and
 * is passed over; the user's own place is meant to count, and a gate must not become another without a word.
 *
 * @param rules  the rules that exist
 * @param detections  slugs of the detections that exist
 * @throws YamlError when the named file cannot be read, the file found is wrong, or that of the user can be changed by others
 */
export async function loadPolicy(
	places: PolicyPlaces,
	rules: readonly NamedRule[],
	detections: readonly string[],
): Promise<Policy> {
	const parse = async (text: string, path: string): Promise<Policy> => ({
		// The YAML reader is large, and most runs have no policy file: it is loaded where there is one.
		...(await import('./parse-policy.js')).parsePolicy(text, path, rules, detections),
		owner: ownerOf(path),
	});
	if (places.file !== null) {
		const text = await yamlText(places.file, 'policy');
		if (text === null && isProfile(places.file)) return (await import('./parse-policy.js')).profilePolicy(places.file, rules);
		if (text === null) throw unreadableYaml(places.file, 'policy', 'there is no such file');
		return parse(text, places.file);
	}
	const [here = '', own = ''] = policyPlaces(places);
	const found = findOwnFile(here);
	const text = found.state === 'ours' ? await yamlText(here, 'policy') : null;
	if (text !== null) return unquoted(here, 'policy', () => parse(text, here));
	const refused = found.state === 'refused' ? notApplied(here, found.why) : null;
	return {...(await ownPolicy(own, parse)), refused};
}

async function ownPolicy(path: string, parse: (text: string, path: string) => Promise<Policy>): Promise<Policy> {
	const found = findOwnFile(path);
	if (found.state === 'refused') throw unreadableYaml(path, 'policy', `${found.why}. To use it on purpose: --policy ${path}`);
	const text = found.state === 'ours' ? await yamlText(path, 'policy') : null;
	return text === null ? builtInPolicy : parse(text, path);
}

const notApplied = (path: string, why: SafeText): SafeText =>
	safe`the policy ${sanitise(path)} is not applied: ${why}. To use it on purpose: --policy ${sanitise(path)}`;

function ownerOf(path: string): number | null {
	const found = statSync(path, {throwIfNoEntry: false});
	return found?.isFile() === true ? found.uid : null;
}
