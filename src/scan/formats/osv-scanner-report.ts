import {type SafeText, trusted} from '../../base/index.js';
import {rowOfAdvisory} from '../advisories/advisory-row.js';
import type {ParsedReport, Vulnerability} from '../report.js';
import {severityOfScore} from './cvss.js';
import {at, first, isObject, list, number, rawText, rowsOf, text, texts} from './json.js';
import {identify, packagePath, unnamed, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';

const osvScanner = trusted('osv-scanner');

/** osv-scanner v1 and v2: packages with full OSV advisories, grouped by vulnerability. */
export function parseOsvScanner(report: unknown): ParsedReport {
	const layers = list(at(report, 'image_metadata', 'layer_metadata')).map(layer => text(at(layer, 'diff_id')));
	const packages = list(at(report, 'results')).flatMap(result => list(at(result, 'packages')).map(pkg => ({result, pkg})));
	// Without --all-packages the report only lists packages with findings: their number is not that of the scanned ones.
	return {packages: null, vulnerabilities: rows(packages, layers)};
}

function* rows(
	packages: readonly {result: unknown; pkg: unknown}[],
	layers: readonly (SafeText | null)[],
): Generator<Vulnerability> {
	for (const {result, pkg} of packages) {
		const name = text(at(pkg, 'package', 'name')) ?? unnamed;
		const ecosystem = rawText(at(pkg, 'package', 'ecosystem'));
		const version = text(at(pkg, 'package', 'version'));
		const subject = {
			// A distribution's advisories are about the source package; what is installed is the binary package.
			name: text(at(pkg, 'package', 'os_package_name')) ?? name,
			version,
			type: packageType(ecosystem),
			purl: null,
			path: packagePath(text(at(result, 'source', 'path'))),
		};
		const layer = layers[number(at(pkg, 'package', 'image_origin_details', 'index')) ?? -1] ?? null;
		const found = rowsOf(at(pkg, 'vulnerabilities'));
		const advisories = new Map(found.map(one => [rawText(at(one, 'id')), one]));
		if (advisories.delete('')) yield vulnerability({id: unnamed, severity: 'unknown', package: subject}, osvScanner);
		const groups = list(at(pkg, 'groups'));
		const inGroups = new Set(groups.flatMap(group => list(at(group, 'ids')).map(rawText)));
		// Without groups, or with broken ones, each advisory is a group, so that none is lost.
		const others = [...advisories.keys()].filter(id => !inGroups.has(id)).map(id => ({ids: [id]}));
		for (const group of [...groups, ...others]) {
			const ids = list(at(group, 'ids')).map(rawText);
			const advisory = first(...ids.map(id => advisories.get(id)));
			if (advisory === null) {
				const [id = unnamed, ...aliases] = [...texts(ids), ...texts(at(group, 'aliases'))];
				const severity = severityOfScore(number(at(group, 'max_severity')));
				yield vulnerability({...identify(id, aliases), severity, package: subject}, osvScanner);
				continue;
			}
			const row = rowOfAdvisory(advisory, subject, {
				source: osvScanner,
				ecosystem,
				affected: {name, version},
				layer,
				alsoKnownAs: [...texts(ids), ...texts(at(group, 'aliases'))],
			});
			if (row === null) continue;
			const highest = number(at(group, 'max_severity'));
			yield row.severity === 'unknown' && highest !== null ? {...row, severity: severityOfScore(highest)} : row;
		}
	}
}

export const isOsvScannerReport = (document: unknown): boolean =>
	at(document, 'experimental_config') !== undefined ||
	list(at(document, 'results')).some(result => isObject(at(result, 'source')));
