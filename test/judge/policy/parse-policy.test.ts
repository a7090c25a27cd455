import {describe, expect, it} from 'vitest';
import {parse as parseYaml} from 'yaml';
import {YamlError} from '../../../src/base/lib/yaml-error.js';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import {rules} from '../../../src/judge/rules/index.js';
import {detectionSlugs} from '../../../src/record/recorder/detections/detect.js';
import {violations} from '../../support/validate.js';
import {wholePolicy} from '../../support/whole-policy.js';

const parse = (text: string) => parsePolicy(text, 'dockscope.yaml', rules, detectionSlugs);

const own = (when: string) => `rules:\n  - {slug: own, title: t, severity: low, when: ${when}}`;

function problemsOf(text: string): string[] {
	try {
		parse(text);
	} catch (error) {
		if (error instanceof YamlError) return error.message.split('\n');
		throw error;
	}
	return [];
}

describe('a policy file', () => {
	it('is read whole', () => {
		const policy = parse(`\n${wholePolicy}`);
		expect(policy).toEqual({
			path: 'dockscope.yaml',
			owner: null,
			refused: null,
			profile: null,
			severities: {'container-host-uts': 'info', 'own-team': 'high'},
			disabled: new Set(['engine-live-restore']),
			settings: {allowedRegistries: ['registry.example.com'], requiredFlags: ['--cap-drop ALL']},
			rules: [
				{
					slug: 'own-team',
					title: 'No team label',
					severity: 'low',
					when: {
						all: [
							{path: 'status', equals: 'running'},
							{not: {path: 'labels["com.example.team"]', exists: true}},
							{
								any: [
									{path: 'restartCount', above: 3},
									{path: 'mounts.source', matches: '^/data'},
									{path: 'capabilities.granted', includes: 'NET_RAW'},
								],
							},
						],
					},
					remedy: 'Add the label.',
					line: 10,
				},
			],
			notify: [],
			waivers: [
				{
					rule: 'container-privileged',
					target: {name: 'ci-*'},
					reason: 'builds images',
					owner: 'platform',
					expires: '2027-01-31',
					line: 23,
				},
			],
			exceptions: [
				{
					detection: 'runtime-shell',
					target: {service: 'ops/*'},
					match: 'sh as root',
					reason: 'the console of operations',
					owner: 'platform',
					expires: '2027-02-28',
					line: 29,
				},
			],
		});
	});

	it.each([
		['disabled: []', []],
		['waivers: [{rule: container-privileged, reason: r, expires: "2027-01-31", target: {service: web}}]', []],
		[own('{any: [{path: image, matches: x}, {not: {path: pid, exists: false}}]}').replace('own', 'own-rule'), []],
		['disabled: [5.10, CIS-5.26, CIS-1.8.0-2.7, 1.1.3]\nseverities: {5.26: low}', []],
		['waivers: [{rule: CIS-5.32, reason: r}]', []],
		['extends: team\nenabled: [5.26]', []],
		['notify: [{program: [/bin/x, a], threshold: low}, {ntfy: "https://h/t", quietHours: "22:00-07:00"}, {webhook: $A}]', []],
		[
			'notify: [{mail: a@b.c, ntfy: "https://h/t"}]',
			expect.arrayContaining([expect.stringContaining('must match exactly one schema')]),
		],
		[
			'disabled: [CIS-x]',
			[expect.stringContaining('/disabled/0 must match'), expect.anything(), expect.anything(), expect.anything()],
		],
		['allowedRegistries: [docker.io, "[::1]:5000", localhost:5000]', []],
		['allowedRegistries: [ghcr.io/org]', [expect.stringContaining('/allowedRegistries/0 must match pattern')]],
		['exceptions: [{detection: runtime-shell, reason: r, target: {name: web}, match: "sh*", expires: "2027-01-31"}]', []],
		['exceptions: [{detection: container-privileged, reason: r}]', [expect.stringContaining('must match pattern')]],
		['waiver: []', [' must NOT have additional properties']],
		['waivers: [{rule: container-privileged}]', ["/waivers/0 must have required property 'reason'"]],
	])('is described by its schema: %j', (text, wrong) => {
		expect(violations('policy', parseYaml(text))).toEqual(wrong);
	});

	it('knows a registry by any of its names, in any letters', () =>
		expect(parse('allowedRegistries: [Registry.Example.com:5000, index.docker.io]')).toMatchObject({
			settings: {allowedRegistries: ['registry.example.com:5000', 'docker.io']},
		}));

	it.each(['', '# nothing yet\n', 'waivers:\n', 'severities:\ndisabled:\nrules:\n'])('may be empty: %j', text => {
		expect(parse(text)).toMatchObject({
			severities: {},
			rules: [],
			waivers: [],
			settings: {allowedRegistries: null, requiredFlags: []},
		});
	});

	it.each([
		['¦waiver: []', 'unknown key "waiver" in the policy (did you mean "waivers"?)'],
		['disabled: [¦container-privilegd]', 'unknown rule "container-privilegd" (did you mean "container-privileged"?)'],
		[
			'severities:\n  container-privileged: ¦hihg',
			'"container-privileged" must be one of critical, high, medium, low, info: "hihg" is not (did you mean "high"?)',
		],
		['severities: ¦[a]', '"severities" must be a mapping'],
		['requiredFlags: ¦3', '"requiredFlags" must be a list'],
		['requiredFlags: [¦--readonly]', 'unknown flag "--readonly" (did you mean "--read-only"?)'],
		['requiredFlags: [¦read-only]', '"read-only" is not a flag of docker run: write it like --read-only or --cap-drop ALL'],
		['requiredFlags: [¦--memory lots]', '"--memory lots": --memory takes a size like 512m'],
		['allowedRegistries: [¦"https://docker.io/"]', '"https://docker.io/" is not a registry: use only its host name'],
		['allowedRegistries: [docker.io, ¦ghcr.io/org]', '"ghcr.io/org" is not a registry: use only its host name'],
		['allowedRegistries: ["[::1]:5000", localhost:5000, ¦"*.example.com"]', '"*.example.com" is not a registry'],
		[
			'requiredFlags: [¦--security-opt no-new-privilges]',
			'unknown --security-opt "no-new-privilges" (did you mean "no-new-privileges"?)',
		],
		[
			'rules:\n  - {slug: own, title: T, severity: low, when: {path: name, exists: true}}\n  - {slug: ¦own, title: U, severity: low, when: {path: name, exists: true}}',
			'"own" is already the slug of another rule: choose another one',
		],
		['requiredFlags: [¦--pull always]', '--pull leaves nothing in a container that could be checked'],
		['waivers:\n  - ¦rule: container-privileged', 'each entry of "waivers" needs "reason"'],
		['waivers:\n  - ¦owner: ops', 'each entry of "waivers" needs "rule"'],
		['exceptions:\n  - ¦match: sh', 'each entry of "exceptions" needs "detection"'],
		[
			'exceptions:\n  - {detection: ¦runtime-shel, reason: r}',
			'unknown detection "runtime-shel" (did you mean "runtime-shell"?)',
		],
		['exceptions:\n  - {detection: runtime-shell, reason: r, match: ¦7}', '"match" must be text: put it in quotes'],
		['exceptions:\n  - {detection: runtime-shell, reason: r, ¦text: x}', 'unknown key "text" in each entry of "exceptions"'],
		['exceptions:\n  - {detection: runtime-shell, reason: r, target: ¦{}}', '"target" needs one of name, service, image'],
		['exceptions:\n  - {detection: runtime-shell, reason: r, expires: ¦2027-02-30}', '"expires" must be a date like 2027-01-31'],
		['waivers:\n  - {rule: ¦runtime-shell, reason: r}', 'unknown rule "runtime-shell"'],
		['waivers:\n  - rule: container-privileged\n    reason: ¦" "', '"reason" must not be empty'],
		['waivers:\n  - rule: container-privileged\n    reason: ¦7', '"reason" must be text: put it in quotes'],
		[
			'waivers:\n  - {rule: container-privileged, reason: x, expires: ¦2027-02-30}',
			'"expires" must be a date like 2027-01-31: "2027-02-30" is not',
		],
		[
			'waivers:\n  - {rule: container-privileged, reason: x, target: {¦nam: y}}',
			'unknown key "nam" in "target" (did you mean "name"?); known here: name, service, image',
		],
		[
			own('{path: ¦privilegd, equals: true}'),
			'unknown fact "privilegd": a container has no "privilegd" (did you mean "privileged"?)',
		],
		[own('{path: ¦user.uid.x, exists: true}'), 'unknown fact "user.uid.x": "user.uid" has no parts, so no "x"'],
		[own(`{path: ¦'user["x"]', exists: true}`), 'unknown fact "user["x"]": "user" has no entries to pick by name'],
		[own('{path: ¦raw.Config, exists: true}'), 'unknown fact "raw.Config": a container has no "raw"'],
		[own('{path: ¦configFile, exists: true}'), 'unknown fact "configFile": a container has no "configFile"'],
		[own('{path: ¦logging.options, exists: true}'), 'unknown fact "logging.options": "logging" has no "options"'],
		[own('{path: ¦changes.listet, exists: true}'), 'unknown fact "changes.listet": "changes" has no "listet"'],
		[
			own('{path: ¦__proto__, exists: true}'),
			'"__proto__" is not a path: write it like namespaces.network.kind or labels["team"]',
		],
		[own('{path: ¦constructor, exists: true}'), 'unknown fact "constructor": a container has no "constructor"'],
		[own('{path: privileged, equals: ¦"yes"}'), '"equals" needs true or false, as "privileged" is'],
		[own('{path: image, above: ¦3}'), '"above" does not fit "image", which is text'],
		[own('{path: user, equals: ¦3}'), '"equals" does not fit "user", which is a group of facts: name one of them'],
		[
			own('¦{path: image, matches: a, exists: true}'),
			'"when" needs exactly one of all, any, not, or a path with equals, matches',
		],
		[own('{all: ¦[]}'), '"all" needs at least one condition'],
		[own('{path: image, matches: ¦"^(?!docker)"}'), '"matches" has a part that can take for ever'],
		[own("{path: image, matches: ¦'(a)\\1'}"), '"matches" has a part that can take for ever'],
		[own('{path: image, matches: ¦"("}'), '"matches" is not a regular expression: Invalid regular expression'],
		[
			'rules:\n  - {slug: ¦container-privileged, title: t, severity: low, when: {path: privileged, equals: true}}',
			'"container-privileged" is already the slug of another rule: choose another one',
		],
		[
			'rules:\n  - {slug: ¦Own Rule, title: t, severity: low, when: {path: privileged, equals: true}}',
			'"Own Rule" is not a slug: lower case words joined by hyphens, like own-team-label',
		],
		['disabled: []\n¦disabled: []', 'Map keys must be unique'],
		['disabled: []\n¦---\ndisabled: []', 'a second document begins here: only one is allowed'],
	])('names the place of what is wrong: %j', (marked, message) => {
		const before = marked.slice(0, marked.indexOf('¦')).split('\n');
		const place = `dockscope.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: `;
		expect(problemsOf(marked.replace('¦', ''))[0]).toContain(place + message);
	});

	it('says only that a file is not text', () => {
		expect(problemsOf('rules:\u0000\ufffd: [\n'.repeat(50))).toEqual(['dockscope.yaml:1:1: this is not UTF-8 text']);
	});

	it('names the place where the syntax breaks', () => {
		expect(problemsOf('disabled: []\nwaivers: [1')[0]).toMatch(/^dockscope\.yaml:2:\d+: /);
	});

	it('reports all problems, in order, without escape sequences', () => {
		const problems = problemsOf('disabled: [x]\nwaivers:\n  - rule: "\\e[31m"\n    reason: r\n');
		expect(problems).toHaveLength(2);
		expect(problems[0]).toMatch(/^dockscope\.yaml:1:12: unknown rule "x"/);
		expect(problems[1]).toMatch(/^dockscope\.yaml:3:11: /);
		expect(problems.join('')).not.toContain('\u001b');
	});
});

