import {validateHeaderValue} from 'node:http';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {YamlError} from '../../../src/base/lib/yaml-error.js';
import {HarError, parseHar, shownRequest} from '../../../src/fix/rehearsal/replay/har.js';
import {kindOfFact, readPath} from '../../../src/judge/policy/fact-path.js';
import {matchesGlob} from '../../../src/judge/policy/glob.js';
import {evaluate, judgeOwnRule} from '../../../src/judge/policy/own-rules.js';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import {withWaiver} from '../../../src/judge/policy/waiver-text.js';
import {rules} from '../../../src/judge/rules/index.js';
import {hasFlag, problemOfFlag} from '../../../src/judge/rules/shared/required-flags.js';
import {detectionSlugs} from '../../../src/record/recorder/detections/detect.js';
import {inspectOf} from '../../fix/subject.js';
import {wholePolicy} from '../../support/whole-policy.js';
import {ofJson, ofText, type Parser} from '../parser.js';

const facts = containerFacts(inspectOf({Config: {Image: 'shop/web:1', Labels: {team: 'a'}, Env: ['A=b']}}), {
	engine: engineFacts({version: {Version: '26.1.5'}, info: {CgroupVersion: '2'}}),
});

const policies = [
	wholePolicy,
	'waivers:\n  - &a {rule: CVE-2024-12345, target: {image: "shop/*"}, reason: x}\n  - *a\n',
	'{"disabled": ["container-privileged"], "waivers": []}',
];
const tokens = [
	...[
		'&a ',
		'*a',
		'<<: *a',
		'!!binary ',
		'!!js/function ',
		'---\n',
		'...\n',
		'%YAML 1.2\n',
		'|-\n',
		'>+\n',
		'? ',
		'- ',
		'  ',
		'[',
		'{',
		'~',
		'{}',
	],
	...[
		...'severities: waivers: rules: when: all: any: not:'.split(' '),
		'path: ',
		'equals: ',
		'matches: "(a+)+$"',
		'expires: 2027-02-30',
	],
];
const waiver = {rule: 'container-privileged', target: {name: 'web'}, reason: 'x: y', owner: null, expires: '2027-01-01'};

/** What a person, or a repository that they cloned, says that counts. */
export const policyParsers: readonly Parser[] = [
	ofText(
		'policy',
		policies,
		text => {
			const policy = parsePolicy(text, 'dockscope.yaml', rules, detectionSlugs);
			return [policy.rules.map(rule => judgeOwnRule(rule, facts).verdict), policy.waivers.length, policy.disabled.size];
		},
		{throws: [YamlError], tokens},
	),
	ofText(
		'policy-waiver',
		policies,
		text => {
			const before = parsePolicy(text, 'dockscope.yaml', rules, detectionSlugs).waivers.length;
			const added = withWaiver(text, waiver);
			const after = parsePolicy(added, 'dockscope.yaml', rules, detectionSlugs).waivers.length;
			if (after !== before + 1) throw new Error(`${after - before} waivers were added`);
			return null;
		},
		{throws: [YamlError], tokens, readings: 4},
	),
	ofText(
		'policy-path',
		['namespaces.network.kind', 'labels["com.example.team"]', 'mounts.source', 'env.name', 'capabilities.granted'],
		path => {
			const kind = kindOfFact(path);
			if (!('kind' in kind)) return kind.problem;
			readPath(facts, path);
			return evaluate({path, exists: true}, facts) !== null;
		},
		{tokens: ['labels[', '"]', '.', 'raw', '__proto__', 'constructor', 'mounts', 'toString']},
	),
	ofText(
		'policy-glob',
		['ci-*', 'a?c*', '*'],
		pattern => [matchesGlob(pattern, 'a'.repeat(2000)), matchesGlob('*a*b*?', pattern)],
		{
			tokens: ['*', '**', '*a', '?'],
		},
	),
	ofText(
		'required-flag',
		['--cap-drop ALL', '--memory=512m', '--security-opt no-new-privileges', '-m 1g', '--ulimit nofile=1:2'],
		text => [problemOfFlag(text), problemOfFlag(text) === null ? hasFlag(facts, text, 'docker') : null],
		{tokens: ['--', '=', '--cap-drop', '--security-opt', '-m', '--__proto__', 'ALL', '512m']},
	),
	ofJson(
		'har',
		[
			{
				log: {
					entries: [
						{request: {method: 'GET', url: 'https://shop.test:8443/a?b=c', headers: [{name: 'Cookie', value: 'a=b; c'}]}},
						{request: {method: 'POST', url: 'http://a/', postData: {params: [{name: 'a', value: 'b'}]}}},
						{request: {method: 'PUT', url: 'http://[::1]/', postData: {text: 'AAE=', encoding: 'base64'}}},
					],
				},
			},
		],
		value => {
			const {requests, omitted} = parseHar(JSON.stringify(value));
			// What is sent: Node refuses what is no header with an error of its own.
			for (const {headers, path} of requests) {
				for (const [name, text] of Object.entries(headers)) validateHeaderValue(name, text);
				if (/[^!-~]/.test(path)) throw new Error('a path that cannot be sent');
			}
			return [omitted, requests.map(shownRequest)];
		},
		{throws: [HarError], tokens: ['\r\n', 'Host', ':authority', 'data:', 'CONNECT', '__proto__', 'http://']},
	),
];
