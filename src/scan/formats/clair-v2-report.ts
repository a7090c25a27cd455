import {type SafeText, safe, trusted} from '../../base/index.js';
import type {ParsedReport, Vulnerability} from '../report.js';
import {at, entries, first, isObject, list, number, rawText, rowsOf, text} from './json.js';
import {cvss, fixOf, identify, present, rated, unnamed, versionList, vulnerabilitiesOf, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';

const clair = trusted('clair');

/**
 * Clair 2 and what is built on it: `GET /v1/layers/NAME`, Quay's `…/security?vulnerabilities=true` (also with Clair 4), klar's and
 * clair-scanner's reports.
 *
 * @source quay/clair v2 api/v1/models.go, quay/quay data/secscan_model/datatypes.py, optiopay/klar, arminc/clair-scanner
 */
export function parseClairV2(report: unknown): ParsedReport {
	const features = featuresOf(report);
	return {
		packages: Array.isArray(features) ? features.length : null,
		unjudged: whyUnjudged(report),
		vulnerabilities: rows(report),
	};
}

export const isClairV2Report = (document: unknown): boolean =>
	isObject(layerOf(document)) || isQuay(document) || isKlar(document) || isClairScanner(document);

const layerOf = (document: unknown): unknown => first(at(document, 'data', 'Layer'), at(document, 'Layer'));
const featuresOf = (document: unknown): unknown => at(layerOf(document), 'Features');
const isQuay = (document: unknown) => typeof at(document, 'status') === 'string' && at(document, 'data') === null;
const isKlar = (document: unknown) => at(document, 'LayerCount') !== undefined && isObject(at(document, 'Vulnerabilities'));
const isClairScanner = (document: unknown) =>
	Array.isArray(at(document, 'unapproved')) && Array.isArray(at(document, 'vulnerabilities'));

/** Quay answers before it has scanned: `queued`, `unsupported`, `failed`. */
function whyUnjudged(report: unknown): SafeText | null {
	const status = text(at(report, 'status'));
	return status === null || status === 'scanned' ? null : safe`Quay has not scanned the image: ${status}`;
}

function* rows(report: unknown): Generator<Vulnerability> {
	for (const feature of list(featuresOf(report)))
		yield* vulnerabilitiesOf(rowsOf(at(feature, 'Vulnerabilities')), row => {
			const installed = {name: text(at(feature, 'Name')), version: text(at(feature, 'Version'))};
			return vulnerabilityOf(row, installed, at(feature, 'VersionFormat'), text(at(feature, 'AddedBy')));
		});
	for (const [, found] of entries(at(report, 'Vulnerabilities')))
		yield* vulnerabilitiesOf(rowsOf(found), row =>
			vulnerabilityOf(row, {name: text(at(row, 'FeatureName')), version: text(at(row, 'FeatureVersion'))}, null, null),
		);
	for (const row of isClairScanner(report) ? list(at(report, 'vulnerabilities')) : []) {
		const ownId = text(at(row, 'vulnerability')) ?? unnamed;
		yield vulnerability(
			{
				...identify(ownId, []),
				description: text(at(row, 'description')),
				package: {
					name: text(at(row, 'featurename')) ?? unnamed,
					version: text(at(row, 'featureversion')),
					type: packageType(at(row, 'namespace')),
				},
				...rated(at(row, 'severity')),
				fix: fixOf(versionList(at(row, 'fixedby')), 'not-fixed'),
				url: text(at(row, 'link')),
			},
			clair,
		);
	}
}

/** `dpkg`, `rpm`, `alpine:v3.18`; Quay also has names of Red Hat's repositories, which are no types. */
function systemType(given: unknown): SafeText | null {
	const type = packageType(given);
	return type !== null && ['deb', 'rpm', 'apk'].includes(type) ? type : null;
}

type Installed = {readonly name: SafeText | null; readonly version: SafeText | null};

function vulnerabilityOf(row: unknown, {name, version}: Installed, format: unknown, layer: SafeText | null) {
	const ownId = text(at(row, 'Name')) ?? unnamed;
	const nvd = at(row, 'Metadata', 'NVD');
	const links = rawText(at(row, 'Link')).split(' ');
	// As in Clair 4's report, the id of a distribution's advisory can have its title appended.
	const cves = [...new Set(`${ownId} ${links.join(' ')}`.match(/CVE-\d{4}-\d{4,}/g))];
	return vulnerability(
		{
			...identify(ownId, cves.length === 1 ? [text(cves[0])] : []),
			description: text(at(row, 'Description')),
			package: {name: name ?? unnamed, version, type: systemType(format) ?? systemType(at(row, 'NamespaceName'))},
			layer,
			...rated(at(row, 'Severity')),
			cvss: present([
				cvss('nvd', at(nvd, 'CVSSv3', 'Vectors'), number(at(nvd, 'CVSSv3', 'Score'))),
				cvss('nvd', at(nvd, 'CVSSv2', 'Vectors'), number(at(nvd, 'CVSSv2', 'Score')), '2.0'),
			]),
			fix: fixOf(versionList(at(row, 'FixedBy')), 'not-fixed'),
			url: text(links[0]),
		},
		clair,
	);
}
