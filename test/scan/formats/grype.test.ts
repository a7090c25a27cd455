import {describe, expect, it} from 'vitest';
import {isGrypeReport, parseGrype} from '../../../src/scan/formats/grype-report.js';
import {brief} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('Grype', () => {
	it('database 5: a GHSA leads to its CVE; EPSS and KEV are unknown', () => {
		const report = parseGrype(given.grypeReports['database 5']);
		expect(report).toMatchObject({scannerVersion: '0.74.0', databaseUpdatedAt: '2026-01-02T03:04:05Z', packages: null});
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2021-23337=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'high', '4.17.21'],
			['CVE-2005-2541', 'tar@1.35', 'deb', null, 'low', 'wont-fix'],
		]);
		expect(all[0]).toMatchObject({epss: null, kev: null, layer: 'sha256:d2', description: 'Command injection'});
		expect(all[1]?.severityRaw).toBe('Negligible');
	});

	it('database 6: EPSS and KEV', () => {
		const report = parseGrype(given.grypeReports['database 6']);
		expect(report.databaseUpdatedAt).toBe('2026-11-20T03:04:05Z');
		const all = [...report.vulnerabilities];
		expect(all[0]).toMatchObject({epss: {score: 0.03, percentile: 0.9}, kev: true});
		expect(all[1]).toMatchObject({epss: null, kev: false, fix: {state: 'unknown', versions: []}});
	});
});

it('Grype before 0.13', () => {
	const [row] = [...parseGrype(given.grypeOld).vulnerabilities];
	expect(row && brief(row)).toEqual(['CVE-2011-3389', 'gnutls@3.6.7', 'deb', null, 'medium', '3.6.8']);
	expect(row).toMatchObject({url: 'https://example.org/CVE-2011-3389', layer: 'sha256:d1', cvss: [{version: '2.0', score: 4.3}]});
});

it('Grype: an erratum on two CVEs keeps its name; what was ignored is counted; nulls and absences are unknown', () => {
	const report = parseGrype(given.grypeVariants);
	expect(report).toMatchObject({
		databaseUpdatedAt: '2026-02-01T00:00:00Z',
		filters: ['1 hidden by ignore rules or VEX documents of Grype'],
	});
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['ALAS-2026-1=CVE-2026-500001=CVE-2026-500002', 'nss@0:1.2-1.el9', 'rpm', null, 'high', '0:1.2-3.el9|1:1.0'],
		['CVE-2026-500003', 'a@null', 'maven', null, 'unknown', 'unknown'],
	]);
	expect(all.map(({kev}) => kev)).toEqual([false, false]);
	expect(all[0]?.epss).toEqual({score: 0.2, percentile: 0.5});
});

it('Grype’s matches are recognised without a descriptor, and other documents are not', () => {
	const {matches} = given.grypeOld;
	expect([{matches}, {matches: [], descriptor: {}}].map(isGrypeReport)).toEqual([true, true]);
	expect([{matches: []}, {matches: [{vulnerability: {}}]}, {matches: 'a'}, [], null].map(isGrypeReport)).toEqual(
		Array(5).fill(false),
	);
});
