import type {Severity} from '../facts/index.js';
import {bySeverity} from '../facts/index.js';
import type {Verdict} from '../rules/verdict.js';
import type {Grade, Risk, RiskFactor} from './assessment.js';

/**
 * What the first finding of a severity weighs, and how much of that each further one of the same severity still adds. One critical
 * finding is an F by itself; no number of low ones is. The sums converge: high ends at 72, medium at 40, low at 15.
 */
const weights: Readonly<Record<Severity, {readonly first: number; readonly decay: number}>> = {
	critical: {first: 75, decay: 0.5},
	high: {first: 18, decay: 0.75},
	medium: {first: 6, decay: 0.85},
	low: {first: 1.5, decay: 0.9},
	info: {first: 0, decay: 1},
};

/** The highest score of each grade: A to 10, B to 25, C to 45, D to 58, E to 70, F from 71. */
const thresholds: readonly (readonly [Grade, number])[] = [
	['A', 10],
	['B', 25],
	['C', 45],
	['D', 58],
	['E', 70],
	['F', 100],
];

/** @param score 0 to 100 */
export function gradeOf(score: number): Grade {
	return thresholds.find(([, highest]) => score <= highest)?.[0] ?? 'F';
}

/** Findings that count: failing, and not covered by a waiver that still holds. */
export function countedFindings(verdicts: readonly Verdict[]): Verdict[] {
	return verdicts
		.filter(({verdict, waived}) => verdict === 'fail' && (waived === null || waived.expired))
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

/**
 * The risk of one target from its verdicts, 0 (nothing found) to 100. Each severity is summed with diminishing weight, so taking a
 * finding away, or making it milder, never raises the score.
 */
export function riskOf(verdicts: readonly Verdict[]): Risk {
	const seen: Record<Severity, number> = {critical: 0, high: 0, medium: 0, low: 0, info: 0};
	const weighed = countedFindings(verdicts).map(finding => {
		const {first, decay} = weights[finding.severity];
		const points = first * decay ** seen[finding.severity];
		seen[finding.severity] += 1;
		return {finding, points};
	});
	const score = Math.min(100, Math.round(weighed.reduce((sum, {points}) => sum + points, 0)));
	return {
		score,
		grade: gradeOf(score),
		factors: weighed.filter(({points}) => points > 0).map(({finding, points}) => factorOf(finding, points)),
		mitigations: [...mitigationsOf(verdicts), ...waiversOf(verdicts)],
	};
}

/** Points to one decimal: small ones stay visible, and whoever adds them up comes near the score. */
function factorOf({rule, title, detail, severity}: Verdict, points: number): RiskFactor {
	return {slug: rule, label: detail ?? title, severity, points: Math.round(points * 10) / 10};
}

function mitigationsOf(verdicts: readonly Verdict[]): string[] {
	return [...new Set(countedFindings(verdicts).flatMap(({mitigations}) => mitigations))];
}

function waiversOf(verdicts: readonly Verdict[]): string[] {
	const waived = verdicts.filter(
		verdict => verdict.verdict === 'fail' && verdict.waived !== null && !verdict.waived.expired,
	).length;
	if (waived === 0) return [];
	return [waived === 1 ? '1 waived finding is not counted' : `${waived} waived findings are not counted`];
}
