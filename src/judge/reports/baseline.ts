import * as v from 'valibot';
import {
	errorText,
	finiteSchema,
	isoTime,
	parseTime,
	readableListSchema,
	type Severity,
	safeTextSchema,
	sanitise,
	severities,
	UsageError,
} from '../../base/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {comparePostures, isNewOrMoreSevere, type Posture, type PostureChange, pathText, postureOf} from '../risk/posture.js';
import type {Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {summariseTargets} from './build-audit-report.js';

/** An earlier `audit --format json`, to compare with. */
export type Baseline = {
	/** RFC 3339, in UTC; `null` where the report does not say it. */
	readonly generatedAt: string | null;
	/** Open failures: severity by rule and target. A waived one is not among them: it is new once the waiver has expired. */
	readonly failures: ReadonlyMap<string, Severity>;
	/** The containers in it, by name. */
	readonly containers: ReadonlyMap<string, Posture>;
};

/** By name, not by id: a recreated container is the same target. */
const keyOf = ({rule, target}: {rule: string; target: {kind: string; name: string}}): string =>
	`${rule}\n${target.kind}\n${target.name}`;

/** A container in it, and what its attack paths were, where it says that. */
const targetSchema = v.object({
	name: v.string(),
	risk: v.object({grade: safeTextSchema, score: finiteSchema}),
	attackPaths: v.fallback(v.nullable(readableListSchema(v.object({steps: readableListSchema(v.string())}))), null),
});
const reportSchema = v.object({
	schema: v.literal('dockscope.audit/1'),
	generatedAt: v.fallback(v.string(), ''),
	verdicts: v.array(v.unknown()),
	targets: v.fallback(readableListSchema(targetSchema), () => []),
});
/** Of a verdict that counts: it failed, and was not accepted, or could not be judged. */
const countedSchema = v.union([
	v.object({verdict: v.literal('unknown')}),
	v.pipe(
		v.object({verdict: v.literal('fail'), waived: v.fallback(v.nullable(v.object({expired: v.boolean()})), null)}),
		v.check(({waived}) => waived?.expired !== false),
	),
]);
const verdictSchema = v.object({
	rule: safeTextSchema,
	target: v.object({kind: v.string(), name: v.string()}),
	severity: v.picklist(severities),
});

/**
 * Reads an earlier `audit --format json`.
 *
 * @throws UsageError when the text is not such a report
 */
export function readBaseline(text: string, name: string): Baseline {
	const wrong = (why: string) =>
		new UsageError(`the baseline ${sanitise(name)} ${why}. Give a report of dockscope audit --format json.`);
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw wrong(`is not JSON: ${errorText(error)}`);
	}
	const report = v.safeParse(reportSchema, document);
	if (!report.success) throw wrong('is not a dockscope.audit/1 report');
	const {verdicts, targets, generatedAt} = report.output;
	const failures = new Map<string, Severity>();
	const containers = new Map(targets.map(target => [target.name, containerOf(target)]));
	for (const one of verdicts) {
		const counted = v.safeParse(countedSchema, one);
		if (!counted.success) continue;
		const isFailure = counted.output.verdict === 'fail';
		const read = v.safeParse(verdictSchema, one);
		if (!read.success && !isFailure) continue;
		if (!read.success) throw wrong('has a verdict without rule, target or severity');
		const {rule, target, severity} = read.output;
		if (isFailure) failures.set(keyOf(read.output), severity);
		if (target.kind !== 'container') continue;
		const container = containers.get(target.name) ?? nothingOf();
		containers.set(target.name, container);
		if (isFailure) container.findings.set(rule, severity);
		else container.unknown.add(rule);
	}
	return {generatedAt: isoTime(parseTime(generatedAt)), failures, containers};
}

type Container = Posture & {readonly findings: Map<string, Severity>; readonly unknown: Set<string>};

const nothingOf = (): Container => ({grade: '?', score: 0, findings: new Map(), unknown: new Set(), paths: null});

const containerOf = ({risk, attackPaths}: v.InferOutput<typeof targetSchema>): Container => ({
	...nothingOf(),
	...risk,
	paths: attackPaths && new Set(attackPaths.map(({steps}) => sanitise(pathText(steps)))),
});

/** Keeps the failures that are not in the baseline, or that it has with a lower severity; drops all other verdicts. */
export function onlyNewOrWorse(report: AuditReport, baseline: Baseline): AuditReport {
	const verdicts = report.verdicts.filter(verdict => isNewOrWorse(verdict, baseline));
	// Whether what the policy hides is new is not known: there is no verdict of it.
	return {...report, verdicts, summary: {...report.summary, ...summariseTargets(verdicts)}};
}

const isNewOrWorse = (verdict: Verdict, {failures}: Baseline): boolean =>
	verdict.verdict === 'fail' && isNewOrMoreSevere(verdict.severity, failures.get(keyOf(verdict)));

/** How a container differs from the baseline; `isThere`: whether the baseline has it at all. */
export function sinceBaseline(
	container: AssessedContainer,
	{containers}: Baseline,
): {readonly change: PostureChange; readonly before: Posture; readonly isThere: boolean} {
	const known = containers.get(container.facts.name);
	const before = known ?? nothingOf();
	return {change: comparePostures(before, postureOf([container])), before, isThere: known !== undefined};
}
