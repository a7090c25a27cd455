import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Severity, severities} from '../../src/facts/index.js';
import {lowerSeverity} from '../../src/facts/severity.js';
import {gradeOf, riskOf} from '../../src/risk/score.js';
import {own} from '../../src/terminal/safe-text.js';
import {verdict} from '../support/audit-report.js';

const finding = (severity: Severity, rule: string = severity) => verdict({rule, severity, cis: {}});
const findings = fc.array(fc.constantFrom(...severities), {maxLength: 40}).map(list => list.map(one => finding(one)));
const waiver = (expired: boolean) => ({reason: own('r'), owner: null, expires: '2026-01-01', expired});

describe('the score', () => {
	it('never rises when a finding is taken away', () => {
		fc.assert(
			fc.property(findings, fc.nat(), (all, index) => {
				const fewer = all.filter((_, at) => at !== index % Math.max(1, all.length));
				expect(riskOf(fewer).score).toBeLessThanOrEqual(riskOf(all).score);
			}),
		);
	});

	it('never rises when a finding becomes milder', () => {
		fc.assert(
			fc.property(findings, fc.nat(), (all, index) => {
				const lowered = all.map((one, at) =>
					at === index % Math.max(1, all.length) ? finding(lowerSeverity(one.severity)) : one,
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
		expect(riskOf([finding('critical')])).toMatchObject({score: 75, grade: 'F'});
	});

	it('is an A at worst for any number of low findings, and a D at worst for medium ones', () => {
		expect(riskOf(Array.from({length: 100}, () => finding('low'))).grade).toBe('A');
		expect(riskOf(Array.from({length: 100}, () => finding('medium'))).grade).toBe('D');
	});

	it('counts neither what passes, nor what cannot be told, nor what is waived', () => {
		const quiet = [
			verdict({verdict: 'pass'}),
			verdict({verdict: 'unknown'}),
			verdict({verdict: 'info'}),
			verdict({waived: waiver(false)}),
		];
		expect(riskOf(quiet)).toEqual({score: 0, grade: 'A', factors: [], mitigations: ['1 waived finding is not counted']});
	});

	it('counts a finding again whose waiver has expired', () => {
		expect(riskOf([verdict({waived: waiver(true)})])).toMatchObject({grade: 'F', mitigations: []});
	});

	it('tells what somebody configured before what follows from it', () => {
		const follows = finding('critical', 'container-escape-capability');
		const cause = verdict({rule: 'container-privileged', severity: 'critical'});
		expect(riskOf([follows, cause]).factors.map(({slug}) => slug)).toEqual([
			'container-privileged',
			'container-escape-capability',
		]);
	});

	it('has grades with these limits', () => {
		expect([0, 10, 11, 25, 26, 45, 46, 61, 62, 70, 71, 100].map(gradeOf).join('')).toBe('AABBCCDDEEFF');
	});
});
