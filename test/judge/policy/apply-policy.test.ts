import {describe, expect, it} from 'vitest';
import {unknown} from '../../../src/base/answers/index.js';
import {containerFacts, engineFacts, imageFacts} from '../../../src/base/facts/index.js';
import {applyPolicy, containerSubject, hiddenFindings, imageSubject} from '../../../src/judge/policy/apply-policy.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import {matchesGlob} from '../../../src/judge/policy/glob.js';
import {evaluate, judgeOwnRule} from '../../../src/judge/policy/own-rules.js';
import type {FactCondition, Policy, Waiver} from '../../../src/judge/policy/policy.js';
import {verdict} from '../../support/audit-report.js';
import {inspectOf, type Sample} from '../../support/sample-fleet.js';

const engine = engineFacts({version: {}, info: {}});
const facts = (sample: Omit<Sample, 'name'> = {}) => containerFacts(inspectOf({name: 'shop-web-1', ...sample}), {engine});
const policy = (over: Partial<Policy>): Policy => ({...builtInPolicy, ...over});
const waiver = (over: Partial<Waiver> = {}): Waiver => ({
	rule: 'container-privileged',
	target: {},
	reason: 'builds images',
	owner: null,
	expires: null,
	line: 1,
	...over,
});
const composed = facts({
	config: {
		Image: 'registry.example.com/shop/web:1.4.2',
		Labels: {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web'},
	},
});

function applied(over: Partial<Policy>, now = '2026-11-25T12:00:00Z') {
	return applyPolicy([verdict()], policy(over), containerSubject(composed, null), now);
}

describe('a policy', () => {
	it('changes nothing it does not mention', () => {
		expect(applied({})).toEqual([verdict()]);
	});

	it('takes disabled rules away', () => {
		expect(applied({disabled: new Set(['container-privileged'])})).toEqual([]);
	});

	it('decides a severity last', () => {
		expect(applied({severities: {'container-privileged': 'low'}})[0]).toMatchObject({
			verdict: 'fail',
			severity: 'low',
			waived: null,
		});
	});

	it('does not mistake a property of Object for a rule', () => {
		const odd = applyPolicy(
			[verdict({rule: 'constructor'})],
			policy({severities: {x: 'low'}}),
			containerSubject(composed, null),
			'2026-11-25T12:00:00Z',
		);
		expect(odd[0]?.severity).toBe('critical');
	});
});

describe('a waiver', () => {
	const covers = (target: Waiver['target']) => applied({waivers: [waiver({target})]})[0]?.waived !== null;

	it.each<[Waiver['target'], boolean]>([
		[{}, true],
		[{name: 'shop-web-1'}, true],
		[{name: 'shop-*'}, true],
		[{name: 'shop-web-?'}, true],
		[{name: 'shop'}, false],
		[{service: 'web'}, true],
		[{service: 'shop/web'}, true],
		[{service: 'shop/*'}, true],
		[{service: 'api'}, false],
		[{image: 'registry.example.com/*'}, true],
		[{image: '*:latest'}, false],
		[{name: 'shop-*', service: 'api'}, false],
		[{name: 'shop-*', service: 'web', image: '*/shop/web:*'}, true],
	])('with the target %j covers shop-web-1: %s', (target, expected) => {
		expect(covers(target)).toBe(expected);
	});

	it.each([
		['nginx:1.27', true],
		['nginx:*', true],
		['nginx@sha256:9*', true],
		[`sha256:${'b'.repeat(64)}`, true],
		['httpd:*', false],
	])('for the image %s covers a container that was created from its id, and the image: %s', (image, expected) => {
		const id = `sha256:${'b'.repeat(64)}`;
		const itsImage = imageFacts({Id: id, RepoTags: ['nginx:1.27', 'web:2'], RepoDigests: [`nginx@sha256:${'9'.repeat(64)}`]});
		const created = facts({config: {Image: id}});
		const policyOf = policy({waivers: [waiver({target: {image}})]});
		for (const subject of [containerSubject(created, itsImage), imageSubject(itsImage)])
			expect(applyPolicy([verdict()], policyOf, subject, '2026-11-25T12:00:00Z')[0]?.waived !== null).toBe(expected);
	});

	it('holds to the end of its last day', () => {
		const at = (now: string) => applied({waivers: [waiver({expires: '2026-11-25'})]}, now)[0]?.waived;
		expect(at('2026-11-25T23:59:59Z')).toMatchObject({expired: false, expires: '2026-11-25'});
		expect(at('2026-11-26T00:00:00Z')).toMatchObject({expired: true});
	});

	it('that holds wins over one that has expired', () => {
		const waivers = [waiver({expires: '2020-01-01', reason: 'old'}), waiver({reason: 'new'})];
		expect(applied({waivers})[0]?.waived).toMatchObject({reason: 'new', expired: false});
	});

	it('covers only findings', () => {
		const passing = applyPolicy(
			[verdict({verdict: 'pass'})],
			policy({waivers: [waiver()]}),
			containerSubject(composed, null),
			'2026-11-25T12:00:00Z',
		);
		expect(passing[0]?.waived).toBeNull();
	});

	it('has text that is safe to print', () => {
		expect(applied({waivers: [waiver({reason: 'a\u001b[31mb', owner: 'x\ny'})]})[0]?.waived).toMatchObject({
			reason: 'ab',
			owner: 'x y',
		});
	});
});

describe('a pattern', () => {
	it.each([
		['*', '', true],
		['**', 'abc', true],
		['a*c', 'abbc', true],
		['a*c', 'abcd', false],
		['?', '', false],
		['a.c', 'abc', false],
		['[a]', 'a', false],
		['*a*b*', 'xxaxxbxx', true],
	])('%s against %s: %s', (pattern, text, expected) => {
		expect(matchesGlob(pattern, text)).toBe(expected);
	});

	it('is not slower for hostile patterns', () => {
		expect(matchesGlob('a*'.repeat(2000), 'a'.repeat(20_000))).toBe(true);
		expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
	});
});

describe('a condition', () => {
	const container = facts({
		host: {CapAdd: ['NET_ADMIN'], Memory: 64 << 20, RestartPolicy: {Name: 'always'}},
		config: {Image: 'shop/web:1', Env: ['MODE=production', 'DB_PASSWORD=hunter2hunter2'], Labels: {'com.example.team': 'shop'}},
		Mounts: [{Type: 'bind', Source: '/data/in', Destination: '/in', RW: false}],
	});
	const holds = (condition: FactCondition) => evaluate(condition, container).holds;

	it.each<[FactCondition, boolean]>([
		[{path: 'privileged', equals: false}, true],
		[{path: 'restart.name', equals: 'always'}, true],
		[{path: 'namespaces.network.kind', equals: 'private'}, true],
		[{path: 'capabilities.granted', includes: 'NET_ADMIN'}, true],
		[{path: 'capabilities.granted', includes: 'SYS_ADMIN'}, false],
		[{path: 'limits.memory', above: 1000}, true],
		[{path: 'limits.memory', below: 1000}, false],
		[{path: 'limits.pids', below: 1000}, false],
		[{path: 'limits.pids', equals: null}, true],
		[{path: 'limits.pids', exists: false}, true],
		[{path: 'mounts.source', matches: '^/data/'}, true],
		[{path: 'image', matches: '^(([a-z0-9]|[^X])+)+X$'}, false],
		[{path: 'mounts.writable', equals: true}, false],
		[{path: 'mounts', exists: true}, true],
		[{path: 'devices', exists: true}, false],
		[{path: 'labels["com.example.team"]', equals: 'shop'}, true],
		[{path: 'labels["com.example.owner"]', exists: false}, true],
		[{path: 'env["MODE"]', equals: 'production'}, true],
		[{path: 'env["DB_PASSWORD"].secret', equals: true}, true],
		[{path: 'env["DB_PASSWORD"]', matches: 'hunter'}, false],
		[{path: 'image', includes: 'web'}, true],
		[{not: {path: 'privileged', equals: true}}, true],
		[
			{
				all: [
					{path: 'privileged', equals: false},
					{path: 'image', matches: ':1$'},
				],
			},
			true,
		],
		[
			{
				any: [
					{path: 'privileged', equals: true},
					{path: 'image', matches: ':2$'},
				],
			},
			false,
		],
	])('%j holds: %s', (condition, expected) => {
		expect(holds(condition)).toBe(expected);
	});

	it('is unknown where what decides it was not seen, and only there', () => {
		const unseen: FactCondition = {path: 'processes.uid', equals: 0};
		const yes: FactCondition = {path: 'privileged', equals: false};
		const no: FactCondition = {path: 'privileged', equals: true};
		expect(evaluate(unseen, container)).toEqual({
			holds: 'unknown',
			reasons: [{source: 'engine:/top', reason: 'not collected yet: the tabs Processes and Image, or audit --deep, ask for it'}],
		});
		expect(holds({not: unseen})).toBe('unknown');
		expect([holds({all: [unseen, yes]}), holds({all: [unseen, no]})]).toEqual(['unknown', false]);
		expect([holds({any: [unseen, yes]}), holds({any: [unseen, no]})]).toEqual([true, 'unknown']);
	});

	it('makes a verdict with evidence and remedy', () => {
		const rule = {
			slug: 'own-prod',
			title: 'Not \u001b[1min prod',
			severity: 'high' as const,
			when: {path: 'env["MODE"]', equals: 'production'},
			remedy: 'Do not.',
			line: 1,
		};
		expect(judgeOwnRule(rule, container)).toMatchObject({
			rule: 'own-prod',
			title: 'Not in prod',
			verdict: 'fail',
			severity: 'high',
			evidence: [{source: 'facts', path: 'env["MODE"]', value: 'production'}],
			remedy: {text: 'Do not.'},
		});
		const blind = {...container, processes: unknown('engine:/top', 'refused')};
		expect(judgeOwnRule({...rule, when: {path: 'processes.uid', equals: 0}}, blind)).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'engine:/top', reason: 'refused'}],
			remedy: null,
		});
	});
});

