import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAnchore} from '../../../src/scan/formats/anchore-report.js';
import {parseAqua} from '../../../src/scan/formats/aqua-report.js';
import {parseClair} from '../../../src/scan/formats/clair-report.js';
import {parseClairV2} from '../../../src/scan/formats/clair-v2-report.js';
import {parseCycloneDx} from '../../../src/scan/formats/cyclonedx-report.js';
import {parseDockscope} from '../../../src/scan/formats/dockscope-report.js';
import {foreignDocument} from '../../../src/scan/formats/foreign-document.js';
import {parseGitLab} from '../../../src/scan/formats/gitlab-report.js';
import {parseGrype} from '../../../src/scan/formats/grype-report.js';
import {parseHarbor} from '../../../src/scan/formats/harbor-report.js';
import {parseTrivyOperator} from '../../../src/scan/formats/kubernetes-reports.js';
import {parseOsvScanner} from '../../../src/scan/formats/osv-scanner-report.js';
import {dateOf} from '../../../src/scan/formats/report-date.js';
import {reportFormats} from '../../../src/scan/formats/report-formats.js';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {parseSnyk} from '../../../src/scan/formats/snyk-report.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {parseTwistcli} from '../../../src/scan/formats/twistcli-report.js';
import {parseXray} from '../../../src/scan/formats/xray-report.js';
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
	parseGitLab,
	parseHarbor,
	parseXray,
	parseClairV2,
	parseTrivyOperator,
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
				for (const {fits, images} of reportFormats) if (fits(value)) images?.(value);
				expect([typeof dateOf(value), typeof reportSubject(value), typeof foreignDocument(value)]).toEqual([
					expect.any(String),
					'object',
					expect.any(String),
				]);
				expect(JSON.stringify([...report.vulnerabilities, report.secrets, report.misconfigurations])).not.toMatch(/\\u001b/);
			}),
			{numRuns: 300},
		);
	});
});

it.each(
	Object.entries({
		sarif: given.scoutReport,
		cyclonedx: given.cycloneDxReport,
		trivy: given.trivyReports['0.68'],
		grype: given.grypeReports['database 6'],
		clair: given.clairReport,
		aqua: given.aquaReports.scanner,
		'osv-scanner': given.osvScannerReport,
		twistcli: given.twistcliReport,
		anchore: given.anchoreReports['Engine v1'],
		snyk: given.snykReports['one project'],
		harbor: given.harborReport,
		gitlab: given.gitlabReport,
		quay: given.quayReport,
		xray: given.xrayRows,
		'trivy operator': given.operatorList,
		'trivy k8s': given.clusterReport,
	}),
)('a report of %s is of no other format, and is not taken for something else', (name, document) => {
	expect(reportFormats.filter(({fits}) => fits(document)).map(format => format.name)).toEqual([name]);
});
