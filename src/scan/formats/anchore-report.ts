import {type SafeText, sanitise, trusted} from '../../base/index.js';
import type {CvssScore, ParsedReport, Vulnerability} from '../report.js';
import {at, first, isObject, list, number, rowsOf, text, textOrNone} from './json.js';
import {cvss, fixOf, identify, packagePath, present, rated, unnamed, versionList, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';

const anchore = trusted('anchore');

/**
 * Anchore in all its formats: the API of Engine and Enterprise (`vulnerabilities[]`, snake_case), anchorectl (an array or
 * `vulnerabilities[]`, camelCase) and Enterprise's report (`securityEvaluation[]`). The word `None` means null.
 */
export function parseAnchore(report: unknown): ParsedReport {
	const evaluation = list(at(report, 'securityEvaluation'));
	return {packages: null, vulnerabilities: evaluation.length > 0 ? evaluated(evaluation) : rows(rowsIn(report))};
}

/** True for an answer that this parser supports; anchorectl writes an empty list for an image without vulnerabilities. */
export function isAnchoreReport(document: unknown): boolean {
	if (Array.isArray(document)) return document.every(isRow) || document.every(isAnswer);
	return isAnswer(document) || (isObject(document) && rowsIn(document).every(isObject) && 'vulnerabilities' in document);
}

/** The same for a file that may be anything: an empty list says nothing. */
export const isAnchoreFile = (document: unknown): boolean =>
	isAnswer(document) || (Array.isArray(document) && document.length > 0 && (document.some(isRow) || document.every(isAnswer)));

/** anchorectl wraps the rows in an object, which may or may not name the image, or in a list of such objects. */
function isAnswer(document: unknown): boolean {
	if (!isObject(document)) return false;
	if ('securityEvaluation' in document) return true;
	const found = first(document['vulnerabilities'], document['items']);
	const names = ['imageDigest', 'image_digest', 'vulnerabilityType', 'vulnerability_type'];
	return list(found).length > 0 ? list(found).some(isRow) : 'vulnerabilities' in document && names.some(name => name in document);
}

const isRow = (row: unknown): boolean =>
	isObject(row) && ['vuln', 'vulnerabilityId', 'vulnerability_id'].some(key => typeof row[key] === 'string');

const rowsIn = (report: unknown): readonly unknown[] =>
	(Array.isArray(report) ? report : [report]).flatMap(one =>
		isRow(one) ? one : rowsOf(first(at(one, 'vulnerabilities'), at(one, 'items'))),
	);

/** A document for each image of several answers. */
export const anchoreImages = (document: unknown): readonly unknown[] =>
	Array.isArray(document) && document.length > 1 && document.every(isAnswer) ? document : [document];

function* rows(found: readonly unknown[]): Generator<Vulnerability> {
	for (const row of found) {
		const get = (snake: string, camel: string) => textOrNone(first(at(row, snake), at(row, camel)));
		const ownId = get('vuln', 'vulnerabilityId') ?? get('vulnerability_id', 'vulnerabilityId') ?? unnamed;
		const name = get('package_name', 'packageName') ?? get('package', 'package') ?? unnamed;
		const nvd = list(first(at(row, 'nvd_data'), at(row, 'nvdData')));
		const vendor = list(first(at(row, 'vendor_data'), at(row, 'vendorData')));
		const ids = nvd.map(one => text(at(one, 'id')));
		yield vulnerability(
			{
				...identify(ownId, ids),
				package: {
					name,
					version: get('package_version', 'packageVersion'),
					type: packageType(first(at(row, 'package_type'), at(row, 'packageType'))),
					path: packagePath(get('package_path', 'packagePath')),
				},
				...rated(at(row, 'severity')),
				description: first(text(at(row, 'description')), text(at(row, 'extra', 'description'))),
				cvss: [...scores('nvd', nvd), ...scores('vendor', vendor)],
				fix: fixOf(versionList(get('fix', 'fix')), willNotFix(row) ? 'wont-fix' : 'not-fixed'),
				url: get('url', 'url'),
			},
			anchore,
		);
	}
}

/** The Engine writes `-1` for no score. */
function scores(source: string, data: readonly unknown[]): readonly CvssScore[] {
	const score = (value: unknown) => {
		const found = number(value);
		return found !== null && found >= 0 ? found : null;
	};
	return present(
		data.flatMap(one => [
			cvss(source, null, score(first(at(one, 'cvss_v3', 'base_score'), at(one, 'cvssV3', 'baseScore'))), '3.x'),
			cvss(source, null, score(first(at(one, 'cvss_v2', 'base_score'), at(one, 'cvssV2', 'baseScore'))), '2.0'),
		]),
	);
}

const willNotFix = (row: unknown) => at(row, 'will_not_fix') === true || at(row, 'willNotFix') === true;

function* evaluated(found: readonly unknown[]): Generator<Vulnerability> {
	for (const row of found) {
		const ownId = textOrNone(at(row, 'vulnerabilityId')) ?? unnamed;
		const written = textOrNone(at(row, 'package')) ?? unnamed;
		yield vulnerability(
			{
				...identify(ownId, versionList(at(row, 'cves'))),
				package: {
					...nameAndVersion(written),
					type: packageType(at(row, 'packageType')),
					path: packagePath(textOrNone(at(row, 'path'))),
				},
				...rated(at(row, 'severity')),
				cvss: present([cvss('nvd', null, number(at(row, 'nvdCvssBaseScore')))]),
				fix: fixOf(versionList(textOrNone(at(row, 'fixAvailable'))), 'not-fixed'),
				url: textOrNone(at(row, 'link')),
			},
			anchore,
		);
	}
}

/** `tomcat-embed-el-9.0.97`: the version starts at the first hyphen before a digit. */
function nameAndVersion(written: SafeText): {name: SafeText; version: SafeText | null} {
	const [, name, version] = /^(.+?)-(\d.*)$/.exec(written) ?? [];
	return name === undefined || version === undefined
		? {name: written, version: null}
		: {name: sanitise(name), version: sanitise(version)};
}
