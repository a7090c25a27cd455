import type {Severity} from '../../src/base/facts/index.js';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {auditReport} from '../../src/judge/reports/build-audit-report.js';
import {htmlReport} from '../../src/judge/reports/html.js';
import {junitReport} from '../../src/judge/reports/junit.js';
import {markdownReport} from '../../src/judge/reports/markdown.js';
import {jsonReport} from '../../src/judge/reports/report-json.js';
import {tableReport} from '../../src/judge/reports/report-table.js';
import {sarifReport} from '../../src/judge/reports/sarif.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {nothingHidden} from '../../src/judge/rules/verdict.js';

/** What one format of the audit shows of one container: how bad each finding is, by rule, and each attack path, in their order. */
export type Reported = {readonly findings: Readonly<Record<string, string>>; readonly paths: readonly string[] | null};

/** Read back from the text of each format. */
export function reportedSeverities(assessed: AssessedContainer): Readonly<Record<string, Reported>> {
	const {id, name, image, status} = assessed.facts;
	const entry = {id, name, image, state: status, changedAt: 0, row: null, assessed, failed: null};
	const model = {entries: [entry], verdicts: [], hidden: nothingHidden, engine: null, blindSpots: []} as unknown as FleetModel;
	const report = auditReport(model, {version: '1.0.0', now: '2026-11-28T12:00:00Z'});
	const {verdicts, targets} = JSON.parse([...jsonReport(report)].join('')) as typeof report;
	const sarif = JSON.parse(sarifReport(report, [])) as Sarif;
	return {
		json: {
			findings: Object.fromEntries(verdicts.flatMap(one => (one.verdict === 'fail' ? [[one.rule, one.severity]] : []))),
			paths: targets.flatMap(({attackPaths}) => attackPaths.map(({severity}) => severity)),
		},
		sarif: {
			findings: Object.fromEntries(
				sarif.runs.flatMap(({results}) => results.map(one => [one.ruleId, bySarif[one.properties['security-severity']] ?? '?'])),
			),
			paths: null,
		},
		junit: {
			findings: matched(junitReport(report), /name="([^":]+): [^"]*"[^>]*>\s*<failure type="(\w+)"/g, ([, rule, severity]) => [
				rule,
				severity,
			]),
			paths: null,
		},
		markdown: {
			findings: matched(markdownReport(report), /^### .* \((\w+)\)\n\n`([^`]+)`/gm, ([, severity, rule]) => [rule, severity]),
			paths: all(markdownReport(report), /^- \*\*[^*]+\*\* \((\w+)\): /gm),
		},
		html: {
			findings: matched(
				htmlReport(report),
				/<summary><span class="(\w+)">\1<\/span> .*?<code>([^<]+)<\/code>/g,
				([, severity, rule]) => [rule, severity],
			),
			paths: all(htmlReport(report), /<div class="path"><span class="(\w+)">\1<\/span>/g),
		},
		table: {
			findings: matched(
				partOf(tableReport(report, {width: Number.POSITIVE_INFINITY, color: false, ascii: false}), 'FINDINGS'),
				/^(\w+) +.*? {2,}((?:container|image)-[\w-]+)(?: |$)/gm,
				([, severity, rule]) => [rule, severity],
			),
			paths: null,
		},
	};
}

type Sarif = {
	readonly runs: readonly {
		readonly results: readonly {readonly ruleId: string; readonly properties: {readonly 'security-severity': string}}[];
	}[];
};

/** Numbers that GitHub calls by these words. @source docs.github.com, "SARIF support for code scanning", security-severity */
const bySarif: Readonly<Record<string, Severity>> = {
	'9.5': 'critical',
	'8.0': 'high',
	'5.5': 'medium',
	'2.5': 'low',
	'0.5': 'info',
};

const partOf = (text: string, title: string): string => text.split(/\n\n/).find(part => part.startsWith(`${title}\n`)) ?? '';

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, word = '']) => word);

const matched = (
	text: string,
	pattern: RegExp,
	pair: (found: RegExpMatchArray) => readonly (string | undefined)[],
): Readonly<Record<string, string>> => Object.fromEntries([...text.matchAll(pattern)].map(found => pair(found)));
