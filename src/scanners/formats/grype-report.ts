import {own} from '../../terminal/safe-text.js';
import type {CvssScore, Fix, ParsedReport, Vulnerability} from '../report.js';
import {at, first, list, number, text, texts} from './json.js';
import {cvss, fixOf, identify, present, severityOf, versionList, vulnerability} from './normalise.js';
import {packageType} from './purl.js';

const grype = own('grype');

/**
 * Grype's JSON, databases 3 to 6. Database 6 moves the age from `descriptor.db.built` to `descriptor.db.status.built` and adds `epss`,
 * `knownExploited` and `risk`; with an older one those stay unknown. Grype does not say how many packages it saw.
 */
export function parseGrype(report: unknown): ParsedReport {
	const db = at(report, 'descriptor', 'db');
	const modern = at(db, 'status') !== undefined;
	return {
		scannerVersion: text(at(report, 'descriptor', 'version')),
		databaseUpdatedAt: first(text(at(db, 'status', 'built')), text(at(db, 'built'))),
		packages: null,
		vulnerabilities: rows(list(at(report, 'matches')), modern),
	};
}

function* rows(matches: readonly unknown[], modern: boolean): Generator<Vulnerability> {
	for (const match of matches) {
		const one = vulnerabilityOf(match, modern);
		if (one !== null) yield one;
	}
}

function vulnerabilityOf(match: unknown, modern: boolean): Vulnerability | null {
	const found = at(match, 'vulnerability');
	const artifact = at(match, 'artifact');
	const ownId = text(at(found, 'id'));
	const name = text(at(artifact, 'name'));
	if (ownId === null || name === null) return null;
	const related = list(at(match, 'relatedVulnerabilities'));
	const {id, aliases} = identify(
		ownId,
		related.map(one => text(at(one, 'id'))),
	);
	const location = list(at(artifact, 'locations'))[0];
	const epss = first(list(at(found, 'epss'))[0], ...related.map(one => list(at(one, 'epss'))[0]));
	const exploited = [found, ...related].some(one => list(at(one, 'knownExploited')).length > 0);
	return vulnerability(
		{
			id,
			aliases,
			description: first(text(at(found, 'description')), ...related.map(one => text(at(one, 'description')))),
			package: {
				name,
				version: text(at(artifact, 'version')),
				type: packageType(at(artifact, 'type')),
				purl: text(at(artifact, 'purl')),
				path: text(at(location, 'path')),
			},
			layer: text(at(location, 'layerID')),
			severity: severityOf(at(found, 'severity')),
			severityRaw: text(at(found, 'severity')),
			cvss: scores([found, ...related]),
			fix: fixIn(found),
			epss: epssOf(epss),
			kev: exploited ? true : modern ? false : null,
			url: first(text(at(found, 'dataSource')), texts(at(found, 'urls'))[0]),
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
	return from
		.flatMap(one => list(at(one, 'cvss')))
		.flatMap(given =>
			present([cvss(at(given, 'source'), at(given, 'vector'), number(at(given, 'metrics', 'baseScore')), at(given, 'version'))]),
		)
		.filter(({source, vector}) => {
			const key = `${source} ${vector}`;
			return seen.has(key) ? false : seen.add(key) !== undefined;
		});
}

const states: Readonly<Record<string, Fix['state']>> = {'not-fixed': 'not-fixed', 'wont-fix': 'wont-fix'};

function fixIn(found: unknown): Fix {
	const state = at(found, 'fix', 'state');
	return fixOf(versionList(at(found, 'fix', 'versions')), typeof state === 'string' ? (states[state] ?? 'unknown') : 'unknown');
}
