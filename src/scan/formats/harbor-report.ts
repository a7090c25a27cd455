import {type SafeText, trusted} from '../../base/index.js';
import type {ParsedReport, Vulnerability} from '../report.js';
import {at, entries, first, number, rawText, rowsOf, text, texts} from './json.js';
import {cvss, fixOf, identify, present, rated, unnamed, versionList, vulnerability} from './normalise.js';

const harbor = trusted('harbor');

/**
 * Harbor's vulnerability report: `GET …/artifacts/{reference}/additions/vulnerabilities`, keyed by the media type, and the report inside,
 * which is what scanners send to Harbor.
 *
 * @source goharbor/pluggable-scanner-spec api/spec/scanner-adapter-openapi-v1.1.yaml
 */
export function parseHarbor(document: unknown): ParsedReport {
	const report = unwrapped(document);
	const scanner = text(at(report, 'scanner', 'name'));
	return {
		scannerName: scanner,
		scannerVersion: text(at(report, 'scanner', 'version')),
		packages: null,
		vulnerabilities: rows(rowsOf(at(report, 'vulnerabilities')), scanner ?? harbor),
	};
}

export function isHarborReport(document: unknown): boolean {
	const report = unwrapped(document);
	return ['generated_at', 'scanner', 'severity'].every(key => at(report, key) !== undefined);
}

const mediaType = /^application\/vnd\.(scanner\.adapter\.vuln\.report\.harbor\+json|security\.vulnerability\.report)/;

/** The report without the media type that it is keyed by. */
export const unwrapped = (document: unknown): unknown => entries(document).find(([key]) => mediaType.test(key))?.[1] ?? document;

function* rows(found: readonly unknown[], source: SafeText): Generator<Vulnerability> {
	for (const row of found) {
		const ownId = text(at(row, 'id')) ?? unnamed;
		const preferred = at(row, 'preferred_cvss');
		yield vulnerability(
			{
				...identify(ownId, []),
				description: text(at(row, 'description')),
				package: {name: text(at(row, 'package')) ?? unnamed, version: text(at(row, 'version'))},
				...rated(at(row, 'severity')),
				cvss: present([
					...entries(at(row, 'vendor_attributes', 'CVSS')).flatMap(([vendor, score]) => [
						cvss(vendor, at(score, 'V3Vector'), number(at(score, 'V3Score'))),
						cvss(vendor, at(score, 'V2Vector'), number(at(score, 'V2Score')), '2.0'),
					]),
					cvss(source, at(preferred, 'vector_v3'), number(at(preferred, 'score_v3')), '3.x'),
					cvss(source, at(preferred, 'vector_v2'), number(at(preferred, 'score_v2')), '2.0'),
				]),
				fix: fixOf(versionList(at(row, 'fix_version')), rawText(at(row, 'status')) === 'will_not_fix' ? 'wont-fix' : 'not-fixed'),
				status: text(at(row, 'status')),
				url: first(...texts(at(row, 'links'))),
			},
			source,
		);
	}
}
