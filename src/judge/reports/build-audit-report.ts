import {type BlindSpot, type EngineFacts, groupBy, type Severity, severities} from '../../base/index.js';
import {type Change, flagChanges} from '../changes/change.js';
import type {FleetEntry, FleetModel} from '../inventory/fleet-model.js';
import {type AssessedContainer, reportedVerdicts} from '../risk/assessment.js';
import {compareByRisk} from '../risk/compare-by-risk.js';
import {openCauses} from '../risk/score.js';
import {type ContainerVerdict, type HiddenFindings, isWaived, type Verdict} from '../rules/verdict.js';
import type {
	AuditReport,
	AuditSummary,
	EngineSummary,
	HiddenCounts,
	PolicySummary,
	TargetSummary,
	UnseenTarget,
} from './audit-report.js';

/** Which parts of a fleet a report includes. */
export type AuditSelection = {
	/** Containers that are reported; engine, host, swarm and image verdicts come along when `engineToo`. */
	readonly container: (id: string) => boolean;
	readonly engineToo: boolean;
	readonly verdict: (verdict: Pick<Verdict, 'rule'>) => boolean;
	/** Which verdicts are listed individually: all are counted. */
	readonly listed: (verdict: ContainerVerdict) => boolean;
	/** Whether containers that could not be inspected are missed: not where no rule is about containers. */
	readonly unseenToo: boolean;
};

export const everyVerdict = () => true;

export const everything: AuditSelection = {
	container: () => true,
	engineToo: true,
	verdict: everyVerdict,
	listed: everyVerdict,
	unseenToo: true,
};

/** Builds the report of a loaded fleet. @param judged  result of `judgedIn`, if already available */
export function auditReport(
	model: FleetModel,
	about: {version: string; now: string; policy?: PolicySummary},
	selection: AuditSelection = everything,
	judged: readonly ContainerVerdict[] = judgedIn(model, selection),
): AuditReport {
	const entries = model.entries.filter(({id}) => selection.container(id));
	const containers = containersOf(entries);
	const wide = selection.engineToo ? model.verdicts : [];
	const isListed = (verdict: ContainerVerdict) => selection.verdict(verdict) && selection.listed(verdict);
	return {
		schema: 'dockscope.audit/1',
		tool: {name: 'dockscope', version: about.version},
		generatedAt: about.now,
		engine: model.engine === null ? null : engineSummary(model.engine),
		...(about.policy === undefined ? {} : {policy: about.policy}),
		targets: containers.map(targetSummary),
		unseen: selection.unseenToo ? entries.flatMap(unseenTarget) : [],
		verdicts: [...containers.flatMap(container => reportedVerdicts(container, isListed)), ...wide.filter(isListed)],
		blindSpots: blindSpots(model, judged),
		summary: {
			...summarise(
				judged,
				containers.map(({verdicts}) => verdicts.filter(selection.verdict)),
			),
			...hiddenAmong([...containers, ...(selection.engineToo ? [model] : [])], selection.verdict),
		},
	};
}

const containersOf = (entries: readonly FleetEntry[]): AssessedContainer[] =>
	entries.flatMap(({assessed}) => assessed ?? []).sort(compareByRisk);

/** All that was judged, listed or not: of the worst container first. The fifty thousand of a large fleet are joined in one piece. */
export function judgedIn(model: FleetModel, {container, engineToo, verdict}: AuditSelection): readonly ContainerVerdict[] {
	const containers = containersOf(model.entries.filter(({id}) => container(id)));
	const lists = [...containers.map(({verdicts}) => verdicts), engineToo ? model.verdicts : []];
	const all: ContainerVerdict[] = [];
	return verdict === everyVerdict ? all.concat(...lists) : lists.flatMap(list => list.filter(verdict));
}

/**
 * Counts by kind; a failure with a valid waiver counts only as waived.
 *
 * @param containers  those of `verdicts` that are about a container, for each container
 */
