import {type Known, known, unknown} from '../answers/known.js';
import type {FixableVulnerability, ImageScan} from '../facts/index.js';
import {sanitise} from '../terminal/sanitise.js';
import type {ScanReport, Vulnerability} from './report.js';

/** What rules and risk need of a report, whose rows are ordered by urgency. A scan that saw nothing proves nothing. */
export function scanFacts(report: ScanReport): Known<ImageScan> {
	const {state, notes, error, scanner, scannedAt, packages, vulnerabilities} = report;
	if (state !== 'complete') {
		const why = error?.message ?? notes[0] ?? 'it catalogued no package';
		return unknown('scan', sanitise(`${scanner.name} could not judge this image: ${why}`));
	}
	return known({
		scanner: scanner.name,
		scannedAt,
		databaseUpdatedAt: scanner.database.updatedAt,
		packages,
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
