import {bySeverity, counted, engineName, groupBy, type Severity} from '../../base/index.js';
import {flagChanges} from '../changes/change.js';
import {detailBeyondTitle} from '../rules/finding-title.js';
import type {ContainerVerdict, Verdict} from '../rules/verdict.js';
import type {AuditReport, HiddenCounts, PolicySummary} from './audit-report.js';

/** Verdicts of one rule with everything that fails it, for reports that group by rule. */
export type RuleGroup = {
	readonly rule: string;
	readonly title: string;
	readonly cis: Verdict['cis'];
	/** The worst among its failures. */
	readonly severity: Severity;
	readonly failures: readonly Verdict[];
};

/** Groups failures by rule, worst first, then by number of targets. */
export function failuresByRule(verdicts: readonly Verdict[]): readonly RuleGroup[] {
	const groups = groupBy(
		verdicts.filter(({verdict}) => verdict === 'fail'),
		({rule}) => rule,
	);
	return [...groups.values()]
		.flatMap(failures => {
			const [first] = failures;
			if (first === undefined) return [];
			const severity = failures.map(failure => failure.severity).sort(bySeverity)[0] ?? first.severity;
			return [{rule: first.rule, title: first.title, cis: first.cis, severity, failures}];
		})
		.sort((a, b) => bySeverity(a.severity, b.severity) || b.failures.length - a.failures.length || (a.rule < b.rule ? -1 : 1));
}

/** `Podman 5.4.2`; `null` when the engine did not identify itself. */
export function engineVersion(engine: AuditReport['engine']): string | null {
	return engine === null || engine.kind === null ? null : `${engineName(engine.kind)} ${engine.version}`;
}

/** `policy /srv/dockscope.yaml of uid 0: 3 rules disabled (5 findings hidden), 1 rule lowered (2 findings), 2 waivers (4 findings waived)`; none for the built-in one. */
export function policyLines({
	policy,
	summary,
}: {
	readonly policy?: PolicySummary | undefined;
	readonly summary: HiddenCounts;
}): readonly string[] {
	if (policy === undefined) return [];
	const {path, profile, owner, disabledRules, loweredRules, waivers, refused} = policy;
	const changes = [
		...(disabledRules > 0 ? [`${counted(disabledRules, 'rule')} disabled (${counted(summary.disabled, 'finding')} hidden)`] : []),
		...(loweredRules > 0 ? [`${counted(loweredRules, 'rule')} lowered (${counted(summary.lowered, 'finding')})`] : []),
		...(waivers > 0 ? [`${counted(waivers, 'waiver')} (${counted(summary.waived, 'finding')} waived)`] : []),
	];
	const name = path === null ? `profile ${profile}` : `${path}${owner === null ? '' : ` of uid ${owner}`}`;
	const inForce = path === null && profile === null ? [] : [`policy ${name}: ${changes.join(', ') || 'hides nothing'}`];
	return refused === null ? inForce : [...inForce, refused];
}

/** The engine of a report: its name and version, as far as it reported them. */
export const aboutEngine = (engine: AuditReport['engine']): readonly string[] => {
	const known = [engine?.name, engineVersion(engine)].flatMap(part => part || []);
	return known.length > 0 ? known : ['engine not known'];
};

/** `2 containers`, and how many more were not seen. */
export const containersText = (judged: number, unseen: number): readonly string[] => [
	counted(judged, 'container'),
	...(unseen === 0 ? [] : [`${unseen} more not seen`]),
];

/** The detail as a sentence; empty if the title already says it. */
export const statement = (verdict: ContainerVerdict): string =>
	detailBeyondTitle(verdict) === null ? '' : (verdict.detail ?? '');

/** `5.4` of the newest benchmark that has the rule, else empty. */
export const cisLabel = (cis: Verdict['cis']): string => {
	const id = cis['1.8.0'] ?? cis['1.7.0'] ?? cis['1.6.0'];
	return id === undefined ? '' : `CIS ${id}`;
};

/** `HostConfig.Privileged = true`, one piece of evidence after the other. */
export function evidenceText(verdict: Pick<Verdict, 'evidence'>): string {
	return verdict.evidence.map(({source, path, value}) => `${source} ${path} = ${value === '' ? '""' : String(value)}`).join('; ');
}

/** The remedy in one line: what to do, flags to remove and to add. */
export function remedyText({remedy}: Pick<Verdict, 'remedy'>): string {
	if (remedy === null) return '';
	const flags = flagChanges(remedy);
	return flags.length > 0 ? `${remedy.text} (${flags.join(', ')})` : remedy.text;
}

/** `root causes: 1 critical · 3 high (9 findings)`: how bad it is, and in how many rules it shows. */
export function causesText({causes, fail}: AuditReport['summary']): string {
	const findings = Object.values(fail).reduce((sum, count) => sum + count, 0);
	return `root causes: ${countsText(causes)}${findings === 0 ? '' : ` (${counted(findings, 'finding')})`}`;
}

/** `188 passed · 4 notes · …`: the verdicts that are not open findings. */
export const othersText = ({pass, info, unknown, notApplicable, waived}: AuditReport['summary']): string =>
	`${pass} passed · ${counted(info, 'note')} · ${unknown} unknown · ${notApplicable} not applicable · ${waived} waived`;

/** `1 critical · 3 high`, nothing for zero counts; `none` when all are zero. */
function countsText(fail: Readonly<Record<Severity, number>>): string {
	const parts = Object.entries(fail).flatMap(([severity, count]) => (count > 0 ? [`${count} ${severity}`] : []));
	return parts.length > 0 ? parts.join(' · ') : 'none';
}