function summarise(
	verdicts: readonly ContainerVerdict[],
	containers: readonly (readonly ContainerVerdict[])[],
): Omit<AuditSummary, 'disabled' | 'lowered'> {
	const fail: Record<Severity, number> = {critical: 0, high: 0, medium: 0, low: 0, info: 0};
	const counts = {pass: 0, info: 0, unknown: 0, notApplicable: 0, waived: 0};
	// Not `for…of`: in a program that has just started each of fifty thousand steps makes an object.
	verdicts.forEach(verdict => {
		if (verdict.verdict !== 'fail') counts[verdict.verdict === 'not-applicable' ? 'notApplicable' : verdict.verdict] += 1;
		else if (isWaived(verdict)) counts.waived += 1;
		else fail[verdict.severity] += 1;
	});
	const causes = {...fail};
	for (const {severity} of containers.flatMap(openCauses).flatMap(({others}) => others)) causes[severity] -= 1;
	return {fail, causes, ...counts};
}

/** The same of verdicts that name their targets. */
export function summariseTargets(verdicts: readonly Verdict[]): ReturnType<typeof summarise> {
	const ofContainers = verdicts.filter(({target}) => target.kind === 'container');
	return summarise(verdicts, [...groupBy(ofContainers, ({target}) => target.id).values()]);
}

type Hiding = {readonly hidden: HiddenFindings};

function hiddenAmong(judged: readonly Hiding[], isWanted: AuditSelection['verdict']): Omit<HiddenCounts, 'waived'> {
	const count = (kind: keyof HiddenFindings) =>
		judged.flatMap(({hidden}) => hidden[kind]).filter(rule => isWanted({rule})).length;
	return {disabled: count('disabled'), lowered: count('lowered')};
}

/** What the policy hides of these containers. */
export const hiddenOf = (containers: readonly AssessedContainer[]): HiddenCounts => ({
	waived: containers.flatMap(({verdicts}) => verdicts).filter(isWaived).length,
	...hiddenAmong(containers, everyVerdict),
});

/** True when an open failure is at least as severe as `threshold`. */
export function reaches(summary: Pick<AuditSummary, 'fail'>, threshold: Severity): boolean {
	return severities.slice(0, severities.indexOf(threshold) + 1).some(severity => summary.fail[severity] > 0);
}

function engineSummary({kind, id, name, version, apiVersion, local, rootless, userns}: EngineFacts): EngineSummary {
	return {kind: version === '' ? null : kind, id, name, version, apiVersion, local, rootless, userns};
}

const unseenTarget = ({id, name, image, failed}: FleetEntry): UnseenTarget[] =>
	failed === null ? [] : [{kind: 'container', id, name, image, reason: failed.reason}];

function targetSummary({facts, risk, badges, attackPaths}: AssessedContainer): TargetSummary {
	return {
		kind: 'container',
		id: facts.id,
		name: facts.name,
		image: facts.image,
		state: facts.status,
		risk: {
			score: risk.score,
			sum: risk.sum,
			grade: risk.grade,
			lowerBound: risk.isLowerBound,
			factors: risk.factors.map(({slug, points, also}) => ({slug, points, also})),
		},
		badges: badges.map(({word}) => word),
		attackPaths: attackPaths.map(({severity, hops, cutBy}) => ({
			severity,
			steps: hops.map(({label}) => label),
			cutBy: cutWords(cutBy),
		})),
	};
}

/** The flags of the cut, `remove --privileged`; words where no flag cuts. */
function cutWords(cut: Change): readonly string[] {
	const changes = flagChanges(cut);
	return changes.length > 0 ? changes : [cut.text];
}

/** What could not be seen, once each, with the rules that could not judge because of it. */
function blindSpots(model: FleetModel, verdicts: readonly ContainerVerdict[]): AuditReport['blindSpots'] {
	const found = new Map<string, {source: string; reason: string; rules: Set<string>}>();
	const note = ({source, reason}: BlindSpot, rule: string | null) => {
		const key = `${source}\n${reason}`;
		const spot = found.get(key) ?? {source, reason, rules: new Set<string>()};
		if (rule !== null) spot.rules.add(rule);
		found.set(key, spot);
	};
	for (const spot of model.blindSpots) note(spot, null);
	const unsure = verdicts.filter(({reasons}) => reasons.length > 0);
	for (const {rule, reasons} of unsure) for (const reason of reasons) note(reason, rule);
	return [...found.values()].map(({source, reason, rules}) => ({source, reason, rules: [...rules].sort()}));
}
