import {createHash} from 'node:crypto';
import {sarifLog, sarifNote, securitySeverity, startOf} from '../../base/index.js';
import {severityOfScore} from '../formats/cvss.js';
import {byScanSeverity, type ScanReport, type Vulnerability} from '../report.js';
import {gaps} from './gaps.js';
import {type NamedPolicy, policyJson} from './named-policy.js';

/** SARIF 2.1.0: one rule per vulnerability, one result per affected package; the location is the file in the image, or the image. */
export function scanSarif(report: ScanReport, version: string, policy: NamedPolicy | null = null): string {
	// A vulnerability has the severity of the package where it is worst.
	const rules = new Map<string, Vulnerability>();
	for (const row of report.vulnerabilities) {
		const known = rules.get(row.id) ?? row;
		rules.set(row.id, byScanSeverity(row.severity, known.severity) < 0 ? row : known);
	}
	const {state, scannedAt, error, packages, coverage, filters} = report;
	return sarifLog({
		driver: {version},
		rules: [...rules.values()].map(ruleOf),
		// A run that judged only part of the image is not a successful one; the notes say which part.
		isComplete: state === 'complete',
		endTime: scannedAt,
		notes: [
			...(policy?.lines ?? []).map(text => sarifNote('note', text)),
			...[...(error === null ? [] : [error.message]), ...gaps(report)].map(text =>
				sarifNote(state === 'partial' ? 'warning' : 'error', text),
			),
		],
		properties: {state, packages, coverage, filters, ...policyJson(policy)},
		results: report.vulnerabilities.map(row => resultOf(row, report)),
	});
}

function ruleOf(row: Vulnerability) {
	// A distribution may rate lower than others' scores: the number must not say "critical" for what it calls low.
	const scores = row.cvss.flatMap(({score}) => (score !== null && severityOfScore(score) === row.severity ? [score] : []));
	const score = scores.length > 0 ? scores.reduce((most, one) => Math.max(most, one), 0).toFixed(1) : null;
	return {
		id: row.id,
		shortDescription: {text: startOf(row.title ?? row.id, 1000)},
		fullDescription: {text: startOf(row.description ?? row.title ?? row.id, 1000)},
		...(row.url === null ? {} : {helpUri: row.url}),
		properties: {
			'security-severity': score ?? securitySeverity[row.severity],
			tags: ['vulnerability', 'security', row.severity],
		},
	};
}

function resultOf(row: Vulnerability, {target}: ScanReport) {
	const {name, version, path, purl} = row.package;
	const fix = row.fix.state === 'fixed' ? `fixed in ${row.fix.versions.join(', ')}` : 'no fix known';
	const fingerprint = createHash('sha256')
		.update(`${row.id} ${name} ${path ?? ''}`)
		.digest('hex');
	return {
		ruleId: row.id,
		severity: row.severity,
		message: `${row.id} (${row.severity}) in ${name} ${version ?? ''} of ${target.image}: ${fix}`,
		location: {
			physicalLocation: {artifactLocation: {uri: encodeURI(path ?? `image/${target.image}`)}, region: {startLine: 1}},
		},
		partialFingerprints: {'dockscope/v1': fingerprint},
		...(purl === null ? {} : {properties: {purl}}),
	};
}
