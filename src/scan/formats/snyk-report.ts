import {type SafeText, trusted} from '../../base/index.js';
import type {CvssScore, LicenceFinding, ParsedReport, Vulnerability} from '../report.js';
import {at, date, first, list, number, rawText, rowsOf, text, texts} from './json.js';
import {cvss, fixOf, identify, present, severityOf, unnamed, versionList, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';
import {ecosystemName, parsePurl} from './purl.js';

const snyk = trusted('snyk');

/** `snyk container test --json`: an object, or an array of them for several projects; applications in the image are nested. */
export function parseSnyk(report: unknown): ParsedReport {
	const projects = (Array.isArray(report) ? report : [report]).flatMap(project => [
		project,
		...list(at(project, 'applications')),
	]);
	const counts = projects.map(project => number(at(project, 'dependencyCount'))).filter(count => count !== null);
	return {
		packages: counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : null,
		counted: projects.reduce((sum: number, project) => sum + countIn(project), 0),
		vulnerabilities: rows(projects),
		licences: licencesOf(projects),
	};
}

/** `uniqueCount` counts the licences too, so it says something only where nothing is listed. */
const countIn = (project: unknown): number =>
	list(at(project, 'vulnerabilities')).length > 0 ? 0 : (number(at(project, 'uniqueCount')) ?? 0);

/** True for a document that this parser supports; other tools write `vulnerabilities` too. */
export function isSnykReport(document: unknown): boolean {
	return (Array.isArray(document) ? document : [document]).some(
		one =>
			(Array.isArray(at(one, 'vulnerabilities')) || list(at(one, 'applications')).length > 0) &&
			['ok', 'packageManager', 'dependencyCount'].some(key => at(one, key) !== undefined),
	);
}

/** Violations of a licence policy are listed among the vulnerabilities, once for each path to the package. */
function licencesOf(projects: readonly unknown[]): readonly LicenceFinding[] {
	const found = projects.flatMap(project => list(at(project, 'vulnerabilities'))).filter(row => at(row, 'type') === 'license');
	const licences = found.map(row => ({
		name: first(text(at(row, 'license')), text(at(row, 'title')), text(at(row, 'id'))) ?? unnamed,
		package: first(text(at(row, 'packageName')), text(at(row, 'name'))),
		path: null,
		severity: severityOf(at(row, 'severity')),
		category: null,
		url: null,
	}));
	return [...new Map(licences.map(one => [`${one.name} ${one.package}`, one])).values()];
}

function* rows(projects: readonly unknown[]): Generator<Vulnerability> {
	const seen = new Set<string>();
	for (const project of projects) {
		// Cleaned once: a long one would cost as much again for each row.
		const manager = text(at(project, 'packageManager'));
		const file = first(text(at(project, 'displayTargetFile')), text(at(project, 'targetFile')));
		for (const row of rowsOf(at(project, 'vulnerabilities'))) {
			const one = vulnerabilityOf(row, manager, file);
			if (one === null) continue;
			// A vulnerability is repeated for each dependency path to the package.
			const key = `${one.id} ${one.package.name} ${one.package.version} ${one.package.path}`;
			if (seen.has(key)) continue;
			seen.add(key);
			yield one;
		}
	}
}

function vulnerabilityOf(row: unknown, manager: SafeText | null, file: SafeText | null): Vulnerability | null {
	const ownId = text(at(row, 'id')) ?? unnamed;
	const purl = text(list(at(row, 'purls'))[0]);
	const named = parsePurl(purl);
	const written = first(text(at(row, 'packageName')), text(at(row, 'name'))) ?? unnamed;
	if (at(row, 'type') === 'license') return null;
	const cves = texts(at(row, 'identifiers', 'CVE'));
	const probability = number(at(row, 'epssDetails', 'probability'));
	const fixes = [...versionList(at(row, 'nearestFixedInVersion')), ...versionList(at(row, 'fixedIn'))];
	return vulnerability(
		{
			...identify(ownId, [...cves, ...texts(at(row, 'identifiers', 'GHSA'))]),
			title: text(at(row, 'title')),
			description: text(rawText(at(row, 'description')).slice(0, 4000)),
			package: {
				name: binaryName(row) ?? (named === null ? written : ecosystemName(named)),
				version: text(at(row, 'version')),
				type: packageType(first(manager, text(at(row, 'packageManager')), text(at(row, 'language')))),
				purl,
				path: file,
			},
			// Without the newer field, critical ones are "high".
			severity: severityOf(first(at(row, 'severityWithCritical'), at(row, 'severity'))),
			severityRaw: first(text(at(row, 'severityWithCritical')), text(at(row, 'severity'))),
			cvss: scores(row),
			fix: fixOf([...new Set(fixes)], 'not-fixed'),
			epss: probability === null ? null : {score: probability, percentile: number(at(row, 'epssDetails', 'percentile'))},
			url: first(
				text(at(list(at(row, 'references'))[0], 'url')),
				ownId === unnamed ? null : trusted(`https://security.snyk.io/vuln/${encodeURIComponent(ownId)}`),
			),
			publishedAt: first(date(at(row, 'publicationTime')), date(at(row, 'disclosureTime'))),
		},
		snyk,
	);
}

/** For operating system packages `name` is `source/binary`, and `packageName` the source: what is installed is the binary package. */
function binaryName(row: unknown): SafeText | null {
	const linux =
		at(row, 'language') === 'linux' ||
		/^(debian|ubuntu|alpine|rhel|centos|amzn|oracle|sles|deb|rpm|apk)/.test(rawText(at(row, 'packageManager')));
	return linux ? text(rawText(at(row, 'name')).split('/').at(-1)) : null;
}

function scores(row: unknown): readonly CvssScore[] {
	const details = list(at(row, 'cvssDetails')).map(one =>
		cvss(at(one, 'assigner'), at(one, 'cvssV3Vector'), number(at(one, 'cvssV3BaseScore'))),
	);
	const sources = list(at(row, 'cvssSources')).map(one =>
		cvss(at(one, 'assigner'), at(one, 'vector'), number(at(one, 'baseScore')), at(one, 'cvssVersion')),
	);
	const leading = cvss('snyk', first(text(at(row, 'CVSSv4')), text(at(row, 'CVSSv3'))), number(at(row, 'cvssScore')));
	return present([leading, ...(sources.length > 0 ? sources : details)]);
}
