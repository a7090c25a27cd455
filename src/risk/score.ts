import {type Severity, severities} from '../facts/index.js';
import {type ContainerVerdict, isOpen, isWaived} from '../rules/verdict.js';
import type {Grade, Risk, RiskFactor} from './assessment.js';

/** Points of a finding before it is put in order. */
const weights: Readonly<Record<Severity, number>> = {critical: 75, high: 20, medium: 9, low: 1.5, info: 0};

/**
 * What each finding weighs of the worse one before it. The sums converge: low findings alone end at 10 (an A), medium ones at 60
 * (a D), the fifth high one makes an F, and a single critical finding is an F.
 */
const decay = 0.85;

/** The highest score of each grade: A to 10, B to 25, C to 45, D to 61, E to 70, F from 71. */
const thresholds: readonly (readonly [Grade, number])[] = [
	['A', 10],
	['B', 25],
	['C', 45],
	['D', 61],
	['E', 70],
	['F', 100],
];

/** @param score 0 to 100 */
export function gradeOf(score: number): Grade {
	return thresholds.find(([, highest]) => score <= highest)?.[0] ?? 'F';
}

/** What the benchmark names is what somebody configured; our own checks often report a consequence of it. */
const isCause = ({cis}: ContainerVerdict): boolean => cis['1.6.0'] !== undefined || cis['1.8.0'] !== undefined;

/** Findings that count, worst first, causes before what follows: failing, and not covered by a waiver that still holds. */
export function countedFindings(verdicts: readonly ContainerVerdict[]): ContainerVerdict[] {
	// Put into buckets, not compared: this runs for each container of a fleet.
	const causes = new Map<Severity, ContainerVerdict[]>();
	const consequences = new Map<Severity, ContainerVerdict[]>();
	for (const verdict of verdicts.filter(isOpen)) {
		const buckets = isCause(verdict) ? causes : consequences;
		const bucket = buckets.get(verdict.severity);
		if (bucket === undefined) buckets.set(verdict.severity, [verdict]);
		else bucket.push(verdict);
	}
	return severities.flatMap(severity => [...(causes.get(severity) ?? []), ...(consequences.get(severity) ?? [])]);
}

/**
 * The risk of one target from its verdicts, 0 (nothing found) to 100. The findings are put in order, worst first, and summed with
 * diminishing weight, so taking one away, or lowering its severity, never raises the score.
 */
export function riskOf(verdicts: readonly ContainerVerdict[]): Risk {
	const counted = countedFindings(verdicts);
	const weighed = counted.map((finding, rank) => ({
		finding,
		points: weights[finding.severity] * decay ** rank,
	}));
	const score = Math.min(100, Math.round(weighed.reduce((sum, {points}) => sum + points, 0)));
	return {
		score,
		grade: gradeOf(score),
		factors: weighed.filter(({points}) => points > 0).map(({finding, points}) => factorOf(finding, points)),
		mitigations: [...new Set(counted.flatMap(({mitigations}) => mitigations)), ...waiversOf(verdicts)],
	};
}

/** Points to one decimal: small ones stay visible, and their sum comes close to the score. */
function factorOf({rule, title, detail, severity}: ContainerVerdict, points: number): RiskFactor {
	return {slug: rule, label: detail ?? title, severity, points: Math.round(points * 10) / 10};
}

function waiversOf(verdicts: readonly ContainerVerdict[]): string[] {
	const waived = verdicts.filter(isWaived).length;
	if (waived === 0) return [];
	return [waived === 1 ? '1 waived finding is not counted' : `${waived} waived findings are not counted`];
}
