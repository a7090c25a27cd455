import {
	type BlindSpot,
	bySeverity,
	type ContainerFacts,
	type EngineFacts,
	lowerSeverity,
	notAsked,
	type Severity,
	severities,
} from '../../base/index.js';
import type {Danger} from '../rules/dangers/danger.js';
import {factorWords, type MitigatingFactor} from '../rules/dangers/mitigating-factors.js';
import {findRule} from '../rules/index.js';
import {isReported} from '../rules/shared/reported.js';
import {type ContainerVerdict, isOpen, isWaived} from '../rules/verdict.js';
import type {Grade, Risk, RiskFactor} from './assessment.js';

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

/** A finding that counts, and those that rest on the same cause and are no worse. */
export type CauseGroup<V extends ContainerVerdict = ContainerVerdict> = {readonly worst: V; readonly others: readonly V[]};

/**
 * Folds findings by cause: as many of them count as there are options they rest on, the worst ones. Two findings on one mount count once; two on
 * the same two mounts count twice.
 *
 * A finding gets one of its options that no worse finding needs, which is a matching in a bipartite graph: the sum over the findings that count
 * is the largest there is, so taking a finding away, or lowering it, never raises the sum.
 * @source the greedy algorithm on a transversal matroid: Edmonds and Fulkerson, Transversals and Matroid Partition (1965)
 *
 * @param findings  worst first
 */
function foldByCause<V extends ContainerVerdict>(findings: readonly V[]): readonly CauseGroup<V>[] {
	const owners = new Map<string, V>();
	const groups = new Map<V, {worst: V; others: V[]}>();
	for (const finding of findings) {
		if (takesCause(finding, owners, new Set())) {
			groups.set(finding, {worst: finding, others: []});
			continue;
		}
		const taken = new Set(causesOf(finding).map(cause => owners.get(cause)));
		[...groups.values()].find(({worst}) => taken.has(worst))?.others.push(finding);
	}
	return [...groups.values()];
}

/** Takes a free cause, or one whose owner can take another. */
function takesCause<V extends ContainerVerdict>(finding: V, owners: Map<string, V>, asked: Set<string>): boolean {
	for (const cause of causesOf(finding)) {
		if (asked.has(cause)) continue;
		asked.add(cause);
		const owner = owners.get(cause);
		if (owner !== undefined && !takesCause(owner, owners, asked)) continue;
		owners.set(cause, finding);
		return true;
	}
	return false;
}

const causesOf = ({rule, causes}: ContainerVerdict): readonly string[] => (causes.length > 0 ? causes : [rule]);

/** What a container was judged by. */
export type JudgedContainer = {
	readonly verdicts: readonly ContainerVerdict[];
	readonly dangers: readonly Danger[];
	readonly container: ContainerFacts;
	readonly engine: Pick<EngineFacts, 'kind' | 'raw'>;
	/** The grade that its verdicts give. */
	readonly grade: Grade;
};

/**
 * Whether the grade is only the least that is certain: if all that could not be seen were as bad as it can be, it would be worse by a letter or
 * more.
 *
 * Two things count: a check is unknown because the engine withheld what it reads (or the host, if the check is critical), and a danger counts
 * less because it is not known whether anyone can use it. What the running process, the host, a scan or `--deep` would add to the
 * configuration does not count: without root that is missing for every container, and a mark on all of them says nothing.
 */
export function isLowerBound({verdicts, dangers, container, engine, grade}: JudgedContainer): boolean {
	if (grade === 'F') return false;
	const withheld = verdicts.filter(verdict => isWithheld(verdict, container, engine) && !dangers.some(asks(verdict)));
	const possible = new Map([
		...withheld.map(verdict => [verdict, verdict.severity] as const),
		// The worst danger of a finding last: it stays.
		...dangers
			.toSorted((a, b) => bySeverity(b.base, a.base))
			.flatMap(danger => reducedBy(danger, verdicts).map(finding => [finding, danger.base] as const)),
	]);
	if (possible.size === 0) return false;
	const worst = verdicts.map(verdict => supposed(verdict, possible.get(verdict)));
	return riskOf(worst).grade !== grade;
}

/** The finding that it would be; itself where nothing about it is open. */
const supposed = (verdict: ContainerVerdict, severity: Severity | undefined): ContainerVerdict =>
	severity === undefined ? verdict : {...verdict, verdict: 'fail', severity};

function isWithheld(
	{verdict, severity, reasons}: ContainerVerdict,
	container: ContainerFacts,
	engine: JudgedContainer['engine'],
): boolean {
	if (verdict !== 'unknown') return false;
	const fields = reasons.filter(({source}) => source.startsWith('inspect:'));
	const missing = fields.filter(reason => isMissing(reason, container, engine));
	const others = reasons.filter(({source}) => !source.startsWith('inspect:'));
	return missing.length > 0 || others.some(reason => severity === 'critical' || !confirmsOnly(reason));
}

/** Evidence besides the configuration: it takes root on the host, or is only collected on demand. */
const confirmsOnly = ({source, reason}: BlindSpot): boolean =>
	reason.includes(notAsked) || /^(host|proc|scan|image:files|engine:\/(top|changes|exec|archive|images\/history))\b/.test(source);

/**
 * A field that the answer should have; or one that is there and says nothing without `/info`, which is missing (whether there is AppArmor, the
 * default seccomp profile). What only leaves a question open otherwise (the version of a built-in profile, the uid of a named user) withholds
 * nothing; the API of Podman leaves some fields out for every client.
 */
function isMissing({source}: BlindSpot, container: ContainerFacts, {kind, raw}: JudgedContainer['engine']): boolean {
	const field = source.slice('inspect:'.length);
	const malformed = container.raw.UnreadableFields?.[field] !== undefined;
	const isThere = isReported(field, container.raw, kind);
	return malformed || (isThere ? raw.info === null : kind !== 'podman');
}

/** Whether the check is unknown because the use of this danger is: that counts below, with the findings about it. */
const asks =
	({reasons}: ContainerVerdict) =>
	({use}: Danger): boolean =>
		use.kind === 'unknown' && reasons.some(({reason}) => reason === use.reason);

/** Findings that are less severe because it is not known who can use this danger. */
const reducedBy = ({use, base, severity, causes}: Danger, verdicts: readonly ContainerVerdict[]): readonly ContainerVerdict[] =>
	use.kind !== 'unknown' || base === severity
		? []
		: verdicts.filter(
				verdict => isOpen(verdict) && verdict.severity === severity && verdict.causes.some(cause => causes.includes(cause)),
			);

/**
 * Lowers the severity of a failing verdict by one step when a factor helps against it, and says in the verdict which.
 * Several factors lower it only once: they cut the same vector, and each has its own holes.
 *
 * For rules whose severity does not come from the table of dangers, which weighs these factors itself.
 */
export function mitigate(verdict: ContainerVerdict, [factor]: readonly MitigatingFactor[]): ContainerVerdict {
	if (verdict.verdict !== 'fail' || factor === undefined) return verdict;
	const severity = lowerSeverity(verdict.severity);
	if (severity === verdict.severity) return verdict;
	return {
		...verdict,
		severity,
		mitigations: [...verdict.mitigations, `${factorWords[factor]}: ${verdict.severity} lowered to ${severity}`],
	};
}
