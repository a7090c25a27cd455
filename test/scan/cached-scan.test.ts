import {expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {foldReports} from '../../src/scan/cached-scan.js';
import {scanEnvironment} from '../../src/scan/detect.js';
import {recordedReader} from './support/reader.js';
import {reportBy, row} from './support/rows.js';

it('counts how many rows the other scanners share with the newest, and how many only they have', async () => {
	const engine = recordedReader({});
	const by = (scanner: string, ...ids: string[]) =>
		reportBy(
			scanner,
			ids.map(id => row(id, {sources: [trusted(scanner)]})),
		);
	const kept = await foldReports(
		[by('grype', 'CVE-1', 'CVE-2'), by('trivy', 'CVE-2', 'CVE-3', 'CVE-4'), by('snyk', 'CVE-1', 'CVE-2'), by('aqua')],
		{
			environment: {...scanEnvironment({PATH: ''}, engine), engine},
			enrichment: {epssFile: null, kev: null, suppressions: [], notes: []},
			uses: null,
			now: new Date('2026-11-25T11:00:00Z'),
			signal: AbortSignal.timeout(5000),
		},
	);
	expect(kept?.report.vulnerabilities.map(({id}) => String(id)).sort()).toEqual(['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4']);
	expect(kept?.others).toEqual([
		{name: 'trivy', agrees: 1, adds: 2},
		{name: 'snyk', agrees: 2, adds: 0},
		{name: 'aqua', agrees: 0, adds: 0},
	]);
});
