import {bySeverity, type Severity, sarifLevel, sarifLog, sarifNote, securitySeverity} from '../../base/index.js';
import {findingTitle} from '../rules/finding-title.js';
import {isWaived, type Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {engineVersion, evidenceText, failuresByRule, policyLines, remedyText} from './report-text.js';

/** What SARIF needs of a rule beyond its verdicts. */
export type SarifRule = {
	readonly slug: string;
	readonly title: string;
	readonly rationale: string;
	readonly references: readonly string[];
	readonly severity: Severity;
};

/**
 * SARIF 2.1.0 as GitHub code scanning needs it: a location for each result (a container has no file, so its name is put under
 * `containers/`), stable fingerprints, rule help, suppressions for waivers. Only failures are results.
 *
 * The category (`automationDetails`) names the engine: without it, the upload of one host would close the alerts of another.
 *
 * GitHub rejects a run with more than 25,000 results and a description of more than 1,024 characters, and identifies a result by its
 * `primaryLocationLineHash`: if there are more results, the worst are written, and the invocation says how many were omitted.
 *
 * @source SARIF 2.1.0, OASIS; docs.github.com/en/code-security/code-scanning: "SARIF support for code scanning", "results exceed limit"
 */
export function sarifReport(report: AuditReport, rules: readonly SarifRule[]): string {
	const all = report.verdicts.filter(({verdict}) => verdict === 'fail');
	const failures = all.length <= MAX_RESULTS ? all : worstOf(all);
	// GitHub ranks an alert only by its rule: by the worst severity that the rule has here.
	const used = new Map(failuresByRule(failures).map(({rule, severity}) => [rule, severity]));
	const known = rules.flatMap(rule => {
		const severity = used.get(rule.slug);
		return severity === undefined ? [] : [{...rule, severity}];
	});
	return sarifLog({
		driver: {version: report.tool.version, semanticVersion: report.tool.version},
		rules: [...describe(known), ...describeOwn(failures, rules, used)],
		category: `dockscope/${encodeURIComponent(report.engine?.name || 'unknown')}/`,
		isComplete: report.unseen.length === 0,
		endTime: report.generatedAt,
		notes: notesOf(report, all.length - failures.length),
		properties: {engine: engineVersion(report.engine), ...(report.policy === undefined ? {} : {policy: report.policy})},
		results: failures.map(resultOf),
	});
}

const MAX_RESULTS = 25_000;
const MAX_LENGTHS = {name: 255, description: 1024, message: 8000};

const worstOf = (failures: readonly Verdict[]): Verdict[] =>
	[...failures].sort((a, b) => bySeverity(a.severity, b.severity)).slice(0, MAX_RESULTS);

/** How the audit went: what the results do not show. */
function notesOf(report: AuditReport, leftOut: number) {
	const note = (level: 'note' | 'warning' | 'error', text: string) => sarifNote(level, clip(text, MAX_LENGTHS.message));
	const notes = [
		...policyLines(report).map(text => note('note', text)),
		...report.unseen.map(({name, reason}) =>
			note('error', `container ${name} could not be inspected and was not judged: ${reason}`),
		),
		...(leftOut === 0
			? []
			: [note('warning', `${leftOut} results beyond the worst ${MAX_RESULTS} were omitted: audit fewer targets at once.`)]),
	];
	return notes.length === 0 ? undefined : notes;
}

const clip = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`);

function describe(rules: readonly SarifRule[]) {
	return rules.map(({slug, title, rationale, references, severity}) => ({
		id: slug,
		name: clip(slug, MAX_LENGTHS.name),
		shortDescription: {text: clip(title, MAX_LENGTHS.description)},
		fullDescription: {text: clip(rationale, MAX_LENGTHS.description)},
		help: {
			text: [rationale, references.join('\n')].filter(part => part !== '').join('\n\n'),
			markdown: [markdownText(rationale), references.map(reference => `- ${linked(reference)}`).join('\n')]
				.filter(part => part !== '')
				.join('\n\n'),
		},
		helpUri: references.find(reference => reference.startsWith('https://')),
		defaultConfiguration: {level: sarifLevel[severity]},
		properties: {tags: ['security', 'docker'], 'security-severity': securitySeverity[severity], precision: 'high'},
	}));
}

const linked = (reference: string): string => (reference.startsWith('https://') ? `<${reference}>` : markdownText(reference));

/** The title of a policy rule is written by its author. */
const markdownText = (text: string): string => text.replaceAll(/[\\`*_[\]<>&]/g, '\\$&');

/** Rules of the policy file have no page. */
function describeOwn(failures: readonly Verdict[], rules: readonly SarifRule[], severities: ReadonlyMap<string, Severity>) {
	const known = new Set(rules.map(({slug}) => slug));
	const own = new Map(failures.filter(({rule}) => !known.has(rule)).map(failure => [failure.rule, failure]));
	return describe(
		[...own.values()].map(({rule, title, severity}) => ({
			slug: rule,
			title,
			rationale: title,
			references: [],
			severity: severities.get(rule) ?? severity,
		})),
	);
}

function resultOf(verdict: Verdict) {
	const {rule, target, severity} = verdict;
	// Images without a tag share a name.
	const stable = target.kind === 'image' && target.name.startsWith('<') ? target.id : target.name;
	const fingerprint = `${rule}:${target.kind}:${stable}`;
	const [evidence, fix] = [evidenceText(verdict), remedyText(verdict)];
	const message = [
		`${target.name}: ${findingTitle(verdict)}.`,
		...(evidence === '' ? [] : [`Evidence: ${evidence}.`]),
		...(fix === '' ? [] : [`Fix: ${fix}`]),
	].join(' ');
	return {
		ruleId: rule,
		severity,
		message: clip(message, MAX_LENGTHS.message),
		location: {
			physicalLocation: {
				artifactLocation: {uri: `${target.kind}s/${encodeURIComponent(stable)}`},
				region: {startLine: 1, startColumn: 1, endLine: 1, endColumn: 1},
			},
			logicalLocations: [{name: target.name, fullyQualifiedName: `${target.kind}/${target.id}`, kind: 'resource'}],
		},
		// By name, not by id: a recreated container keeps its alert. GitHub only reads the first of the two.
		partialFingerprints: {primaryLocationLineHash: fingerprint, 'dockscope/v1': fingerprint},
		...(isWaived(verdict) ? {suppressions: [{kind: 'external', justification: verdict.waived?.reason ?? ''}]} : {}),
		properties: {'security-severity': securitySeverity[severity]},
	};
}