describe('a rule named by its CIS id', () => {
	it('is the rule of 1.6.0, or of the given version', () => {
		const policy = parse(`
severities:
  5.26: low
  CIS-4.1: info
  5.1: low
  5.10: critical
disabled: [5.20, cis-2.1, CIS-1.8.0-2.7, 1.7.0-2.14, CIS-1.8-2.19, 1.1.3]
rules:
  - {slug: own-team, title: t, severity: low, when: {path: privileged, equals: true}}
waivers:
  - {rule: 5.32, reason: r}
  - {rule: CIS-1.8.0-2.8, reason: r}
  - {rule: own-team, reason: r}
`);
		expect(policy.severities).toEqual({
			'container-no-new-privileges': 'low',
			'container-root-user': 'info',
			'engine-swarm-mode': 'low',
			'container-host-network': 'critical',
		});
		expect([...policy.disabled]).toEqual([
			...'container-mount-propagation engine-rootless engine-storage-devicemapper engine-no-new-privileges'.split(' '),
			...'engine-experimental host-audit-dockerd'.split(' '),
		]);
		expect(policy.waivers.map(({rule}) => rule)).toEqual(['container-runtime-socket', 'engine-tcp-api', 'own-team']);
	});

	it.each([
		[
			'disabled: [¦2.7]',
			'"2.7" is engine-tcp-api in CIS 1.6.0 and 1.7.0, but engine-storage-devicemapper in CIS 1.8.0: write CIS-1.6.0-2.7 or CIS-1.8.0-2.7',
		],
		['severities:\n  ¦CIS-2.19: low', '"CIS-2.19" is engine-experimental in CIS 1.8.0 only: write CIS-1.8.0-2.19'],
		['waivers:\n  - rule: ¦5.99\n    reason: r', 'CIS 1.6.0 to 1.8.0 has no recommendation 5.99 that dockscope checks'],
		['disabled:\n  - ¦CIS-1.6.0-2.19', 'CIS 1.6.0 has no recommendation 2.19 that dockscope checks'],
		['disabled: [¦5]', '"5" is a whole section of the CIS benchmark: name one rule of it'],
		['disabled: [¦CIS-1.1]', '"CIS-1.1" is a whole section of the CIS benchmark: name one rule of it'],
		[
			'severities:\n  5.26: low\n  ¦container-no-new-privileges: high',
			'the severity of container-no-new-privileges is set twice',
		],
		['severities:\n  5.26: low\n  ¦5.26: high', 'Map keys must be unique'],
		['disabled: [¦1e400]', 'unknown rule "1e400"'],
	])('is reported with its line when it is ambiguous: %j', (marked, message) => {
		const before = marked.slice(0, marked.indexOf('¦')).split('\n');
		expect(problemsOf(marked.replace('¦', ''))).toEqual([
			`dockscope.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}`,
		]);
	});

	it('may be any id of any version, once the version is given', () => {
		for (const {slug, cis} of rules) {
			for (const [version, id] of Object.entries(cis)) {
				expect([...parse(`disabled: [CIS-${version}-${id}]`).disabled], `${version} ${id}`).toEqual([slug]);
			}
		}
	});
});

