import {errorText, isoTime, isRecord, isSeverity, parseTime, type Severity, sanitise, UsageError} from '../../base/index.js';
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
	if (!isRecord(document) || document['schema'] !== 'dockscope.audit/1' || !Array.isArray(document['verdicts']))
		throw wrong('is not a dockscope.audit/1 report');
	const {verdicts, targets, generatedAt} = document;
	const failures = new Map<string, Severity>();
	const containers = readTargets(targets);
	for (const verdict of verdicts as unknown[]) {
		if (!isRecord(verdict)) continue;
		const isFailure = verdict['verdict'] === 'fail' && !wasWaived(verdict['waived']);
		if (!isFailure && verdict['verdict'] !== 'unknown') continue;
		const read = readVerdict(verdict);
		if (read === null && !isFailure) continue;
		if (read === null) throw wrong('has a verdict without rule, target or severity');
		const {rule, kind, target, severity} = read;
		if (isFailure) failures.set(keyOf({rule, target: {kind, name: target}}), severity);
		if (kind !== 'container') continue;
		const container = containers.get(target) ?? nothingOf();
		containers.set(target, container);
		if (isFailure) container.findings.set(rule, severity);
		else container.unknown.add(rule);
	}
	const at = typeof generatedAt === 'string' ? parseTime(generatedAt) : Number.NaN;
	return {generatedAt: isoTime(at), failures, containers};
}

const wasWaived = (waived: unknown): boolean => isRecord(waived) && waived['expired'] === false;

function readVerdict({rule, target, severity}: Record<string, unknown>) {
	if (typeof rule !== 'string' || !isRecord(target) || typeof severity !== 'string' || !isSeverity(severity)) return null;
	const {kind, name} = target;
	return typeof kind === 'string' && typeof name === 'string' ? {rule: sanitise(rule), kind, target: name, severity} : null;
}

type Container = Posture & {readonly findings: Map<string, Severity>; readonly unknown: Set<string>};

const nothingOf = (): Container => ({grade: '?', score: 0, findings: new Map(), unknown: new Set(), paths: null});

function readTargets(targets: unknown): Map<string, Container> {
	const found = new Map<string, Container>();
	for (const target of Array.isArray(targets) ? targets.filter(isRecord) : []) {
		const {name, risk, attackPaths} = target;
		const {grade, score} = isRecord(risk) ? risk : {};
		if (typeof name !== 'string' || typeof grade !== 'string' || typeof score !== 'number') continue;
		const paths = Array.isArray(attackPaths) ? new Set(attackPaths.flatMap(stepsOf)) : null;
		found.set(name, {...nothingOf(), grade: sanitise(grade), score, paths});
	}
	return found;
}

function stepsOf(path: unknown): string[] {
	const steps = isRecord(path) ? path['steps'] : null;
	return Array.isArray(steps) ? [sanitise(pathText(steps.filter(step => typeof step === 'string')))] : [];
}

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