describe('what a policy hides', () => {
	const now = '2026-11-25T12:00:00Z';
	const subject = containerSubject(composed, null);
	const found = [
		verdict(),
		verdict({rule: 'container-writable-root', severity: 'medium'}),
		verdict({rule: 'container-healthcheck', severity: 'low'}),
		verdict({rule: 'container-user', verdict: 'pass'}),
	];
	const hidden = (over: Partial<Policy>) => hiddenFindings(found, policy(over), subject, now);

	it('is nothing by the built-in one', () => {
		expect(hidden({})).toEqual({disabled: [], lowered: []});
	});

	it('is each finding of a disabled rule, once, and no verdict that would not have failed', () => {
		expect(hidden({disabled: new Set(['container-privileged', 'container-user', 'container-host-uts'])})).toEqual({
			disabled: ['container-privileged'],
			lowered: [],
		});
	});

	it('is each finding that becomes less severe, not one that stays or becomes worse', () => {
		const severities = {
			'container-privileged': 'info',
			'container-writable-root': 'medium',
			'container-healthcheck': 'critical',
		} as const;
		expect(hidden({severities})).toEqual({disabled: [], lowered: ['container-privileged']});
	});

	it('counts once what it disables and lowers, and what it waives and lowers as waived while the waiver holds', () => {
		const severities = {'container-privileged': 'info'} as const;
		expect(hidden({severities, disabled: new Set(['container-privileged'])})).toEqual({
			disabled: ['container-privileged'],
			lowered: [],
		});
		const waiver = {rule: 'container-privileged', target: {name: '*'}, reason: 'x', owner: null, expires: null, line: 1};
		expect(hidden({severities, waivers: [waiver]}).lowered).toEqual([]);
		expect(hidden({severities, waivers: [{...waiver, expires: '2026-11-24'}]}).lowered).toEqual(['container-privileged']);
	});
});
