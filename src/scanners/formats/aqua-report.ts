import {own} from '../../terminal/safe-text.js';
import type {LayerSecret, ParsedReport, Vulnerability} from '../report.js';
import {at, first, list, number, text} from './json.js';
import {cvss, fixOf, identify, present, severityOf, severityOfScore, versionList, vulnerability} from './normalise.js';
import {packageType} from './purl.js';

const aqua = own('aqua');

/** Aqua: the scanner's file (`resources[]`), and the console's answers (`cves[]`, `result[]`), which name a file or a package. */
export function parseAqua(report: unknown): ParsedReport {
	const resources = list(at(report, 'resources'));
	const flat = [...list(at(report, 'cves')), ...list(at(report, 'result'))];
	return {
		packages: resources.length > 0 ? resources.length : null,
		vulnerabilities: resources.length > 0 ? fromResources(resources) : fromConsole(flat),
		secrets: list(at(report, 'sensitive_data')).flatMap(secretOf),
	};
}

function* fromResources(resources: readonly unknown[]): Generator<Vulnerability> {
	for (const entry of resources) {
		const resource = at(entry, 'resource');
		const name = first(text(at(resource, 'name')), text(at(resource, 'path')));
		if (name === null) continue;
		const pkg = {
			name,
			version: text(at(resource, 'version')),
			type: packageType(at(resource, 'format')),
			path: text(at(resource, 'path')),
		};
		for (const row of list(at(entry, 'vulnerabilities'))) {
			const one = vulnerabilityOf(row, pkg);
			if (one !== null) yield one;
		}
	}
}

function* fromConsole(found: readonly unknown[]): Generator<Vulnerability> {
	for (const row of found) {
		const resource = at(row, 'resource');
		const file = first(text(at(row, 'file')), text(at(resource, 'path')));
		const name = first(text(at(resource, 'name')), text(at(row, 'package')), file);
		if (name === null) continue;
		const one = vulnerabilityOf(row, {
			name,
			version: text(at(resource, 'version')),
			type: packageType(at(resource, 'format')),
			path: file,
		});
		if (one !== null) yield one;
	}
}

function vulnerabilityOf(
	row: unknown,
	pkg: Vulnerability['package'] | Omit<Vulnerability['package'], 'purl'>,
): Vulnerability | null {
	const ownId = text(at(row, 'name'));
	if (ownId === null) return null;
	const score = first(
		number(at(row, 'aqua_score')),
		number(at(row, 'nvd_score_v3')),
		number(at(row, 'nvd_score')),
		number(at(row, 'score')),
	);
	const word = first(
		text(at(row, 'aqua_severity')),
		text(at(row, 'severity')),
		text(at(row, 'vendor_severity_v3')),
		text(at(row, 'vendor_severity')),
		text(at(row, 'nvd_severity_v3')),
		text(at(row, 'nvd_severity')),
	);
	return vulnerability(
		{
			...identify(ownId, []),
			description: text(at(row, 'description')),
			package: pkg,
			severity: word === null ? severityOfScore(score) : severityOf(word),
			severityRaw: word,
			cvss: present([
				cvss('nvd', at(row, 'nvd_vectors_v3'), number(at(row, 'nvd_score_v3'))),
				cvss('nvd', at(row, 'nvd_vectors'), number(at(row, 'nvd_score'))),
				cvss('vendor', at(row, 'vendor_vectors_v3'), number(at(row, 'vendor_score_v3'))),
				cvss('aqua', at(row, 'aqua_vectors'), number(at(row, 'aqua_score'))),
			]),
			fix: fixOf(versionList(at(row, 'fix_version')), 'not-fixed'),
			status: at(row, 'acknowledged') === true ? own('acknowledged') : null,
			url: first(text(at(row, 'nvd_url')), text(at(row, 'url')), text(at(row, 'vendor_url'))),
			publishedAt: first(text(at(row, 'publish_date')), text(at(row, 'publishdate'))),
		},
		aqua,
	);
}

function secretOf(row: unknown): readonly LayerSecret[] {
	const path = first(text(at(row, 'path')), text(at(row, 'filename')));
	if (path === null) return [];
	const rule = text(at(row, 'type')) ?? own('sensitive data');
	return [{rule, title: rule, severity: 'high', path, line: null, layer: text(at(row, 'layer'))}];
}
