import {trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import type {LayerSecret, ParsedReport, Vulnerability} from '../report.js';
import {severityOfScore} from './cvss.js';
import {at, date, first, isObject, list, number, rawText, rowsOf, text} from './json.js';
import {
	cvss,
	fixOf,
	identify,
	packagePath,
	present,
	severityOf,
	unnamed,
	versionList,
	vulnerabilitiesOf,
	vulnerability,
} from './normalise.js';
import {packageType} from './package-type.js';

const aqua = trusted('aqua');

/**
 * Aqua: the scanner's file (`resources[]`), the same as wrapped by CI plug-ins (`[{image_name, results}]`), and the console's answers
 * (`cves[]`, `result[]`), which name a file or a package.
 */
export function parseAqua(document: unknown): ParsedReport {
	const report = unwrapped(document);
	const resources = list(at(report, 'resources'));
	const flat = [...list(at(report, 'cves')), ...list(at(report, 'result'))];
	// The console answers in the same way for an image that it does not know.
	const isEmptyAnswer = resources.length === 0 && flat.length === 0 && Array.isArray(at(report, 'result'));
	return {
		unjudged: isEmptyAnswer
			? trusted("Aqua's console lists no vulnerabilities, and does not say that it has scanned the image")
			: null,
		packages: resources.length > 0 ? resources.length : null,
		coverage: unscannedPart(resources),
		counted: number(at(report, 'vulnerability_summary', 'total')),
		vulnerabilities: resources.length > 0 ? fromResources(resources) : vulnerabilitiesOf(flat, fromConsole),
		secrets: list(at(report, 'sensitive_data')).flatMap(secretOf),
	};
}

/** Aqua marks the packages that it did not judge. */
function unscannedPart(resources: readonly unknown[]): readonly CoveragePart[] {
	const skipped = resources.filter(entry => at(entry, 'scanned') === false).length;
	if (skipped === 0) return [];
	const [catalogued, judged] = [resources.length, resources.length - skipped];
	return [{ecosystem: trusted('resources'), catalogued, judged, reason: trusted('Aqua marks the others as not scanned')}];
}

export function isAquaReport(document: unknown): boolean {
	const report = unwrapped(document);
	// Many formats have `resources`: Aqua's have a `resource` inside, or come with what only Aqua writes.
	const hasResources = list(at(report, 'resources')).some(entry => isObject(at(entry, 'resource')));
	const isFile = ['scan_started', 'image_assurance_results', 'scan_options'].some(key => isObject(at(report, key)));
	const rows = [...list(at(report, 'cves')), ...list(at(report, 'result'))];
	const areRows = rows.some(row => at(row, 'name') !== undefined && rowKeys.some(key => at(row, key) !== undefined));
	const isAnswer = isObject(at(report, 'cves_counts')) || (Array.isArray(at(report, 'result')) && isObject(at(report, 'query')));
	return hasResources || areRows || isAnswer || (isFile && isObject(at(report, 'vulnerability_summary')));
}

/** Besides its name a row of the console has one of these. */
const rowKeys = ['resource', 'file', 'nvd_severity', 'aqua_severity', 'score', 'publishdate', 'publish_date'];

/** The report without a plug-in's wrapper. */
const unwrapped = (document: unknown): unknown => {
	const one = Array.isArray(document) ? document[0] : document;
	return at(one, 'results', 'resources') === undefined ? one : at(one, 'results');
};

function* fromResources(resources: readonly unknown[]): Generator<Vulnerability> {
	for (const entry of resources) {
		const resource = at(entry, 'resource');
		const name = first(text(at(resource, 'name')), text(at(resource, 'path'))) ?? unnamed;
		const pkg = {
			name,
			version: text(at(resource, 'version')),
			type: packageType(at(resource, 'format')),
			path: packagePath(text(at(resource, 'path'))),
		};
		const layer = text(at(resource, 'layer_digest'));
		yield* vulnerabilitiesOf(rowsOf(at(entry, 'vulnerabilities')), row => vulnerabilityOf(row, pkg, layer));
	}
}

function fromConsole(row: unknown): Vulnerability {
	const resource = at(row, 'resource');
	const path = first(text(at(row, 'file')), text(at(resource, 'path')));
	const name = first(text(at(resource, 'name')), text(at(row, 'package')), path) ?? unnamed;
	return vulnerabilityOf(row, {name, version: text(at(resource, 'version')), type: packageType(at(resource, 'format')), path});
}

/** Fields with a score or a word for the severity, the most trusted first. */
const scores = ['aqua_score', 'nvd_score_v3', 'nvd_cvss3_score', 'nvd_score', 'nvd_cvss2_score', 'score'] as const;
const severities = [
	'aqua_severity',
	'severity',
	'vendor_severity_v3',
	'vendor_severity',
	'nvd_severity_v3',
	'nvd_cvss3_severity',
	'nvd_severity',
] as const;

function vulnerabilityOf(
	row: unknown,
	pkg: Omit<Vulnerability['package'], 'purl'>,
	layer: Vulnerability['layer'] = null,
): Vulnerability {
	const ownId = text(at(row, 'name')) ?? unnamed;
	const score = first(...scores.map(name => number(at(row, name))));
	const word = first(...severities.map(name => text(at(row, name))));
	const epss = number(at(row, 'epss_score'));
	return vulnerability(
		{
			...identify(ownId, []),
			layer,
			epss: epss === null ? null : {score: epss, percentile: number(at(row, 'epss_percentile'))},
			description: text(at(row, 'description')),
			package: pkg,
			severity: word === null ? severityOfScore(score) : severityOf(word),
			severityRaw: word,
			cvss: present([
				cvss(
					'nvd',
					first(at(row, 'nvd_vectors_v3'), at(row, 'nvd_cvss3_vectors')),
					number(first(at(row, 'nvd_score_v3'), at(row, 'nvd_cvss3_score'))),
				),
				cvss(
					'nvd',
					first(at(row, 'nvd_vectors'), at(row, 'nvd_cvss2_vectors')),
					number(first(at(row, 'nvd_score'), at(row, 'nvd_cvss2_score'))),
				),
				cvss('vendor', at(row, 'vendor_vectors_v3'), number(at(row, 'vendor_score_v3'))),
				cvss('aqua', at(row, 'aqua_vectors'), number(at(row, 'aqua_score'))),
			]),
			fix: fixOf(
				versionList(at(row, 'fix_version')),
				/will not (be )?fix/i.test(rawText(at(row, 'solution'))) ? 'wont-fix' : 'not-fixed',
			),
			status: at(row, 'acknowledged') === true ? trusted('acknowledged') : null,
			url: first(text(at(row, 'nvd_url')), text(at(row, 'url')), text(at(row, 'vendor_url'))),
			publishedAt: first(date(at(row, 'publish_date')), date(at(row, 'publishdate'))),
		},
		aqua,
	);
}

function secretOf(row: unknown): readonly LayerSecret[] {
	const path = first(text(at(row, 'path')), text(at(row, 'filename')));
	if (path === null) return [];
	const rule = text(at(row, 'type')) ?? trusted('sensitive data');
	return [{rule, title: rule, severity: 'high', path, line: null, layer: text(at(row, 'layer'))}];
}
