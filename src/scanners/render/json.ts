import type {ScanReport, Vulnerability} from '../report.js';

/** `dockscope.scan/1` (docs/architecture.md, section 4): what is not known is `null`, never left out. */
export function scanJson(report: ScanReport): string {
	const {target, scanner, state, scannedAt, packages, vulnerabilities, secrets, misconfigurations, error, notes} = report;
	const document = {
		schema: 'dockscope.scan/1',
		target,
		scanner,
		state,
		scannedAt,
		packages,
		notes,
		vulnerabilities: vulnerabilities.map(rowJson),
		secrets,
		misconfigurations,
		error,
	};
	return `${JSON.stringify(document, null, '\t')}\n`;
}

function rowJson(row: Vulnerability) {
	const {
		id,
		aliases,
		title,
		layer,
		severity,
		severityRaw,
		cvss,
		fix,
		epss,
		kev,
		loaded,
		exposed,
		status,
		url,
		sources,
		disagreements,
		publishedAt,
	} = row;
	return {
		id,
		aliases,
		title,
		package: row.package,
		layer,
		severity,
		severityRaw,
		cvss,
		fix,
		epss,
		kev,
		loaded,
		exposed,
		status,
		url,
		publishedAt,
		sources,
		disagreements,
	};
}
