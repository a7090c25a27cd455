import {describe, expect, it} from 'vitest';
import {loadPolicy} from '../../../src/judge/policy/load-policy.js';
import {parsePolicy, profilePolicy} from '../../../src/judge/policy/parse-policy.js';
import {profileNames, profileText} from '../../../src/judge/policy/profiles/index.js';
import {rules} from '../../../src/judge/rules/index.js';

describe.each(profileNames)('the profile %s', name => {
	it('is a valid policy file, which changes something', () => {
		const read = parsePolicy(profileText(name, rules), 'profile.yaml', rules);
		const {severities, disabled} = profilePolicy(name, rules);
		expect(disabled).toEqual(read.disabled);
		expect(severities).toEqual(read.severities);
		expect(disabled.size + Object.keys(severities).length).toBeGreaterThan(8);
	});

	it('never hides a way to the host', () => {
		const {severities, disabled} = profilePolicy(name, rules);
		const grave = rules.filter(({severity, cis}) => severity === 'critical' && (name !== 'cis' || Object.keys(cis).length > 0));
		expect(grave.length).toBeGreaterThan(4);
		for (const {slug} of grave) expect([slug, disabled.has(slug), severities[slug]]).toEqual([slug, false, undefined]);
	});

	it('is used by its name where no file has it', async () => {
		const places = {file: name, workingDirectory: '/nonexistent', environment: {}};
		expect(await loadPolicy(places, rules, [])).toMatchObject({path: null, profile: name});
	});
});

describe('a policy file that extends a profile', () => {
	const read = (text: string) => parsePolicy(`extends: homelab\n${text}`, 'dockscope.yaml', rules);

	it('adds to it, overrides it, and enables what it disables', () => {
		const policy = read('enabled: [container-healthcheck]\ndisabled: [image-tools]\nseverities: {container-root-user: high}');
		expect(policy.profile).toBe('homelab');
		expect(policy.disabled.has('container-healthcheck')).toBe(false);
		expect(policy.disabled.has('image-tools')).toBe(true);
		expect(policy.disabled.has('host-data-partition')).toBe(true);
		expect(policy.severities['container-root-user']).toBe('high');
		expect(policy.severities['container-latest-tag']).toBe('info');
	});

	it('replaces its lists', () => {
		const required = (text: string) => parsePolicy(`extends: team\n${text}`, 'x', rules).settings.requiredFlags;
		expect(required('')).toEqual(['--security-opt no-new-privileges']);
		expect(required('requiredFlags: [--read-only]')).toEqual(['--read-only']);
	});

	it.each([
		['extends: homelb', /x:1:10: "extends" must be one of homelab, team, cis: "homelb" is not \(did you mean "homelab"\?\)/],
		['extends: [homelab]', /x:1:10: "extends" must be one of/],
		['extends: homelab\nenabled: [nothing]', /x:2:11: unknown rule "nothing"/],
	])('says where %j is wrong', (text, message) => {
		expect(() => parsePolicy(text, 'x', rules)).toThrow(message);
	});
});

it('cis has every rule of the benchmark, and no other', () => {
	const {disabled} = profilePolicy('cis', rules);
	for (const {slug, cis} of rules) expect([slug, disabled.has(slug)]).toEqual([slug, Object.keys(cis).length === 0]);
});
