import type {Node} from 'yaml';
import {
	choiceOf,
	complain,
	entriesOf,
	fieldsOf,
	filled,
	itemsOf,
	placeOf,
	readYaml,
	registryHost,
	type Severity,
	sanitise,
	scalarOf,
	severities,
	textOf,
	writtenOf,
	type YamlField,
	type YamlSource,
} from '../../base/index.js';
import {type NamedRule, slugOf} from '../rules/rule-name.js';
import {problemOfFlag} from '../rules/shared/required-flags.js';
import {builtInPolicy} from './built-in-policy.js';
import type {AlertException, NotifyTarget, OwnRule, Policy, Waiver} from './policy.js';
import {type ProfileName, profileNames, profileText} from './profiles/index.js';
import {readCondition} from './read-condition.js';
import {readException} from './read-exception.js';
import {readNotify} from './read-notify.js';
import {readWaiver} from './read-waiver.js';

const keys = [
	'extends',
	'severities',
	'disabled',
	'enabled',
	'allowedRegistries',
	'requiredFlags',
	'rules',
	'waivers',
	'exceptions',
	'notify',
] as const;
const ruleKeys = ['slug', 'title', 'severity', 'when', 'remedy'] as const;

/**
 * Reads a policy file.
 *
 * @param path   for messages
 * @param rules  the rules that exist
 * @param detections  slugs of the detections that exist
 * @throws YamlError with every problem and its place, when there is one
 */
export function parsePolicy(text: string, path: string, rules: readonly NamedRule[], detections: readonly string[] = []): Policy {
	return readYaml(text, path, source => readPolicy(source, path, rules, detections));
}

const advisoryName = /^(CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3})$/;

function readPolicy(source: YamlSource, path: string, rules: readonly NamedRule[], detections: readonly string[]): Policy {
	const root = source.document.contents;
	if (root === null || scalarOf(source, root) === null) return {...builtInPolicy, path};
	const fields = fieldsOf(source, root, 'the policy', keys);
	if (fields === null) return builtInPolicy;

	const extended = filled(fields.extends);
	const profile = extended === null ? null : choiceOf(source, extended, '"extends"', profileNames);
	const base = profile === null ? builtInPolicy : profilePolicy(profile, rules);
	const taken = new Set(rules.map(({slug}) => slug));
	const ownRules = eachOf(source, fields.rules, '"rules"', node => readRule(source, node, taken));
	const known = [...rules, ...ownRules.map(({slug}) => ({slug, cis: {}}))];
	// A waiver may also accept a vulnerability, by the name that its page shows.
	const knownRuleOrAdvisory = (_: YamlSource, {value}: YamlField) => {
		const name = value === null ? null : scalarOf(source, value);
		return typeof name === 'string' && advisoryName.test(name) ? name : readSlug(source, value, known);
	};
	const registries = filled(fields.allowedRegistries);
	const flags = filled(fields.requiredFlags);
	const slugsOf = (field: YamlField | undefined, what: string) =>
		eachOf(source, field, what, node => readSlug(source, node, known));
	const disabled = new Set([...base.disabled, ...slugsOf(fields.disabled, '"disabled"')]);
	for (const slug of slugsOf(fields.enabled, '"enabled"')) disabled.delete(slug);
	return {
		path,
		owner: null,
		refused: null,
		profile,
		severities: {...base.severities, ...readSeverities(source, filled(fields.severities), known)},
		disabled,
		settings: {
			allowedRegistries: registries === null ? base.settings.allowedRegistries : readRegistries(source, registries),
			requiredFlags:
				flags === null
					? base.settings.requiredFlags
					: itemsOf(source, flags, '"requiredFlags"').flatMap(item => readFlag(source, item) ?? []),
		},
		rules: ownRules,
		waivers: eachOf<Waiver>(source, fields.waivers, '"waivers"', node => readWaiver(source, node, knownRuleOrAdvisory)),
		exceptions: eachOf<AlertException>(source, fields.exceptions, '"exceptions"', node =>
			readException(source, node, detections),
		),
		notify: eachOf<NotifyTarget>(source, fields.notify, '"notify"', node => readNotify(source, node)),
	};
}

