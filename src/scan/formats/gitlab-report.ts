import {type SafeText, safe, trusted} from '../../base/index.js';
import type {CodeFinding, LayerSecret, ParsedReport, Vulnerability} from '../report.js';
import {isAdvisory} from './advisory-id.js';
import {at, first, isObject, list, number, rawText, rowsOf, text} from './json.js';
import {
	cvss,
	fixOf,
	identify,
	link,
	present,
	rated,
	severityOf,
	unnamed,
	versionsInSentence,
	vulnerability,
} from './normalise.js';
import {packageType} from './package-type.js';

const gitlab = trusted('gitlab');

/**
 * GitLab's security reports. Container and dependency scanning list vulnerabilities; the rows of other jobs are about secrets and code, not
 * about packages of an image.
 *
 * @source gitlab.com/gitlab-org/security-products/security-report-schemas
 */
export function parseGitLab(report: unknown): ParsedReport {
	const rows = rowsOf(at(report, 'vulnerabilities'));
	const kind = (row: unknown) => rawText(first(at(row, 'category'), at(report, 'scan', 'type')));
	const isSecret = (row: unknown) => kind(row) === 'secret_detection';
	const isPackage = (row: unknown) =>
		!isSecret(row) && (packageScans.includes(kind(row)) || text(at(row, 'location', 'dependency', 'package', 'name')) !== null);
	const failed = ['failure', 'failed'].includes(rawText(at(report, 'scan', 'status')));
	const type = text(at(report, 'scan', 'type'));
	return {
		scannerName: first(text(at(report, 'scan', 'scanner', 'name')), text(at(rows[0], 'scanner', 'name'))),
		scannerVersion: text(at(report, 'scan', 'scanner', 'version')),
		packages: null,
		unjudged: failed
			? trusted('the report says that its scan failed')
			: type === null || packageScans.includes(type)
				? null
				: safe`the report is of ${type}: it does not judge the packages of an image`,
		vulnerabilities: vulnerabilities(rows.filter(isPackage)),
		secrets: rows.filter(isSecret).map(secretOf),
		codeFindings: rows.filter(row => !isSecret(row) && !isPackage(row)).map(codeOf),
	};
}

const packageScans: readonly string[] = ['container_scanning', 'cluster_image_scanning', 'dependency_scanning'];

export const isGitLabReport = (document: unknown): boolean =>
	Array.isArray(at(document, 'vulnerabilities')) &&
	(typeof at(document, 'scan', 'type') === 'string' ||
		list(at(document, 'vulnerabilities')).some(row => isObject(at(row, 'location')) && Array.isArray(at(row, 'identifiers'))));

function* vulnerabilities(found: readonly unknown[]): Generator<Vulnerability> {
	for (const row of found) {
		const location = at(row, 'location');
		const dependency = at(location, 'dependency');
		const version = text(at(dependency, 'version'));
		const solution = rawText(at(row, 'solution'));
		// "Upgrade apt from 1.4.8 to 1.4.9": the first version is the installed one.
		const fixed = versionsInSentence(solution).filter(one => one !== version);
		yield vulnerability(
			{
				...identified(row),
				title: first(text(at(row, 'name')), text(at(row, 'message'))),
				description: text(at(row, 'description')),
				package: {
					name: text(at(dependency, 'package', 'name')) ?? unnamed,
					version,
					type: typeOf(location),
					path: text(at(location, 'file')),
				},
				...rated(at(row, 'severity')),
				cvss: present(list(at(row, 'cvss_vectors')).map(one => cvss(at(one, 'vendor'), at(one, 'vector'), null))),
				fix: fixOf(fixed, /^no solution/i.test(solution) ? 'not-fixed' : 'unknown'),
				url: first(
					...list(at(row, 'identifiers')).map(one => link(text(at(one, 'url')))),
					...list(at(row, 'links')).map(one => link(text(at(one, 'url')))),
				),
			},
			gitlab,
		);
	}
}

/** CVE, GHSA and distributions' advisories; other identifiers are weaknesses (CWE) and rules. */
function identified(row: unknown): {id: SafeText; aliases: readonly SafeText[]} {
	const names = list(at(row, 'identifiers')).flatMap(one => text(first(at(one, 'value'), at(one, 'name'))) ?? []);
	const [own, ...others] = names.filter(isAdvisory);
	const written = first(text(at(row, 'cve')), text(at(row, 'name')), text(at(row, 'message')), text(at(row, 'id'))) ?? unnamed;
	return own === undefined ? {id: first(names[0], written) ?? written, aliases: []} : identify(own, others);
}

/** The operating system is that of the image, also for a package of a language: it says nothing where a file is named. */
function typeOf(location: unknown): SafeText | null {
	const system = rawText(at(location, 'operating_system'));
	return system === '' || /^unknown/i.test(system) || at(location, 'file') !== undefined ? null : packageType(system);
}

/** The name and the message of a row can quote the secret: only the names of its rule are read. */
function secretOf(row: unknown): LayerSecret {
	const rule = ruleOf(row) ?? trusted('secret');
	return {
		rule,
		title: text(at(list(at(row, 'identifiers'))[0], 'name')) ?? rule,
		severity: severityOf(at(row, 'severity')),
		path: text(at(row, 'location', 'file')) ?? unnamed,
		line: number(at(row, 'location', 'start_line')),
		layer: null,
	};
}

function codeOf(row: unknown): CodeFinding {
	return {
		rule: ruleOf(row) ?? unnamed,
		title: first(text(at(row, 'name')), ruleOf(row)) ?? unnamed,
		severity: severityOf(at(row, 'severity')),
		path: text(at(row, 'location', 'file')),
		line: number(at(row, 'location', 'start_line')),
		url: link(text(at(list(at(row, 'identifiers'))[0], 'url'))),
	};
}

const ruleOf = (row: unknown): SafeText | null => text(at(list(at(row, 'identifiers'))[0], 'value'));
