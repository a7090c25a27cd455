import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {collect} from '../formats/sliced.js';
import {type ParsedReport, type ScanReport, stateOf} from '../report.js';
import type {ScanContext, ScanTarget} from '../scanner.js';

type By = {name: string; version: SafeText | null; mode: SafeText; databaseUpdatedAt: SafeText | null};

/** A whole report out of what a format's reader found; the rows are read in slices. */
export async function reportOf(
	parsed: ParsedReport,
	target: ScanTarget,
	context: Pick<ScanContext, 'now' | 'signal'>,
	by: By,
): Promise<ScanReport> {
	const vulnerabilities = await collect(parsed.vulnerabilities, context.signal);
	const secrets = parsed.secrets ?? [];
	const misconfigurations = parsed.misconfigurations ?? [];
	const state = stateOf(parsed.packages, vulnerabilities.length);
	const notes = [
		...(parsed.notes ?? []),
		...(state === 'not-scanned' ? [own('0 packages catalogued: nothing was judged, so nothing is clean')] : []),
	];
	return {
		target: {image: target.image, id: target.id, containers: target.containers},
		scanner: {
			name: sanitise(by.name),
			version: parsed.scannerVersion ?? by.version,
			mode: by.mode,
			database: {updatedAt: parsed.databaseUpdatedAt ?? by.databaseUpdatedAt},
		},
		state,
		notes,
		scannedAt: context.now().toISOString(),
		packages: parsed.packages,
		vulnerabilities,
		secrets,
		misconfigurations,
		error: null,
	};
}
