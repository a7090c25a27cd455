import {own} from '../../terminal/safe-text.js';
import {rowOfAdvisory} from '../advisories/advisory-row.js';
import type {ParsedReport, Vulnerability} from '../report.js';
import {at, first, list, number, rawText, text, texts} from './json.js';
import {severityOfScore} from './normalise.js';
import {packageType} from './purl.js';

const osvScanner = own('osv-scanner');

/** osv-scanner v1 and v2: packages with whole OSV advisories, grouped by what is the same vulnerability. */
export function parseOsvScanner(report: unknown): ParsedReport {
	const packages = list(at(report, 'results')).flatMap(result => list(at(result, 'packages')).map(pkg => ({result, pkg})));
	// The report lists packages with findings alone unless --all-packages was given: their number is not what was looked at.
	return {packages: null, vulnerabilities: rows(packages)};
}

function* rows(packages: readonly {result: unknown; pkg: unknown}[]): Generator<Vulnerability> {
	for (const {result, pkg} of packages) {
		const name = text(at(pkg, 'package', 'name'));
		if (name === null) continue;
		const ecosystem = rawText(at(pkg, 'package', 'ecosystem'));
		const subject = {
			name,
			version: text(at(pkg, 'package', 'version')),
			type: packageType(ecosystem),
			purl: null,
			path: text(at(result, 'source', 'path')),
		};
		const advisories = new Map(list(at(pkg, 'vulnerabilities')).map(one => [rawText(at(one, 'id')), one]));
		const groups = list(at(pkg, 'groups'));
		const grouped = groups.length > 0 ? groups : [...advisories.keys()].map(id => ({ids: [id]}));
		for (const group of grouped) {
			const ids = list(at(group, 'ids')).map(rawText);
			const advisory = first(...ids.map(id => advisories.get(id)));
			if (advisory === null) continue;
			const row = rowOfAdvisory(advisory, subject, {
				source: osvScanner,
				ecosystem,
				alsoKnownAs: [...texts(ids), ...texts(at(group, 'aliases'))],
			});
			if (row === null) continue;
			const highest = number(at(group, 'max_severity'));
			yield row.severity === 'unknown' && highest !== null ? {...row, severity: severityOfScore(highest)} : row;
		}
	}
}
