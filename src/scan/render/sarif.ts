import {createHash} from 'node:crypto';
import {safeJson, startOf} from '../../base/index.js';
import {severityOfScore} from '../formats/cvss.js';
import {byScanSeverity, type ScanReport, type ScanSeverity, type Vulnerability} from '../report.js';
import {gaps} from './gaps.js';
import {type NamedPolicy, policyJson} from './named-policy.js';

const level: Readonly<Record<ScanSeverity, string>> = {
	critical: 'error',
	high: 'error',
	medium: 'warning',
	low: 'note',
	unknown: 'none',
};
/** GitHub sorts by this number: 9.0 and more is critical, 7.0 high, 4.0 medium. */
const fallbackScore: Readonly<Record<ScanSeverity, number>> = {critical: 9.5, high: 8, medium: 5.5, low: 2.5, unknown: 0};

/** SARIF 2.1.0: one rule per vulnerability, one result per affected package; the location is the file in the image, or the image. */
export function scanSarif(report: ScanReport, version: string, policy: NamedPolicy | null = null): string {
	// A vulnerability has the severity of the package where it is worst.
	const rules = new Map<string, {row: Vulnerability; index: number}>();
	for (const row of report.vulnerabilities) {
		const known = rules.get(row.id) ?? {row, index: rules.size};
		rules.set(row.id, {...known, row: byScanSeverity(row.severity, known.row.severity) < 0 ? row : known.row});
	}
	const {state, packages, coverage, filters} = report;
	const document = {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {driver: {name: 'dockscope', version, rules: [...rules.values()].map(({row}) => ruleOf(row))}},
				invocations: [invocationOf(report, policy)],
				properties: {state, packages, coverage, filters, ...policyJson(policy)},
				results: report.vulnerabilities.map(row => resultOf(row, rules.get(row.id)?.index ?? -1, report)),
			},
		],
	};
	return safeJson(`${JSON.stringify(document, null, '\t')}\n`);
}

/** A run that judged only part of the image is not a successful one; the notifications say which part. */
function invocationOf(report: ScanReport, policy: NamedPolicy | null) {
	const {state, scannedAt, error} = report;
	const texts = [...(error === null ? [] : [error.message]), ...gaps(report)];
	return {
		executionSuccessful: state === 'complete',
		endTimeUtc: scannedAt,
		toolExecutionNotifications: [
			...(policy?.lines ?? []).map(text => ({level: 'note', message: {text}})),
			...texts.map(text => ({level: state === 'partial' ? 'warning' : 'error', message: {text}})),
		],
	};
}

function ruleOf(row: Vulnerability) {
	// A distribution may rate lower than others' scores: the number must not say "critical" for what it calls low.
	const scores = row.cvss.flatMap(({score}) => (score !== null && severityOfScore(score) === row.severity ? [score] : []));
	const score = scores.length > 0 ? scores.reduce((most, one) => Math.max(most, one), 0) : fallbackScore[row.severity];
	return {
		id: row.id,
		shortDescription: {text: startOf(row.title ?? row.id, 1000)},
		fullDescription: {text: startOf(row.description ?? row.title ?? row.id, 1000)},
		...(row.url === null ? {} : {helpUri: row.url}),
		properties: {'security-severity': score.toFixed(1), tags: ['vulnerability', 'security', row.severity]},
	};
}

function resultOf(row: Vulnerability, ruleIndex: number, {target}: ScanReport) {
	const {name, version, path, purl} = row.package;
	const fix = row.fix.state === 'fixed' ? `fixed in ${row.fix.versions.join(', ')}` : 'no fix known';
	const fingerprint = createHash('sha256')
		.update(`${row.id} ${name} ${path ?? ''}`)
		.digest('hex');
	return {
		ruleId: row.id,
		ruleIndex,
		level: level[row.severity],
		message: {text: `${row.id} (${row.severity}) in ${name} ${version ?? ''} of ${target.image}: ${fix}`},
		locations: [
			{physicalLocation: {artifactLocation: {uri: encodeURI(path ?? `image/${target.image}`)}, region: {startLine: 1}}},
		],
		partialFingerprints: {'dockscope/v1': fingerprint},
		...(purl === null ? {} : {properties: {purl}}),
	};
}
