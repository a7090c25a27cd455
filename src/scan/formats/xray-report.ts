import {groupBy, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {LicenceFinding, ParsedReport, Vulnerability} from '../report.js';
import {at, date, entries, first, isObject, list, number, rawText, text, texts} from './json.js';
import {cvss, fixOf, identify, present, rated, severityOf, unnamed, versionList, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';
import {componentOfPath, type XrayComponent, xrayComponent} from './xray-component.js';

const xray = trusted('xray');

/**
 * JFrog Xray: the summary of an artifact (`artifacts[].issues`), the vulnerabilities report (`rows[]`), the security export (`data[]`),
 * violations (`violations[]`), and `jf docker scan` in its formats `json` (`[{scan_id, vulnerabilities}]`) and `simple-json`.
 *
 * @source jfrog.com/help, Xray REST APIs; jfrog/jfrog-cli-security formats
 */
export function parseXray(report: unknown): ParsedReport {
	const violations = [...list(at(report, 'violations')), ...scans(report).flatMap(scan => list(at(scan, 'violations')))];
	const licences = [...violations.filter(isLicence), ...list(at(report, 'licensesViolations'))];
	return {packages: null, vulnerabilities: rows(report, violations), licences: licences.map(licenceOf)};
}

const hasRow = (document: unknown, key: string, ...fields: readonly string[]): boolean =>
	list(at(document, key)).some(row => isObject(row) && fields.some(field => field in row));

export const isXrayReport = (document: unknown): boolean =>
	hasRow(document, 'artifacts', 'issues') ||
	hasRow(document, 'rows', 'vulnerable_component', 'impacted_artifact') ||
	(at(document, 'total_rows') === 0 && Array.isArray(at(document, 'rows'))) ||
	hasRow(document, 'data', 'source_comp_id', 'component_versions') ||
	hasRow(document, 'violations', 'infected_components', 'watch_name') ||
	hasRow(document, 'vulnerabilities', 'impactedPackageName', 'impactedDependencyName') ||
	isSimpleJson(document) ||
	scans(document).some(scan => at(scan, 'scan_id') !== undefined && at(scan, 'component_id') !== undefined);

/** Without findings only the lists of the CLI's summary are left. */
const isSimpleJson = (document: unknown): boolean =>
	at(document, 'vulnerabilities') !== undefined && at(document, 'securityViolations') !== undefined;

const scans = (document: unknown): readonly unknown[] => list(document).filter(isObject);
const isLicence = (violation: unknown): boolean => /^licen[cs]e$/i.test(rawText(at(violation, 'type')));

/** Reports of a repository have rows of many images; each becomes a separate report. Artifacts that are no images stay together. */
export function xrayImages(document: unknown): readonly unknown[] {
	const image = (id: unknown) => (rawText(id).startsWith('docker://') ? rawText(id) : '');
	const rowsOfImage = groupBy(list(at(document, 'rows')), row => image(at(row, 'impacted_artifact')));
	if (rowsOfImage.size > 1) return [...rowsOfImage.values()].map(found => ({total_rows: found.length, rows: found}));
	const scansOfImage = groupBy(scans(document), scan => image(at(scan, 'component_id')));
	if (scansOfImage.size > 1) return [...scansOfImage.values()];
	const artifacts = list(at(document, 'artifacts'));
	return artifacts.length > 1 ? artifacts.map(artifact => ({artifacts: [artifact]})) : [document];
}

function* rows(report: unknown, violations: readonly unknown[]): Generator<Vulnerability> {
	for (const issue of list(at(report, 'artifacts')).flatMap(artifact => list(at(artifact, 'issues')))) {
		if (rawText(at(issue, 'issue_type')) === 'licence') continue;
		const components = list(at(issue, 'components'));
		if (components.length > 0)
			for (const one of components) yield rowOf(issue, named(at(one, 'component_id')), texts(at(one, 'fixed_versions')));
		else for (const one of distinct(texts(at(issue, 'impact_path')).map(componentOfPath))) yield rowOf(issue, one, []);
	}
	for (const row of list(at(report, 'rows')))
		yield rowOf(row, named(at(row, 'vulnerable_component')), texts(at(row, 'fixed_versions')));
	for (const row of list(at(report, 'data')))
		yield rowOf(row, named(at(row, 'source_comp_id')), texts(at(row, 'component_versions', 'fixed_versions')));
	for (const row of scans(report)
		.flatMap(scan => list(at(scan, 'vulnerabilities')))
		.concat(violations)) {
		if (isLicence(row)) continue;
		const infected = texts(at(row, 'infected_components'));
		const components = entries(at(row, 'components'));
		for (const [id, one] of components) yield rowOf(row, named(id), texts(at(one, 'fixed_versions')));
		if (components.length === 0) for (const id of infected) yield rowOf(row, named(id), texts(at(row, 'fix_versions')));
	}
	const simple = Array.isArray(report) ? [] : [...list(at(report, 'vulnerabilities')), ...list(at(report, 'securityViolations'))];
	for (const row of simple) yield rowOf(row, simpleComponent(row), texts(at(row, 'fixedVersions')));
}

const named = (id: unknown): XrayComponent =>
	xrayComponent(rawText(id)) ?? {name: text(id) ?? unnamed, version: null, type: null};

const simpleComponent = (row: unknown): XrayComponent => ({
	name: first(text(at(row, 'impactedPackageName')), text(at(row, 'impactedDependencyName'))) ?? unnamed,
	version: first(text(at(row, 'impactedPackageVersion')), text(at(row, 'impactedDependencyVersion'))),
	type: packageType(first(at(row, 'impactedPackageType'), at(row, 'impactedDependencyType'))),
});

/** A component that several paths lead to is one; an issue that names none is about something all the same. */
const distinct = (components: readonly XrayComponent[]): readonly XrayComponent[] =>
	components.length === 0
		? [{name: unnamed, version: null, type: null}]
		: [...new Map(components.map(one => [`${one.name} ${one.version}`, one])).values()];

function rowOf(row: unknown, {name, version, type}: XrayComponent, fixed: readonly SafeText[]): Vulnerability {
	const details = at(row, 'component_versions', 'more_details');
	const cves = [...list(first(at(row, 'cves'), at(details, 'cves'))), ...list(at(row, 'properties'))];
	const names = present(cves.map(one => first(text(at(one, 'cve')), text(at(one, 'Cve')), text(at(one, 'id')))));
	const own = first(text(at(row, 'issue_id')), text(at(row, 'issueId')), text(at(row, 'id')), names[0]) ?? unnamed;
	const fixes = versionList(fixed.map(one => one.replace(/[[\]()≥>=\s]/g, '')));
	return vulnerability(
		{
			...identify(own, names),
			title: text(at(row, 'summary')),
			description: first(text(at(row, 'description')), text(at(details, 'description'))),
			package: {name, version, type, path: text(at(row, 'component_physical_path'))},
			...rated(at(row, 'severity')),
			cvss: present(cves.flatMap(one => [score(one, 3), score(one, 2)])),
			fix: fixOf(fixes, Array.isArray(at(row, 'fixed_versions')) ? 'not-fixed' : 'unknown'),
			url: first(...texts(at(row, 'references'))),
			publishedAt: first(date(at(row, 'published')), date(at(row, 'created'))),
		},
		xray,
	);
}

/** `cvss_v3_score` and `cvss_v3_vector`, `9.8/CVSS:3.0/AV:N/…` in one field, or `cvssV3`. Version 2 has a prefix that is not part of it. */
function score(given: unknown, version: 2 | 3) {
	const joined = rawText(at(given, `cvss_v${version}`));
	const [, points = null, vector = null] = /^([\d.]+)\/(.+)$/.exec(joined) ?? [];
	return cvss(
		xray,
		(first(rawText(at(given, `cvss_v${version}_vector`)) || null, vector) ?? '').replace(/^CVSS:2\.0\//, ''),
		number(first(at(given, `cvss_v${version}_score`), at(given, `cvssV${version}`), points)),
		version === 2 ? '2.0' : undefined,
	);
}

function licenceOf(violation: unknown): LicenceFinding {
	const [id] = texts(at(violation, 'infected_components'));
	const component = id === undefined ? simpleComponent(violation) : named(id);
	return {
		name: first(text(at(violation, 'licenseKey')), text(at(violation, 'license')), text(at(violation, 'issue_id'))) ?? unnamed,
		package: component.version === null ? component.name : sanitise(`${component.name} ${component.version}`),
		path: null,
		severity: severityOf(at(violation, 'severity')),
		category: null,
		url: null,
	};
}
