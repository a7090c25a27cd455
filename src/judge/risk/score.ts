import {type Severity, severities} from '../../base/index.js';
import {findRule} from '../rules/index.js';
import {type ContainerVerdict, isOpen, isWaived} from '../rules/verdict.js';
import type {Grade, Risk, RiskFactor} from './assessment.js';
import {type CauseGroup, foldByCause} from './causes.js';

/** Points of a finding before it is put in order. */
const weights: Readonly<Record<Severity, number>> = {critical: 75, high: 20, medium: 9, low: 1.5, info: 0};

/** The same of a finding on a published port: a client that reaches the host needs nothing else to use it. */
const portWeights: Readonly<Record<Severity, number>> = {critical: 80, high: 26, medium: 12, low: 1.5, info: 0};

/**
 * What each finding weighs of the worse one before it. The sums converge: only low findings end at 10 (an A), medium ones at 60
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

/** What the benchmark names is what was configured; our own checks often report a consequence of it. */
const isConfigured = ({cis}: ContainerVerdict): boolean => cis['1.6.0'] !== undefined || cis['1.8.0'] !== undefined;

const isOnPublishedPort = ({evidence}: ContainerVerdict): boolean =>
	evidence.some(({path}) => path.startsWith('NetworkSettings.Ports[') || path.startsWith('HostConfig.PortBindings['));

const weightOf = (finding: ContainerVerdict): number => (isOnPublishedPort(finding) ? portWeights : weights)[finding.severity];

/**
 * Findings that fail and that no valid waiver covers, worst first: by severity, then by what they weigh. Of equal ones, the rule that is that
 * severe for every container says best what is wrong, and what was configured comes before what follows from it.
 */
export function openFindings<V extends ContainerVerdict>(verdicts: readonly V[]): readonly V[] {
	return verdicts
		.filter(isOpen)
		.map(finding => ({finding, order: orderOf(finding)}))
		.sort((a, b) => a.order.reduce((result, part, index) => result || part - (b.order[index] ?? 0), 0))
		.map(({finding}) => finding);
}

const orderOf = (finding: ContainerVerdict): readonly number[] => [
	severities.indexOf(finding.severity),
	-weightOf(finding),
	severities.indexOf(findRule(finding.rule)?.severity ?? finding.severity),
	isConfigured(finding) ? 0 : 1,
];

/** The causes that count, worst first, each with the findings that rest on it. */
export const openCauses = <V extends ContainerVerdict>(verdicts: readonly V[]): readonly CauseGroup<V>[] =>
	foldByCause(openFindings(verdicts));

/**
 * The risk of one target from its verdicts, 0 (nothing found) to 100. Findings on one cause count once, with the worst of them; the causes are
 * put in order, worst first, and summed with diminishing weight, so taking a finding away, or lowering its severity, never raises the score.
 */
export function riskOf(verdicts: readonly ContainerVerdict[]): Omit<Risk, 'isLowerBound'> {
	const causes = openCauses(verdicts);
	const weighed = causes.map((cause, rank) => ({cause, points: weightOf(cause.worst) * decay ** rank}));
	const sum = toTenths(weighed.reduce((total, {points}) => total + points, 0));
	const score = Math.min(100, Math.round(sum));
	return {
		score,
		sum,
		grade: gradeOf(score),
		factors: weighed.filter(({points}) => points > 0).map(({cause, points}) => factorOf(cause, points)),
		mitigations: [...new Set(causes.flatMap(({worst}) => worst.mitigations)), ...waiversOf(verdicts)],
	};
}

/** Points to one decimal: small ones stay visible, and their sum comes close to the score. */
function factorOf({worst, others}: CauseGroup, points: number): RiskFactor {
	const {rule, title, detail, severity} = worst;
	return {slug: rule, label: detail ?? title, severity, points: toTenths(points), also: others.map(other => other.rule)};
}

const toTenths = (points: number): number => Math.round(points * 10) / 10;

function waiversOf(verdicts: readonly ContainerVerdict[]): string[] {
	const waived = verdicts.filter(isWaived).length;
	if (waived === 0) return [];
	return [waived === 1 ? '1 waived finding is not counted' : `${waived} waived findings are not counted`];
}
