import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {vulnerability} from '../../../src/scan/formats/normalise.js';
import type {ScanReport, Vulnerability} from '../../../src/scan/report.js';
import type {ScanTarget} from '../../../src/scan/scanner.js';

export const row = (
	id: string,
	over: Partial<Omit<Vulnerability, 'package'>> & {package?: Partial<Vulnerability['package']>} = {},
): Vulnerability =>
	vulnerability(
		{
			severity: 'high',
			...over,
			id: sanitise(id),
			package: {name: trusted('lodash'), version: trusted('4.17.4'), ...over.package},
		},
		over.sources?.[0] ?? trusted('trivy'),
	);

export const reportBy = (scanner: string, rows: readonly Vulnerability[], over: Partial<ScanReport> = {}): ScanReport => ({
	target: {image: trusted('shop:1'), id: `sha256:${'a'.repeat(64)}`, containers: []},
	scanner: {name: sanitise(scanner), version: null, mode: trusted('binary'), database: {updatedAt: null}},
	state: 'complete',
	coverage: [],
	filters: [],
	notes: [],
	scannedAt: '2026-11-25T10:00:00.000Z',
	packages: 10,
	vulnerabilities: rows,
	secrets: [],
	misconfigurations: [],
	licences: [],
	codeFindings: [],
	error: null,
	...over,
});

/** The image that scanners are asked about where it does not matter which. */
export const shop: ScanTarget = {
	image: trusted('shop:1'),
	reference: 'shop:1',
	id: `sha256:${'a'.repeat(64)}`,
	containers: [],
	containerId: null,
};
