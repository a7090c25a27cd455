import {isOpen, isWaived, type Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {evidenceText, remedyText, statement} from './report-text.js';

/**
 * JUnit XML: a suite for each target, a case for each verdict; unknown, not-applicable and waived are skipped with the reason.
 *
 * @source the schemas that readers check against: Jenkins xunit's junit-10.xsd, and the stricter one of Apache Ant's format
 *   (windyroad/JUnit-Schema): no attribute at the root, properties and output in every suite, time stamps without fractions or a zone
 *   (UTC is given). What is written here is valid by both.
 */
export function junitReport(report: AuditReport): string {
	const suites = new Map<string, Verdict[]>();
	for (const verdict of report.verdicts) {
		const key = `${verdict.target.kind} ${verdict.target.name}`;
		const suite = suites.get(key);
		if (suite === undefined) suites.set(key, [verdict]);
		else suite.push(verdict);
	}
	const at = {
		timestamp: new Date(report.generatedAt).toISOString().slice(0, 19),
		host: report.engine?.name.trim() || 'localhost',
		version: report.tool.version,
	};
	const lines = [...suites].flatMap(([name, verdicts], index) => suiteLines(name, verdicts, {...at, index}));
	return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...lines, '</testsuites>', ''].join('\n');
}

type At = {readonly timestamp: string; readonly host: string; readonly version: string; readonly index: number};

function suiteLines(name: string, verdicts: readonly Verdict[], {timestamp, host, version, index}: At): string[] {
	const failures = verdicts.filter(isOpen).length;
	const skipped = verdicts.filter(verdict => skipReason(verdict) !== null).length;
	return [
		`  <testsuite name="${escapeXml(name)}" package="dockscope" id="${index}" tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0" timestamp="${timestamp}" hostname="${escapeXml(host)}">`,
		`    <properties><property name="dockscope" value="${escapeXml(version)}"/></properties>`,
		...verdicts.flatMap(verdict => caseLines(name, verdict)),
		'    <system-out/>',
		'    <system-err/>',
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
