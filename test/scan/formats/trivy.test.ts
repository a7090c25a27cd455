import {describe, expect, it} from 'vitest';
import {endOfLife} from '../../../src/scan/formats/trivy-coverage.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('Trivy', () => {
	it('0.68: packages, fixes, layers, secrets and misconfigurations', () => {
		const report = parseTrivy(given.trivyReports['0.68']);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-100001', 'nginx@1.26.3-3+deb13u10', 'deb', null, 'high', '1.26.3-3+deb13u11'],
			['CVE-2005-2541', 'tar@1.35', 'deb', null, 'low', 'wont-fix'],
			[
				...'CVE-2021-44906=GHSA-xvch-5gv4-984h minimist@1.2.0 npm app/node_modules/minimist/package.json critical'.split(' '),
				...'1.2.6|0.2.4'.split(' '),
			],
		]);
		expect(report.packages).toBe(3);
		const [nginx] = all;
		expect(nginx).toMatchObject({
			layer: 'sha256:d2',
			status: 'fixed',
			severityRaw: 'HIGH',
			epss: null,
			kev: null,
			title: 'nginx: red title',
			publishedAt: '2026-11-01T00:00:00Z',
		});
		expect(nginx?.package.purl).toContain('pkg:deb/debian/nginx@');
		expect(nginx?.cvss).toEqual([
			{source: 'nvd', version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8},
			{source: 'nvd', version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5},
			{source: 'redhat', version: '4.0', vector: 'CVSS:4.0/AV:N', score: 8.7},
		]);
		expect(report.secrets).toEqual([
			{
				rule: 'aws-access-key-id',
				title: 'AWS Access Key ID',
				severity: 'critical',
				path: '/app/.env',
				line: 3,
				layer: 'sha256:d3',
			},
		]);
		expect(JSON.stringify(report.secrets)).not.toContain('AKIA');
		expect(report.misconfigurations?.map(({id, severity}) => [id, severity])).toEqual([['AVD-DS-0002', 'high']]);
	});

	it('0.44: says that the system is past its end of life', () => {
		const report = parseTrivy(given.trivyReports['0.44']);
		expect(rows(report)).toEqual([['CVE-2021-36159', 'apk-tools@2.10.6-r0', 'apk', null, 'critical', '2.10.7-r0']]);
		expect(report.coverage?.map(({reason}) => reason)).toEqual([endOfLife]);
		expect(report.packages).toBeNull();
	});

	it('0.40: no status means not fixed; the older layer digest is kept', () => {
		const report = parseTrivy(given.trivyReports['0.40']);
		expect(rows(report)).toEqual([['CVE-2011-3374', 'apt@2.2.4', 'deb', null, 'low', 'not-fixed']]);
	});

	it('that covers no packages counts none', () => {
		expect(parseTrivy({SchemaVersion: 2, ArtifactName: 'x'}).packages).toBe(0);
		expect(parseTrivy({SchemaVersion: 2, Results: [{Target: '/x', Class: 'secret', Secrets: []}]}).packages).toBe(0);
		expect(parseTrivy({SchemaVersion: 2, Results: [{Target: 'x', Class: 'os-pkgs', Type: 'debian'}]}).packages).toBeNull();
	});

	it('0.19: a bare array; a lock file is the path', () => {
		expect(rows(parseTrivy(given.trivyReports['0.19']))).toEqual([
			['CVE-2018-16487', 'lodash@4.17.4', 'npm', null, 'high', '>=4.17.11'],
		]);
	});
});

it('Trivy: every status, epoch, class and kind of target', () => {
	const report = parseTrivy(given.trivyVariants);
	const all = [...report.vulnerabilities];
	expect(all.slice(0, 8).map(({status, fix, severity}) => `${status}: ${fix.state}, ${severity}`)).toEqual([
		'affected: not-fixed, unknown',
		'fix_deferred: not-fixed, unknown',
		'end_of_life: not-fixed, unknown',
		'will_not_fix: wont-fix, unknown',
		'under_investigation: unknown, unknown',
		'not_affected: unknown, unknown',
		'fixed: unknown, unknown',
		'unknown: unknown, unknown',
	]);
	expect(all[0]).toMatchObject({publishedAt: null, package: {version: '1:1.0.6', type: 'rpm'}});
	expect(all.slice(8).map(brief)).toEqual([
		['GHSA-aaaa-bbbb-cccc', '@a/b@1.0', 'npm', 'package-lock.json', 'high', '1.1'],
		['CVE-2026-410000=GHSA-1111-2222-3333', 'org.a:b@1', 'maven', 'app/b.jar', 'low', 'not-fixed'],
	]);
	expect(report.coverage?.[0]?.reason).toBe(endOfLife);
	expect(parseTrivy({SchemaVersion: 2, Results: [{Class: 'license-file'}, {Class: 'custom'}]}).packages).toBe(0);
});
