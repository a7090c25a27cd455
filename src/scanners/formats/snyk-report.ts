import {own} from '../../terminal/safe-text.js';
import type {CvssScore, ParsedReport, Vulnerability} from '../report.js';
import {at, first, list, number, rawText, text, texts} from './json.js';
import {cvss, fixOf, identify, present, severityOf, versionList, vulnerability} from './normalise.js';
import {ecosystemName, packageType, parsePurl} from './purl.js';

const snyk = own('snyk');

/** `snyk container test --json`: an object, or an array of them for several projects; applications in the image are nested. */
export function parseSnyk(report: unknown): ParsedReport {
	const projects = (Array.isArray(report) ? report : [report]).flatMap(project => [
		project,
		...list(at(project, 'applications')),
	]);
	const counts = projects.map(project => number(at(project, 'dependencyCount'))).filter(count => count !== null);
	return {packages: counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : null, vulnerabilities: rows(projects)};
}

function* rows(projects: readonly unknown[]): Generator<Vulnerability> {
	const seen = new Set<string>();
	for (const project of projects) {
		for (const row of list(at(project, 'vulnerabilities'))) {
			const one = vulnerabilityOf(row, project);
			if (one === null) continue;
			// The same vulnerability is repeated for each way in which the dependency tree reaches the package.
			const key = `${one.id} ${one.package.name} ${one.package.version} ${one.package.path}`;
			if (seen.has(key)) continue;
			seen.add(key);
			yield one;
		}
	}
}

function vulnerabilityOf(row: unknown, project: unknown): Vulnerability | null {
	const ownId = text(at(row, 'id'));
	const purl = text(list(at(row, 'purls'))[0]);
	const named = parsePurl(purl);
	const written = first(text(at(row, 'packageName')), text(at(row, 'name')));
	if (ownId === null || written === null) return null;
	const cves = texts(at(row, 'identifiers', 'CVE'));
	const {id, aliases} = identify(ownId, [...(cves.length === 1 ? cves : []), ...texts(at(row, 'identifiers', 'GHSA'))]);
	const probability = number(at(row, 'epssDetails', 'probability'));
	const fixes = [...versionList(at(row, 'nearestFixedInVersion')), ...versionList(at(row, 'fixedIn'))];
	return vulnerability(
		{
			id,
			aliases: [...new Set([...aliases, ...cves])].filter(one => one !== id),
			title: text(at(row, 'title')),
			description: text(rawText(at(row, 'description')).slice(0, 4000)),
			package: {
				name: named === null ? written : ecosystemName(named),
				version: text(at(row, 'version')),
				type: packageType(first(text(at(project, 'packageManager')), text(at(row, 'packageManager')), text(at(row, 'language')))),
				purl,
				path: text(at(project, 'targetFile')),
			},
			severity: severityOf(at(row, 'severity')),
			severityRaw: text(at(row, 'severity')),
			cvss: scores(row),
			fix: fixOf([...new Set(fixes)], 'not-fixed'),
			epss: probability === null ? null : {score: probability, percentile: number(at(row, 'epssDetails', 'percentile'))},
			url: first(
				text(at(list(at(row, 'references'))[0], 'url')),
				own(`https://security.snyk.io/vuln/${encodeURIComponent(ownId)}`),
			),
			publishedAt: first(text(at(row, 'publicationTime')), text(at(row, 'disclosureTime'))),
		},
		snyk,
	);
}

function scores(row: unknown): readonly CvssScore[] {
	const details = list(at(row, 'cvssDetails')).map(one =>
		cvss(at(one, 'assigner'), at(one, 'cvssV3Vector'), number(at(one, 'cvssV3BaseScore'))),
	);
	return present([cvss('snyk', at(row, 'CVSSv3'), number(at(row, 'cvssScore'))), ...details]);
}
