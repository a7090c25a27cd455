import {ownValue, trusted} from '../../base/index.js';
import type {
	AvailableFix,
	CvssScore,
	LayerSecret,
	LicenceFinding,
	Misconfiguration,
	ParsedReport,
	Vulnerability,
} from '../report.js';
import {at, date, entries, first, isObject, list, number, rawText, rowsOf, text, texts} from './json.js';
import {newerSchema} from './newer-schema.js';
import {
	cvss,
	fixOf,
	identify,
	link,
	present,
	rated,
	severityOf,
	unnamed,
	versionList,
	vulnerabilitiesOf,
	vulnerability,
} from './normalise.js';
import {packageType} from './package-type.js';
import {parsePurl} from './purl.js';
import {trivyCoverage} from './trivy-coverage.js';

const trivy = trusted('trivy');

/**
 * Trivy's JSON: `SchemaVersion` 2, and the bare array of versions before 0.20. `Results`, `Vulnerabilities` and `Packages` may each be
 * absent or null. The packages are counted only with `--list-all-pkgs`.
 */
export function parseTrivy(report: unknown): ParsedReport {
	const results = Array.isArray(report) ? report : list(at(report, 'Results'));
	return {
		scannerVersion: text(at(report, 'Trivy', 'Version')),
		packages: countOf(results),
		coverage: trivyCoverage(report, results),
		unjudged: newerSchema(at(report, 'SchemaVersion'), 2),
		vulnerabilities: vulnerabilitiesOf(inResults(results, 'Vulnerabilities'), vulnerabilityOf),
		secrets: inResults(results, 'Secrets').flatMap(secretOf),
		misconfigurations: inResults(results, 'Misconfigurations').flatMap(misconfigurationOf),
		licences: inResults(results, 'Licenses').flatMap(licenceOf),
	};
}

/** Without a result for packages none was found, whatever else the report contains. */
function countOf(results: readonly unknown[]): number | null {
	const listed = results.filter(result => Array.isArray(at(result, 'Packages')));
	if (listed.length > 0) return listed.reduce((sum: number, result) => sum + list(at(result, 'Packages')).length, 0);
	const packageless = ['config', 'secret', 'license', 'license-file', 'custom'];
	return results.some(result => !packageless.includes(rawText(at(result, 'Class')))) ? null : 0;
}

type Found = {readonly row: unknown; readonly result: unknown};

/** The entries of a list of each result, with their result. */
const inResults = (results: readonly unknown[], key: string): readonly Found[] =>
	results.flatMap(result => rowsOf(at(result, key)).map(row => ({row, result})));

function vulnerabilityOf({row, result}: Found): Vulnerability | null {
	// Old versions list a package without a vulnerability: there is nothing to report.
	if (isObject(row) && Object.keys(row).every(key => key === 'PkgName')) return null;
	const own = text(at(row, 'VulnerabilityID')) ?? unnamed;
	return vulnerability(
		{
			...identify(own, texts(at(row, 'VendorIDs'))),
			title: text(at(row, 'Title')),
			description: text(at(row, 'Description')),
			package: {
				name: text(at(row, 'PkgName')) ?? unnamed,
				version: text(at(row, 'InstalledVersion')),
				type: packageType(first(parsePurl(text(at(row, 'PkgIdentifier', 'PURL')))?.type, text(at(result, 'Type')))),
				purl: text(at(row, 'PkgIdentifier', 'PURL')),
				path: first(text(at(row, 'PkgPath')), lockFile(result)),
			},
			layer: layerOf(row),
			...rated(at(row, 'Severity')),
			cvss: scores(at(row, 'CVSS')),
			fix: fixIn(row),
			status: text(at(row, 'Status')),
			url: first(text(at(row, 'PrimaryURL')), texts(at(row, 'References'))[0]),
			publishedAt: date(at(row, 'PublishedDate')),
		},
		trivy,
	);
}

/** Targets that mean all packages of a kind. @source aquasecurity/trivy pkg/scan/langpkg, pkg/fanal/types AggregatingTypes */
const labels = ['Node.js', 'Python', 'Ruby', 'Java', 'Conda', 'PHP', ''];

/** For a lock file or a program, the target itself is the path. */
function lockFile(result: unknown) {
	const target = rawText(at(result, 'Target'));
	return at(result, 'Class') === 'lang-pkgs' && !labels.includes(target) ? text(target) : null;
}

const layerOf = (row: unknown) => first(text(at(row, 'Layer', 'DiffID')), text(at(row, 'Layer', 'Digest')));

function scores(given: unknown): readonly CvssScore[] {
	return entries(given).flatMap(([source, score]) =>
		present([
			cvss(source, at(score, 'V40Vector'), number(at(score, 'V40Score')), '4.0'),
			cvss(source, at(score, 'V3Vector'), number(at(score, 'V3Score'))),
			cvss(source, at(score, 'V2Vector'), number(at(score, 'V2Score')), '2.0'),
		]),
	);
}

const unfixed: Readonly<Record<string, AvailableFix['state']>> = {
	will_not_fix: 'wont-fix',
	fix_deferred: 'not-fixed',
	affected: 'not-fixed',
	end_of_life: 'not-fixed',
};

function fixIn(row: unknown): AvailableFix {
	const status = rawText(at(row, 'Status'));
	// Versions before 0.44 have no status: an empty FixedVersion then means that there is no fix.
	return fixOf(versionList(at(row, 'FixedVersion')), status === '' ? 'not-fixed' : (ownValue(unfixed, status) ?? 'unknown'));
}

function secretOf({row, result}: Found): readonly LayerSecret[] {
	const rule = text(at(row, 'RuleID')) ?? unnamed;
	const path = text(at(result, 'Target')) ?? unnamed;
	const title = text(at(row, 'Title')) ?? rule;
	return [
		{rule, title, severity: severityOf(at(row, 'Severity')), path, line: number(at(row, 'StartLine')), layer: layerOf(row)},
	];
}

function licenceOf({row, result}: Found): readonly LicenceFinding[] {
	const name = first(text(at(row, 'Name')), text(at(row, 'Text')));
	if (name === null) return [];
	return [
		{
			name,
			package: text(at(row, 'PkgName')),
			path: first(text(at(row, 'FilePath')), at(result, 'Class') === 'license-file' ? text(at(result, 'Target')) : null),
			severity: severityOf(at(row, 'Severity')),
			category: text(at(row, 'Category')),
			url: link(text(at(row, 'Link'))),
		},
	];
}

function misconfigurationOf({row, result}: Found): readonly Misconfiguration[] {
	const id = first(text(at(row, 'AVDID')), text(at(row, 'ID'))) ?? unnamed;
	if (['PASS', 'EXCEPTION'].includes(rawText(at(row, 'Status')))) return [];
	return [
		{
			id,
			title: text(at(row, 'Title')) ?? id,
			severity: severityOf(at(row, 'Severity')),
			target: text(at(result, 'Target')),
			message: text(at(row, 'Message')),
			remedy: text(at(row, 'Resolution')),
			url: link(text(at(row, 'PrimaryURL'))),
		},
	];
}

/** Schema 2, and the bare list of results before it. */
export const isTrivyReport = (document: unknown): boolean =>
	number(at(document, 'SchemaVersion')) !== null || list(document).some(result => at(result, 'Target') !== undefined);
