import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {foreignDocument} from '../../../src/scan/formats/foreign-document.js';
import {dateOf} from '../../../src/scan/formats/report-date.js';
import {reportFormats} from '../../../src/scan/formats/report-formats.js';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import * as given from './fixtures/index.js';

describe.each(reportFormats)('$name', ({parse}) => {
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

/** A report of each format; its own reports are written and read again in another test. */
const reports: Readonly<Record<string, unknown>> = {
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
	'trivy k8s': given.clusterReport,
};

it('has a report of every format but its own', () => {
	expect(Object.keys(reports).sort()).toEqual(
		reportFormats
			.map(({name}) => name)
			.filter(name => name !== 'dockscope')
			.sort(),
	);
});

it.each(Object.entries(reports))(
	'a report of %s is of no other format, and is not taken for something else',
	(name, document) => {
		expect(reportFormats.filter(({fits}) => fits(document)).map(format => format.name)).toEqual([name]);
	},
);
