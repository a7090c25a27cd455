import {ownValue, trusted} from '../../base/index.js';
import type {AvailableFix, CvssScore, ParsedReport, Vulnerability} from '../report.js';
import {grypeCoverage, grypeFilters} from './grype-coverage.js';
import {at, first, isObject, list, number, rawText, rowsOf, text, texts} from './json.js';
import {
	cvss,
	fixOf,
	identify,
	packagePath,
	present,
	rated,
	unnamed,
	versionList,
	vulnerabilitiesOf,
	vulnerability,
} from './normalise.js';
import {packageType} from './package-type.js';

const grype = trusted('grype');

/**
 * Grype's JSON, databases 1 to 6. Database 6 moves the age from `descriptor.db.built` to `descriptor.db.status.built` and adds `epss`,
 * `knownExploited` and `risk`; with an older one those are unknown. Before 0.13 a vulnerability has `links`, `fixedInVersion`, `cvssV2`
 * and `cvssV3`. Grype does not report how many packages it saw. @source anchore/grype grype/presenter/models
 */
export function parseGrype(report: unknown): ParsedReport {
	const db = at(report, 'descriptor', 'db');
	const schema = first(text(at(db, 'status', 'schemaVersion')), text(at(db, 'schemaVersion'))) ?? '';
	const modern = at(db, 'status') !== undefined || /^v?[6-9]/.test(schema);
	return {
		scannerVersion: text(at(report, 'descriptor', 'version')),
		databaseUpdatedAt: first(text(at(db, 'status', 'built')), text(at(db, 'built'))),
		packages: null,
		coverage: grypeCoverage(report),
		filters: grypeFilters(report),
		vulnerabilities: vulnerabilitiesOf(rowsOf(at(report, 'matches')), match => vulnerabilityOf(match, modern)),
	};
}

/** True for a document that this parser supports; tools that pass reports on omit the producer. */
export function isGrypeReport(document: unknown): boolean {
	const matches = at(document, 'matches');
	return (
		(matches !== undefined && at(document, 'descriptor') !== undefined) ||
		list(matches).some(one => isObject(at(one, 'vulnerability')) && isObject(at(one, 'artifact')))
	);
}

function vulnerabilityOf(match: unknown, modern: boolean): Vulnerability {
	const found = at(match, 'vulnerability');
	const artifact = at(match, 'artifact');
	const ownId = text(at(found, 'id')) ?? unnamed;
	const related = list(at(match, 'relatedVulnerabilities'));
	const ids = related.map(one => text(at(one, 'id')));
	const location = list(at(artifact, 'locations'))[0];
	const epss = first(list(at(found, 'epss'))[0], ...related.map(one => list(at(one, 'epss'))[0]));
	const exploited = [found, ...related].some(one => list(at(one, 'knownExploited')).length > 0);
	return vulnerability(
		{
			...identify(ownId, ids),
			description: first(text(at(found, 'description')), ...related.map(one => text(at(one, 'description')))),
			package: {
				name: text(at(artifact, 'name')) ?? unnamed,
				version: text(at(artifact, 'version')),
				type: packageType(at(artifact, 'type')),
				purl: text(at(artifact, 'purl')),
				path: packagePath(first(text(at(location, 'path')), text(at(location, 'accessPath')))),
			},
			layer: text(at(location, 'layerID')),
			...rated(at(found, 'severity')),
			cvss: scores([found, ...related]),
			fix: fixIn(found),
			epss: epssOf(epss),
			kev: exploited ? true : modern ? false : null,
			url: first(text(at(found, 'dataSource')), texts(at(found, 'urls'))[0], texts(at(found, 'links'))[0]),
		},
		grype,
	);
}

function epssOf(given: unknown): Vulnerability['epss'] {
	const score = number(at(given, 'epss'));
	return score === null ? null : {score, percentile: number(at(given, 'percentile'))};
}

function scores(from: readonly unknown[]): readonly CvssScore[] {
	const seen = new Set<string>();
	const modern = from.flatMap(one => list(at(one, 'cvss')));
	const old = from.flatMap(one => [at(one, 'cvssV3'), at(one, 'cvssV2')]);
	return present([
		...modern.map(one => cvss(at(one, 'source'), at(one, 'vector'), number(at(one, 'metrics', 'baseScore')), at(one, 'version'))),
		...old.map(one => cvss(null, at(one, 'vector'), number(at(one, 'baseScore')))),
	]).filter(({source, vector}) => {
		const key = `${source} ${vector}`;
		return seen.has(key) ? false : seen.add(key) !== undefined;
	});
}

const states: Readonly<Record<string, AvailableFix['state']>> = {'not-fixed': 'not-fixed', 'wont-fix': 'wont-fix'};

function fixIn(found: unknown): AvailableFix {
	const versions = versionList(first(at(found, 'fix', 'versions'), at(found, 'fixedInVersion')));
	return fixOf(versions, ownValue(states, rawText(at(found, 'fix', 'state'))) ?? 'unknown');
}
