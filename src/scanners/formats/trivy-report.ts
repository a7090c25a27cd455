import {trusted} from '../../terminal/safe-text.js';
import type {CvssScore, Fix, LayerSecret, Misconfiguration, ParsedReport, Vulnerability} from '../report.js';
import {at, date, entries, first, isObject, list, number, rawText, text, texts} from './json.js';
import {cvss, fixOf, identify, link, present, severityOf, unnamed, versionList, vulnerability} from './normalise.js';
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
		vulnerabilities: rows(results),
		secrets: results.flatMap(secretsOf),
		misconfigurations: results.flatMap(misconfigurationsOf),
	};
}

/** Without a result for packages none was found, whatever else the report contains. */
function countOf(results: readonly unknown[]): number | null {
	const listed = results.filter(result => Array.isArray(at(result, 'Packages')));
	if (listed.length > 0) return listed.reduce((sum: number, result) => sum + list(at(result, 'Packages')).length, 0);
	const packageless = ['config', 'secret', 'license', 'license-file', 'custom'];
	return results.some(result => !packageless.includes(rawText(at(result, 'Class')))) ? null : 0;
}

function* rows(results: readonly unknown[]): Generator<Vulnerability> {
	for (const result of results) {
		for (const row of list(at(result, 'Vulnerabilities'))) {
			const one = vulnerabilityOf(row, result);
			if (one !== null) yield one;
		}
	}
}

function vulnerabilityOf(row: unknown, result: unknown): Vulnerability | null {
	const own = text(at(row, 'VulnerabilityID'));
	// Old versions list a package without a vulnerability (dd-legacy): there is nothing to report.
	if (own === null) return null;
	const {id, aliases} = identify(own, texts(at(row, 'VendorIDs')));
	return vulnerability(
		{
			id,
			aliases,
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
			severity: severityOf(at(row, 'Severity')),
			severityRaw: text(at(row, 'Severity')),
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

const unfixed: Readonly<Record<string, Fix['state']>> = {
	will_not_fix: 'wont-fix',
	fix_deferred: 'not-fixed',
	affected: 'not-fixed',
	end_of_life: 'not-fixed',
};

function fixIn(row: unknown): Fix {
	const status = rawText(at(row, 'Status'));
	// Versions before 0.44 have no status: an empty FixedVersion then means that there is no fix.
	return fixOf(versionList(at(row, 'FixedVersion')), status === '' ? 'not-fixed' : (unfixed[status] ?? 'unknown'));
}

function secretsOf(result: unknown): readonly LayerSecret[] {
	return list(at(result, 'Secrets')).flatMap(secret => {
		const rule = text(at(secret, 'RuleID'));
		const path = text(at(result, 'Target'));
		if (rule === null || path === null) return [];
		return {
			rule,
			title: text(at(secret, 'Title')) ?? rule,
			severity: severityOf(at(secret, 'Severity')),
			path,
			line: number(at(secret, 'StartLine')),
			layer: layerOf(secret),
		};
	});
}

function misconfigurationsOf(result: unknown): readonly Misconfiguration[] {
	return list(at(result, 'Misconfigurations')).flatMap(found => {
		const id = first(text(at(found, 'AVDID')), text(at(found, 'ID')));
		if (id === null || !isObject(found) || found['Status'] === 'PASS' || found['Status'] === 'EXCEPTION') return [];
		return {
			id,
			title: text(found['Title']) ?? id,
			severity: severityOf(found['Severity']),
			target: text(at(result, 'Target')),
			message: text(found['Message']),
			remedy: text(found['Resolution']),
			url: link(text(found['PrimaryURL'])),
		};
	});
}
