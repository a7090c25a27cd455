import {at, list} from '../../../src/scan/formats/json.js';
import type {ScanReport} from '../../../src/scan/report.js';

/** One row of Trivy's own JSON, and the same of ours. */
export type Row = string;
export const trivyRows = (document: unknown): Row[] =>
	list(at(document, 'Results'))
		.flatMap(result => list(at(result, 'Vulnerabilities')))
		.map(row =>
			[
				at(row, 'VulnerabilityID'),
				at(row, 'PkgName'),
				at(row, 'InstalledVersion'),
				at(row, 'FixedVersion') ?? '',
				String(at(row, 'Severity')).toLowerCase(),
				at(row, 'PkgPath') ?? '',
				at(row, 'Layer', 'DiffID'),
			].join(' | '),
		)
		.sort();
export const ourRows = ({vulnerabilities}: ScanReport): Row[] =>
	vulnerabilities
		.map(row =>
			[
				row.id,
				row.package.name,
				row.package.version,
				row.fix.versions.join(', '),
				row.severity,
				row.package.path ?? '',
				row.layer,
			].join(' | '),
		)
		.sort();
