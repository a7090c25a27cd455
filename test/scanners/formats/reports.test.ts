import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAnchore} from '../../../src/scanners/formats/anchore-report.js';
import {parseAqua} from '../../../src/scanners/formats/aqua-report.js';
import {parseClair} from '../../../src/scanners/formats/clair-report.js';
import {parseCycloneDx} from '../../../src/scanners/formats/cyclonedx-report.js';
import {parseDockscope} from '../../../src/scanners/formats/dockscope-report.js';
import {parseGrype} from '../../../src/scanners/formats/grype-report.js';
import {parseOsvScanner} from '../../../src/scanners/formats/osv-scanner-report.js';
import {parseSarif} from '../../../src/scanners/formats/sarif-report.js';
import {parseSnyk} from '../../../src/scanners/formats/snyk-report.js';
import {parseTrivy} from '../../../src/scanners/formats/trivy-report.js';
import {parseTwistcli} from '../../../src/scanners/formats/twistcli-report.js';
import * as given from './fixtures/index.js';

describe.each([
	parseTrivy,
	parseGrype,
	parseSarif,
	parseClair,
	parseAnchore,
	parseTwistcli,
	parseAqua,
	parseSnyk,
	parseOsvScanner,
	parseCycloneDx,
	parseDockscope,
])('$name', parse => {
	it('reads any JSON at all without an exception, and gives text that is safe', () => {
		const everything = JSON.stringify(Object.values(given));
		const keys = [...new Set(everything.match(/"[A-Za-z_]+":/g) ?? [])].map(key => key.slice(1, -2));
		const {document} = fc.letrec(tie => ({
			document: fc.oneof(
				{maxDepth: 6, depthSize: 'small'},
				fc.constantFrom(null, true, 0, -1, '', 'CVE-2024-1000', '\u001b[2J', 'GHSA-a'),
				fc.array(tie('document'), {maxLength: 3}),
				fc.dictionary(fc.constantFrom(...keys), tie('document'), {maxKeys: 8}),
			),
		}));
		fc.assert(
			fc.property(document, value => {
				const report = parse(value);
				expect(JSON.stringify([...report.vulnerabilities, report.secrets, report.misconfigurations])).not.toMatch(/\\u001b/);
			}),
			{numRuns: 300},
		);
	});
});