/** A shipped profile, which is valid. */
export function profilePolicy(name: ProfileName, rules: readonly NamedRule[]): Policy {
	return {...parsePolicy(profileText(name, rules), name, rules), path: null, profile: name};
}

function eachOf<T>(source: YamlSource, field: YamlField | undefined, what: string, read: (node: Node | null) => T | null): T[] {
	const node = filled(field);
	return node === null ? [] : itemsOf(source, node, what).flatMap(item => read(item) ?? []);
}

/** As an image names it; docs.docker.com/reference/cli/docker/image/tag (host and port). */
const registry = /^([a-z\d]([a-z\d.-]*[a-z\d])?|\[[\da-f:]+\])(:\d+)?$/i;

/** An entry that is not a host would silently allow nothing. */
function readRegistries(source: YamlSource, node: Node): string[] {
	return itemsOf(source, node, '"allowedRegistries"').flatMap(item => {
		const given = textOf(source, item, 'each entry of "allowedRegistries"');
		if (given === null || registry.test(given)) return given === null ? [] : registryHost(given);
		return (
			complain(
				source,
				item,
				`"${sanitise(given)}" is not a registry: use only its host name, like docker.io or registry.example.com:5000`,
			) ?? []
		);
	});
}

function readFlag(source: YamlSource, node: Node | null): string | null {
	const flag = textOf(source, node, 'each entry of "requiredFlags"');
	const problem = flag === null ? null : problemOfFlag(flag);
	return problem === null ? flag : complain(source, node, problem);
}

/** The rule that a slug or a CIS id names, by its slug. */
function readSlug(source: YamlSource, node: Node | null, known: readonly NamedRule[]): string | null {
	const name = writtenOf(source, node) ?? textOf(source, node, 'a rule');
	if (name === null) return null;
	const found = slugOf(name, known);
	return 'slug' in found ? found.slug : complain(source, node, found.problem);
}

function readSeverities(source: YamlSource, node: Node | null, known: readonly NamedRule[]): Record<string, Severity> {
	const read = new Map<string, Severity>();
	for (const {name, key, value} of node === null ? [] : entriesOf(source, node, '"severities"')) {
		const slug = readSlug(source, key, known);
		const severity = choiceOf(source, value, `the severity of ${sanitise(name)}`, severities);
		if (slug !== null && read.has(slug)) complain(source, key, `the severity of ${slug} is set twice`);
		if (slug !== null && severity !== null) read.set(slug, severity);
	}
	return Object.fromEntries(read);
}

/** @param taken  slugs that are in use; that of the rule is added */
function readRule(source: YamlSource, node: Node | null, taken: Set<string>): OwnRule | null {
	const fields = fieldsOf(source, node, 'a custom rule', ruleKeys);
	if (fields === null) return null;
	const {slug: slugField, title: titleField, severity: severityField, when: whenField} = fields;
	if (slugField === undefined || titleField === undefined || severityField === undefined || whenField === undefined) {
		const missing = (['slug', 'title', 'severity', 'when'] as const).filter(key => fields[key] === undefined);
		return complain(source, node, `a custom rule needs ${missing.map(key => `"${key}"`).join(' and ')}`);
	}
	const slug = readNewSlug(source, slugField.value, taken);
	const title = textOf(source, titleField.value, '"title"');
	const severity = choiceOf(source, severityField.value, '"severity"', severities);
	const when = readCondition(source, whenField.value);
	const remedy = fields.remedy === undefined ? '' : textOf(source, fields.remedy.value, '"remedy"');
	if (slug === null || title === null || severity === null || when === null || remedy === null) return null;
	return {slug, title, severity, when, remedy, line: placeOf(source, node).line};
}

function readNewSlug(source: YamlSource, node: Node | null, taken: Set<string>): string | null {
	const slug = textOf(source, node, '"slug"');
	if (slug === null) return null;
	if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug)) {
		return complain(source, node, `"${sanitise(slug)}" is not a slug: lower case words joined by hyphens, like own-team-label`);
	}
	if (taken.has(slug)) return complain(source, node, `"${slug}" is already the slug of another rule: choose another one`);
	taken.add(slug);
	return slug;
}
