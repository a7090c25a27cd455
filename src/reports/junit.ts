import type {Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {isWaived} from './audit-report.js';
import {evidenceText, remedyText, statement} from './report-text.js';

/**
 * JUnit XML: a suite for each target, a case for each verdict; unknown, not-applicable and waived are skipped with the reason.
 *
 * @source the schemas that readers check against: Jenkins xunit's junit-10.xsd, and the stricter one of Apache Ant, whose time stamps
 *   have neither fractions nor a zone (UTC is given)
 */
export function junitReport(report: AuditReport): string {
	const suites = new Map<string, Verdict[]>();
	for (const verdict of report.verdicts) {
		const key = `${verdict.target.kind} ${verdict.target.name}`;
		const suite = suites.get(key);
		if (suite === undefined) suites.set(key, [verdict]);
		else suite.push(verdict);
	}
	const failures = report.verdicts.filter(verdict => verdict.verdict === 'fail' && !isWaived(verdict)).length;
	const at = {timestamp: report.generatedAt.slice(0, 19), host: report.engine?.name || 'unknown'};
	const lines = [...suites].flatMap(([name, verdicts]) => suiteLines(name, verdicts, at));
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="dockscope" tests="${report.verdicts.length}" failures="${failures}" errors="0" time="0">`,
		...lines,
		'</testsuites>',
		'',
	].join('\n');
}

type At = {readonly timestamp: string; readonly host: string};

function suiteLines(name: string, verdicts: readonly Verdict[], {timestamp, host}: At): string[] {
	const failures = verdicts.filter(verdict => verdict.verdict === 'fail' && !isWaived(verdict)).length;
	const skipped = verdicts.filter(verdict => skipReason(verdict) !== null).length;
	return [
		`  <testsuite name="${escapeXml(name)}" tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0" timestamp="${escapeXml(timestamp)}" hostname="${escapeXml(host)}">`,
		...verdicts.flatMap(verdict => caseLines(name, verdict)),
		'  </testsuite>',
	];
}

function caseLines(suite: string, verdict: Verdict): string[] {
	const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(`${verdict.rule}: ${verdict.title}`)}" time="0"`;
	const skip = skipReason(verdict);
	if (skip !== null) return [`${open}>`, `      <skipped message="${escapeXml(skip)}"/>`, '    </testcase>'];
	if (verdict.verdict !== 'fail') return [`${open}/>`];
	const text = [statement(verdict), evidenceText(verdict), remedyText(verdict)].filter(part => part !== '').join('\n');
	return [
		`${open}>`,
		`      <failure type="${verdict.severity}" message="${escapeXml(verdict.title)}">${escapeXml(text)}</failure>`,
		'    </testcase>',
	];
}

function skipReason(verdict: Verdict): string | null {
	if (verdict.verdict === 'fail' && isWaived(verdict)) return `waived: ${verdict.waived?.reason ?? ''}`;
	if (verdict.verdict === 'unknown')
		return verdict.reasons.map(({source, reason}) => `${source}: ${reason}`).join('; ') || 'unknown';
	return verdict.verdict === 'not-applicable' ? 'not applicable' : null;
}

/** XML 1.0 forbids most control characters even when escaped; sanitised text holds none, this keeps it true for every caller. */
function escapeXml(text: string): string {
	return text
		.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
