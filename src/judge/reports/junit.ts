import {isOpen, isWaived, type Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {engineVersion, evidenceText, policyLines, remedyText, statement} from './report-text.js';

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
		about: Object.entries({
			dockscope: report.tool.version,
			engine: engineVersion(report.engine) ?? 'not known',
			...policyProperty(report),
		}),
	};
	const notSeen = report.unseen.map(({name, reason}) => ({name: `container ${name}`, reason}));
	const lines = [
		...notSeen.flatMap(({name, reason}, index) => unseenLines(name, reason, {...at, index})),
		...[...suites].flatMap(([name, verdicts], index) => suiteLines(name, verdicts, {...at, index: notSeen.length + index})),
	];
	return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...lines, '</testsuites>', ''].join('\n');
}

const policyProperty = (report: AuditReport): {policy?: string} => {
	const lines = policyLines(report);
	return lines.length === 0 ? {} : {policy: lines.join('; ')};
};

type At = {
	readonly timestamp: string;
	readonly host: string;
	readonly about: readonly (readonly [name: string, value: string])[];
	readonly index: number;
};

function suiteLines(name: string, verdicts: readonly Verdict[], at: At): string[] {
	const failures = verdicts.filter(isOpen).length;
	const skipped = verdicts.filter(verdict => skipReason(verdict) !== null).length;
	const counts = `tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
	return suite(
		name,
		counts,
		verdicts.flatMap(verdict => caseLines(name, verdict)),
		at,
	);
}

/** A container that could not be inspected has no verdict that could fail, and without its suite all would seem well. */
function unseenLines(name: string, reason: string, at: At): string[] {
	return suite(
		name,
		'tests="1" failures="0" errors="1" skipped="0"',
		[
			`    <testcase classname="${escapeXml(name)}" name="inspect" time="0">`,
			`      <error type="not seen" message="${escapeXml(reason)}"/>`,
			'    </testcase>',
		],
		at,
	);
}

function suite(name: string, counts: string, cases: readonly string[], {timestamp, host, about, index}: At): string[] {
	return [
		`  <testsuite name="${escapeXml(name)}" package="dockscope" id="${index}" ${counts} time="0" timestamp="${timestamp}" hostname="${escapeXml(host)}">`,
		`    <properties>${about.map(([name, value]) => `<property name="${name}" value="${escapeXml(value)}"/>`).join('')}</properties>`,
		...cases,
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
