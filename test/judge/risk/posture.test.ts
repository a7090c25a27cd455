import {describe, expect, it} from 'vitest';
import type {Severity} from '../../../src/base/facts/index.js';
import {comparePostures, type Posture} from '../../../src/judge/risk/posture.js';

const posture = (findings: Readonly<Record<string, Severity | null>>, more: Partial<Posture> = {}): Posture => ({
	grade: 'C',
	score: 40,
	findings: new Map(Object.entries(findings)),
	unknown: new Set(),
	paths: new Set(),
	...more,
});
const rules = (changes: readonly {readonly rule: string}[]) => changes.map(({rule}) => rule);

describe('two moments', () => {
	it('differ by what is new or more severe, and by what is gone or less severe', () => {
		const {worse, better} = comparePostures(
			posture({same: 'high', rises: 'low', falls: 'high', gone: 'medium'}),
			posture({same: 'high', rises: 'high', falls: 'low', fresh: 'critical'}),
		);
		expect(rules(worse)).toEqual(['fresh', 'rises']);
		expect(rules(better)).toEqual(['gone', 'falls']);
	});
	it('a finding that can no longer be judged is not better', () => {
		const {better, noLongerKnown} = comparePostures(posture({a: 'high'}), posture({}, {unknown: new Set(['a'])}));
		expect(better).toEqual([]);
		expect(noLongerKnown).toEqual(['a']);
	});
	it('a finding that could not be judged before is new, and says so', () => {
		const {worse} = comparePostures(posture({}, {unknown: new Set(['a'])}), posture({a: 'high'}));
		expect(worse).toEqual([{rule: 'a', severity: 'high', before: null, wasUnknown: true}]);
	});
	it('a severity that was not recorded is not compared', () => {
		const {worse, better} = comparePostures(posture({a: null}), posture({a: 'critical'}));
		expect([worse, better]).toEqual([[], []]);
	});
	it('paths that were not recorded are neither new nor gone', () => {
		const now = posture({}, {paths: new Set(['in → out'])});
		expect(comparePostures(posture({}, {paths: null}), now).newPaths).toEqual([]);
		expect(comparePostures(posture({}), now).newPaths).toEqual(['in → out']);
		expect(comparePostures(now, posture({})).gonePaths).toEqual(['in → out']);
	});
});

it('names what is wrong before what follows from it', () => {
	const nothing = {grade: 'A', score: 0, findings: new Map(), unknown: new Set<string>(), paths: null};
	const slugs = ['container-capabilities', 'container-cgroup-release-agent', 'container-privileged'];
	const now = {...nothing, findings: new Map(slugs.map(slug => [slug, 'critical' as const]))};
	expect(comparePostures(nothing, now).worse[0]?.rule).toBe('container-privileged');
});
