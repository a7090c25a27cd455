import {parseTime, type SafeText, sanitise, trusted} from '../../base/index.js';
import {stateOf} from '../coverage.js';
import type {ParsedReport, ScanReport} from '../report.js';
import {codeFindingOf, licenceOf, misconfigurationOf, partOf, rows, secretOf} from './dockscope-rows.js';
import {at, list, number, rawText, text, texts} from './json.js';

/** True for the output of `dockscope scan --format json`. */
export const isDockscopeReport = (document: unknown): boolean => at(document, 'schema') === 'dockscope.scan/1';

/** Our own JSON, read as untrusted like any other. @source schemas/scan.schema.json */
export function parseDockscope(document: unknown): ParsedReport {
	return {
		scannerName: text(at(document, 'scanner', 'name')),
		scannerVersion: text(at(document, 'scanner', 'version')),
		databaseUpdatedAt: text(at(document, 'scanner', 'database', 'updatedAt')),
		packages: number(at(document, 'packages')),
		coverage: list(at(document, 'coverage')).flatMap(partOf),
		filters: texts(at(document, 'filters')),
		unjudged: unjudgedIn(document),
		notes: texts(at(document, 'notes')),
		vulnerabilities: rows(document),
		secrets: list(at(document, 'secrets')).flatMap(secretOf),
		misconfigurations: list(at(document, 'misconfigurations')).flatMap(misconfigurationOf),
		licences: list(at(document, 'licences')).flatMap(licenceOf),
		codeFindings: list(at(document, 'codeFindings')).flatMap(codeFindingOf),
	};
}

/** A report as it was written; `null` when the document is not one, or does not name an image. */
export function reportFromJson(document: unknown): ScanReport | null {
	const id = rawText(at(document, 'target', 'id'));
	const image = text(at(document, 'target', 'image'));
	const scannedAt = rawText(at(document, 'scannedAt'));
	if (!isDockscopeReport(document) || image === null || Number.isNaN(parseTime(scannedAt))) return null;
	const {
		scannerName,
		scannerVersion,
		databaseUpdatedAt,
		packages,
		notes,
		secrets,
		misconfigurations,
		licences,
		codeFindings,
		...parsed
	} = parseDockscope(document);
	const vulnerabilities = [...parsed.vulnerabilities];
	const {coverage = [], filters = [], unjudged = null} = parsed;
	return {
		target: {image, id: sanitise(id), containers: texts(at(document, 'target', 'containers'))},
		scanner: {
			name: scannerName ?? trusted('a scanner'),
			version: scannerVersion ?? null,
			mode: text(at(document, 'scanner', 'mode')) ?? trusted('file'),
			database: {updatedAt: databaseUpdatedAt ?? null},
		},
		state: stateOf({coverage, filters, packages, findings: vulnerabilities.length, unjudged}),
		coverage,
		filters,
		notes: notes ?? [],
		scannedAt: sanitise(scannedAt),
		packages,
		vulnerabilities,
		secrets: secrets ?? [],
		misconfigurations: misconfigurations ?? [],
		licences: licences ?? [],
		codeFindings: codeFindings ?? [],
		error: null,
	};
}

/** `null` for a report that is complete, or says itself which part is not (`coverage`, `filters`). */
function unjudgedIn(document: unknown): SafeText | null {
	const state = at(document, 'state');
	const explained = list(at(document, 'coverage')).length + list(at(document, 'filters')).length > 0;
	if (state === 'complete' || (state === 'partial' && explained)) return null;
	return text(at(document, 'error', 'message')) ?? trusted('the report says that its scan is incomplete');
}
