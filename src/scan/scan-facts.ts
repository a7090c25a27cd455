import {type FixableVulnerability, type ImageScan, type Known, known, safe, sanitise, trusted, unknown} from '../base/index.js';
import {gaps} from './render/gaps.js';
import type {ScanReport, Vulnerability} from './report.js';

/** What rules and risk need of a report, whose rows are ordered by urgency. A scan that saw nothing proves nothing. */
export function scanFacts(report: ScanReport): Known<ImageScan> {
	const {state, notes, error, scanner, scannedAt, packages, vulnerabilities} = report;
	const [gap = notes[0], ...more] = gaps(report);
	const why = safe`${error?.message ?? gap ?? trusted('it catalogued no package')}${trusted(more.length === 0 ? '' : ` (and ${more.length} more)`)}`;
	if (state === 'failed' || state === 'not-scanned')
		return unknown('scan', safe`${scanner.name} could not judge this image: ${why}`);
	return known({
		scanner: scanner.name,
		scannedAt,
		databaseUpdatedAt: scanner.database.updatedAt,
		packages,
		incomplete: state === 'partial' ? why : null,
		found: vulnerabilities.length,
		fixable: vulnerabilities.flatMap(row => fixable(row) ?? []),
	});
}

function fixable({
	id,
	aliases,
	severity,
	package: {name, version},
	fix,
	loaded,
	kev,
}: Vulnerability): FixableVulnerability | null {
	if (fix.state !== 'fixed' || (severity !== 'critical' && severity !== 'high')) return null;
	return {
		id,
		aliases,
		severity,
		package: name,
		installed: version,
		fixedIn: sanitise(fix.versions.join(' or ')),
		loaded,
		exploited: kev === true,
	};
}
