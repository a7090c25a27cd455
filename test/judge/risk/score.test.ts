import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {bySeverity, type Severity, severities} from '../../../src/base/facts/index.js';
import {lowerSeverity} from '../../../src/base/facts/severity.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {gradeOf, openCauses, riskOf} from '../../../src/judge/risk/score.js';
import {verdict} from '../../support/audit-report.js';

const finding = (severity: Severity, causes: readonly string[], {port = false, rule = severity as string} = {}) =>
	verdict({
		rule,
		severity,
		causes,
		cis: {},
		evidence: port ? [{source: 'inspect', path: 'NetworkSettings.Ports["80/tcp"]', value: '0.0.0.0:80'}] : [],
	});
/** Findings that share causes in every way. */
const findings = fc
	.array(
		fc.record({
			severity: fc.constantFrom(...severities),
			causes: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), {minLength: 1, maxLength: 4}),
			port: fc.boolean(),
		}),
		{maxLength: 40},
	)
	.map(list => list.map(({severity, causes, port}, index) => finding(severity, causes, {port, rule: `rule-${index}`})));
/** As many causes as findings. */
const apart = (count: number, severity: Severity) =>
	Array.from({length: count}, (_, index) => finding(severity, [`cause ${index}`]));
const waiver = (expired: boolean) => ({reason: trusted('r'), owner: null, expires: '2026-01-01', expired});

describe('the score', () => {
	it('never rises when a finding is taken away', () => {
		fc.assert(
			fc.property(findings, fc.nat(), (all, index) => {
				const fewer = all.filter((_, at) => at !== index % Math.max(1, all.length));
				expect(riskOf(fewer).score).toBeLessThanOrEqual(riskOf(all).score);
			}),
		);
	});

	it('never rises when the severity of a finding is lowered', () => {
		fc.assert(
			fc.property(findings, fc.nat(), (all, index) => {
				const lowered = all.map((one, at) =>
					at === index % Math.max(1, all.length) ? {...one, severity: lowerSeverity(one.severity)} : one,
				);
				expect(riskOf(lowered).score).toBeLessThanOrEqual(riskOf(all).score);
			}),
		);
	});

	it('does not depend on the order of the verdicts', () => {
		fc.assert(
			fc.property(findings, all => {
				expect(riskOf([...all].reverse()).score).toBe(riskOf(all).score);
			}),
		);
	});

	it('stays between 0 and 100, with factors that come near it', () => {
		fc.assert(
			fc.property(findings, all => {
				const {score, factors} = riskOf(all);
				const sum = factors.reduce((total, {points}) => total + points, 0);
				expect(score).toBeGreaterThanOrEqual(0);
				expect(score).toBeLessThanOrEqual(100);
				expect(Math.abs(Math.min(100, sum) - score)).toBeLessThanOrEqual(0.05 * factors.length + 0.51);
			}),
		);
	});

	it('is an F for one critical finding, whatever else is well', () => {
		expect(riskOf(apart(1, 'critical'))).toMatchObject({score: 75, grade: 'F'});
	});

	it('is an A at worst for any number of low findings, and a D at worst for medium ones', () => {
		expect(riskOf(apart(100, 'low')).grade).toBe('A');
		expect(riskOf(apart(100, 'medium')).grade).toBe('D');
	});

	it('counts neither what passes, nor what cannot be told, nor what is waived', () => {
		const quiet = [
			verdict({verdict: 'pass'}),
			verdict({verdict: 'unknown'}),
			verdict({verdict: 'info'}),
			verdict({waived: waiver(false)}),
		];
		expect(riskOf(quiet)).toEqual({
			score: 0,
			sum: 0,
			grade: 'A',
			factors: [],
			mitigations: ['1 waived finding is not counted'],
		});
	});

	it('counts a finding again whose waiver has expired', () => {
		expect(riskOf([verdict({waived: waiver(true)})])).toMatchObject({grade: 'F', mitigations: []});
	});

	it('lists what somebody configured before what follows from it', () => {
		const follows = finding('critical', ['y'], {rule: 'container-escape-capability'});
		const configured = verdict({rule: 'container-privileged', severity: 'critical', causes: ['x']});
		expect(riskOf([follows, configured]).factors.map(({slug}) => slug)).toEqual([
			'container-privileged',
			'container-escape-capability',
		]);
	});

	it('weighs a finding on a published port more than another of the same severity', () => {
		for (const severity of ['critical', 'high', 'medium'] as const)
			expect(riskOf([finding(severity, ['-p 80:80'], {port: true})]).score).toBeGreaterThan(
				riskOf([finding(severity, ['--env PASSWORD'])]).score,
			);
	});

	it('has grades with these limits', () => {
		expect([0, 10, 11, 25, 26, 45, 46, 61, 62, 70, 71, 100].map(gradeOf).join('')).toBe('AABBCCDDEEFF');
	});
});

describe('findings on one cause', () => {
	it('count once, with the worst severity', () => {
		const two = [finding('medium', ['-v x'], {rule: 'lesser'}), finding('critical', ['-v x'], {rule: 'worst'})];
		expect(riskOf(two)).toMatchObject({score: 75, factors: [{slug: 'worst', also: ['lesser']}]});
	});

	it('count twice where there are two causes', () => {
		expect(riskOf([finding('high', ['a']), finding('high', ['b'])]).score).toBe(37);
		expect(riskOf([finding('high', ['a', 'b']), finding('high', ['a', 'b'])]).score).toBe(37);
	});

	it('count as often as there are causes, whichever of them each finding gets', () => {
		const three = [finding('high', ['a', 'b']), finding('high', ['a']), finding('medium', ['a', 'b'])];
		expect(riskOf(three).factors.map(({severity}) => severity)).toEqual(['high', 'high']);
	});

	it('are all in one group or another, under one that is no milder and shares a cause', () => {
		fc.assert(
			fc.property(findings, all => {
				const groups = openCauses(all);
				const shown = groups.flatMap(({worst, others}) => [worst, ...others]);
				expect(shown.map(({rule}) => rule).sort()).toEqual(all.map(({rule}) => rule).sort());
				for (const {worst, others} of groups)
					for (const other of others) expect(bySeverity(worst.severity, other.severity)).toBeLessThanOrEqual(0);
				expect(groups.length).toBeLessThanOrEqual(new Set(all.flatMap(({causes}) => causes)).size);
			}),
		);
	});
});
