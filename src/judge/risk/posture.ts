import {bySeverity, type Severity} from '../../base/index.js';
import {findRule} from '../rules/index.js';
import {isOpen} from '../rules/verdict.js';
import type {AssessedContainer} from './assessment.js';

/** How secure a container or a workload was at one moment, to be compared with another moment. */
export type Posture = {
	readonly grade: string;
	readonly score: number;
	/** Open findings by rule; `null`: recorded without a severity. */
	readonly findings: ReadonlyMap<string, Severity | null>;
	/** Rules that could not be judged. */
	readonly unknown: ReadonlySet<string>;
	/** Attack paths in words; `null`: not recorded. */
	readonly paths: ReadonlySet<string> | null;
};

export type FindingChange = {
	readonly rule: string;
	/** Now; `null`: it is no finding any more, or its severity was not recorded. */
	readonly severity: Severity | null;
	/** Before; `null`: it was no finding, or its severity was not recorded. */
	readonly before: Severity | null;
	/** Whether it could not be judged before: it may have been there. */
	readonly wasUnknown: boolean;
};

/** What differs between two postures. */
export type PostureChange = {
	/** New, or more severe; the most severe first. */
	readonly worse: readonly FindingChange[];
	/** Gone, or less severe. */
	readonly better: readonly FindingChange[];
	/** Findings that can no longer be judged: whether they are gone is not known. */
	readonly noLongerKnown: readonly string[];
	readonly newPaths: readonly string[];
	readonly gonePaths: readonly string[];
};

/**
 * Whether a finding was not there before, or was less severe. The audit with a baseline, the mark of the list, `dockscope drift` and the
 * detection of a worse configuration all decide by this.
 *
 * @param before  `undefined`: it was no finding; `null`: it was one, of a severity that was not recorded
 */
export const isNewOrMoreSevere = (now: Severity | null, before: Severity | null | undefined): boolean =>
	before === undefined || (now !== null && before !== null && bySeverity(now, before) < 0);

/** Steps of an attack path as one text, by which paths are compared. */
export const pathText = (steps: readonly string[]): string => steps.join(' → ');

/** The posture of a workload: of its replicas together, the worst of each finding. */
export function postureOf(containers: readonly AssessedContainer[]): Posture {
	const [worst] = containers.toSorted((a, b) => b.risk.sum - a.risk.sum);
	const verdicts = containers.flatMap(one => one.verdicts);
	return {
		grade: worst?.risk.grade ?? 'A',
		score: worst?.risk.score ?? 0,
		findings: mostSevere(verdicts.filter(isOpen).map(({rule, severity}) => [rule, severity])),
		unknown: new Set(verdicts.filter(({verdict}) => verdict === 'unknown').map(({rule}) => rule)),
		paths: new Set(containers.flatMap(one => one.attackPaths).map(({hops}) => pathText(hops.map(({label}) => label)))),
	};
}

/** Of several findings of one rule, the most severe. */
function mostSevere(findings: readonly (readonly [string, Severity])[]): ReadonlyMap<string, Severity> {
	const found = new Map<string, Severity>();
	for (const [rule, severity] of findings) {
		const before = found.get(rule);
		if (before === undefined || bySeverity(severity, before) < 0) found.set(rule, severity);
	}
	return found;
}

/** Only what is certainly worse: a finding that could not be judged before may have been there all the time, and is no alarm. */
export const certainlyWorse = ({worse}: Pick<PostureChange, 'worse'>): readonly FindingChange[] =>
	worse.filter(({wasUnknown, before}) => before !== null || !wasUnknown);

/** Compares two moments of a container or of a workload. */
export function comparePostures(before: Posture, now: Posture): PostureChange {
	const worse = [...now.findings].filter(([rule, severity]) => isNewOrMoreSevere(severity, before.findings.get(rule)));
	const settled = [...before.findings].filter(([rule]) => now.findings.has(rule) || !now.unknown.has(rule));
	const better = settled.filter(([rule, severity]) => {
		const after = now.findings.get(rule);
		return after === undefined || (after !== null && severity !== null && bySeverity(severity, after) < 0);
	});
	const change = (rule: string): FindingChange => ({
		rule,
		severity: now.findings.get(rule) ?? null,
		before: before.findings.get(rule) ?? null,
		wasUnknown: before.unknown.has(rule),
	});
	const {paths: after} = now;
	const {paths: earlier} = before;
	const arePathsKnown = after !== null && earlier !== null;
	return {
		worse: worse.map(([rule]) => change(rule)).sort(worstFirst),
		better: better.map(([rule]) => change(rule)).sort(worstFirst),
		noLongerKnown: [...before.findings.keys()].filter(rule => !now.findings.has(rule) && now.unknown.has(rule)),
		newPaths: arePathsKnown ? [...after].filter(path => !earlier.has(path)) : [],
		gonePaths: arePathsKnown ? [...earlier].filter(path => !after.has(path)) : [],
	};
}

function worstFirst(a: FindingChange, b: FindingChange): number {
	const severityOf = ({severity, before}: FindingChange): Severity => severity ?? before ?? 'info';
	const ownOf = ({rule}: FindingChange): Severity => findRule(rule)?.severity ?? 'info';
	// As in `openFindings`: of equal ones, the rule that is that severe for every container says best what is wrong, then what was configured.
	const isConfigured = ({rule}: FindingChange): number => (findRule(rule)?.cis['1.6.0'] === undefined ? 1 : 0);
	return (
		bySeverity(severityOf(a), severityOf(b)) ||
		bySeverity(ownOf(a), ownOf(b)) ||
		isConfigured(a) - isConfigured(b) ||
		(a.rule < b.rule ? -1 : 1)
	);
}
