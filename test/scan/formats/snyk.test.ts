import {expect, it} from 'vitest';
import {parseSnyk} from '../../../src/scan/formats/snyk-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

it('Snyk: applications too, each vulnerability once for all its paths', () => {
	const report = parseSnyk(given.snykReports['one project']);
	expect(report.packages).toBe(129);
	expect(rows(report)).toEqual([
		['CVE-2005-2541=SNYK-DEBIAN13-TAR-1', 'tar@1.35', 'deb', null, 'low', 'not-fixed'],
		['CVE-2021-23337=SNYK-JS-LODASH-1=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/package.json', 'high', '4.17.21'],
	]);
});

it('Snyk: the installed binary, the critical severity, and no licences', () => {
	const report = parseSnyk(given.snykVariants);
	expect(report.packages).toBe(9);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-900001=SNYK-1', 'libgcc-s1@1.0', 'deb', null, 'critical', '1:10.3'],
		['CVE-2026-900001=SNYK-1', 'gcc-10-base@1.0', 'deb', null, 'high', 'not-fixed'],
		['SNYK-JS-A-1=CVE-2026-900002=CVE-2026-900003', '@a/b@1.0', 'npm', '/app/package.json', 'high', '2.0|3.0'],
		['SNYK-JS-A-2', 'c@1.0', 'npm', '/app/package.json', 'low', 'not-fixed'],
	]);
	expect(all[0]).toMatchObject({epss: null, cvss: [{source: 'NVD', version: '3.1', score: 8.1}]});
});