describe('YAML features in a policy file', () => {
	const laughs = [1, 2, 3, 4, 5, 6].map(
		level =>
			`  - slug: own-${level}\n    title: t\n    severity: low\n    when: &a${level} {all: [${Array(9)
				.fill(`*a${level - 1}`)
				.join(', ')}]}\n`,
	);
	it.each([
		['rules:\n  - {slug: own-a, title: t, severity: low, when: &c {not: ¦*c}}', 'the alias "c" refers to itself'],
		['disabled: ¦*nope', 'no anchor "nope" is defined before this alias'],
		[
			`¦rules:\n  - {slug: own-0, title: t, severity: low, when: &a0 {path: name, matches: x}}\n${laughs.join('')}`,
			'its aliases expand to more than 100000 values',
		],
		['severities:\n  ¦[container-privileged]: low', 'a key must be text'],
		['¦{a: b}: low', 'a key must be text'],
		['disabled: [&p container-privileged]\nseverities:\n  *p : low\n  ¦*p : high', '"container-privileged" is given twice'],
		['waivers:\n  - rule: container-privileged\n    reason: &k owner\n    owner: me\n    ¦*k : you', '"owner" is given twice'],
		[
			'disabled: [¦container-privileged\u200b]',
			'unknown rule "container-privileged" (with characters that cannot be shown) (did you mean "container-privileged"?)',
		],
		['allowedRegistries:\n  - ¦!env REGISTRY', 'Unresolved tag: !env'],
		['severities: {¦constructor: low}', '"constructor" cannot be a key'],
		['¦__proto__: {}', '"__proto__" cannot be a key'],
	])('is reported with its line when it is an error: %j', (marked, message) => {
		const before = marked.slice(0, marked.indexOf('¦')).split('\n');
		expect(problemsOf(marked.replace('¦', ''))).toEqual([
			`dockscope.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}`,
		]);
	});

	it('is not nested deeper through aliases than without them', () => {
		const levels = Array.from({length: 400}, (_, level) => `  - &a${level + 1} {not: *a${level}}\n`);
		const [first] = problemsOf(`rules:\n  - &a0 {path: name, exists: true}\n${levels.join('')}`);
		expect(first).toBe('dockscope.yaml:103:17: the alias "a100" is nested too deeply');
	});

	it('may be an alias, of a key too', () => {
		const policy = parse('disabled: [&p container-privileged]\nseverities:\n  *p : low');
		expect(policy.severities).toEqual({'container-privileged': 'low'});
	});

	it('is read up to a hundred problems', () => {
		const problems = problemsOf(`disabled:\n${'  - container-privilegde\n'.repeat(300)}`);
		expect(problems).toHaveLength(100);
		expect(problems[99]).toBe('dockscope.yaml:101:5: unknown rule "container-privilegde" (did you mean "container-privileged"?)');
	});

	it('means the same in a file of YAML 1.1', () => {
		const text = 'waivers:\n  - {rule: container-privileged, reason: yes, expires: 2027-01-31}';
		expect(parse(`%YAML 1.1\n---\n${text}`).waivers).toMatchObject([{reason: 'yes', expires: '2027-01-31'}]);
	});
});
