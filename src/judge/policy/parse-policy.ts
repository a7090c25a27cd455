import {readYaml} from '../../base/index.js';
import type {NamedRule} from '../rules/rule-name.js';
import {builtInPolicy} from './built-in-policy.js';
import type {Policy} from './policy.js';
import {policySchema} from './policy-schema.js';
import {type ProfileName, profileText} from './profiles/index.js';

/**
 * Reads a policy file.
 *
 * @param path   for messages
 * @param rules  the rules that exist
 * @param detections  slugs of the detections that exist
 * @throws YamlError with every problem and its place, when there is one
 */
export function parsePolicy(text: string, path: string, rules: readonly NamedRule[], detections: readonly string[] = []): Policy {
	const {value, lineOf} = readYaml(text, path, 'policy', policySchema(rules, detections));
	const base = value.extends === null ? builtInPolicy : profilePolicy(value.extends, rules);
	const withLines = <One extends object>(key: string, all: readonly One[]) =>
		all.map((one, index) => ({...one, line: lineOf(key, index)}));
	const disabled = new Set([...base.disabled, ...value.disabled]);
	for (const slug of value.enabled) disabled.delete(slug);
	return {
		path,
		owner: null,
		refused: null,
		profile: value.extends,
		severities: {...base.severities, ...value.severities},
		disabled,
		settings: {
			allowedRegistries: value.allowedRegistries ?? base.settings.allowedRegistries,
			requiredFlags: value.requiredFlags ?? base.settings.requiredFlags,
		},
		rules: withLines('rules', value.rules).map(rule => ({...rule, remedy: rule.remedy ?? ''})),
		waivers: withLines('waivers', value.waivers),
		exceptions: withLines('exceptions', value.exceptions),
		notify: withLines('notify', value.notify),
	};
}

/** A shipped profile, which is valid. */
export function profilePolicy(name: ProfileName, rules: readonly NamedRule[]): Policy {
	return {...parsePolicy(profileText(name, rules), name, rules), path: null, profile: name};
}
