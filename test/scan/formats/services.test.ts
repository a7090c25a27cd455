import {describe, expect, it} from 'vitest';
import {parseClairV2} from '../../../src/scan/formats/clair-v2-report.js';
import {parseGitLab} from '../../../src/scan/formats/gitlab-report.js';
import {parseHarbor} from '../../../src/scan/formats/harbor-report.js';
import {dateOf} from '../../../src/scan/formats/report-date.js';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

it('Harbor: the report is keyed by its media type', () => {
	const report = parseHarbor(given.harborReport);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-500001', 'zlib1g@1:1.2.13', null, null, 'high', '1:1.2.14'],
		['CVE-2026-500002', 'tar@1.35', null, null, 'low', 'not-fixed'],
	]);
	expect(all[0]).toMatchObject({url: 'https://example.org/1', cvss: [{source: 'nvd', version: '3.1', score: 7.8}, {score: 7.8}]});
	expect(report).toMatchObject({scannerName: 'Trivy', scannerVersion: 'v0.60.0'});
	expect(reportSubject(given.harborReport).names).toEqual(['library/shop:1', 'sha256:aa']);
	expect(dateOf(given.harborReport)).toBe('2026-10-02T03:04:05.678Z');
});

describe('GitLab', () => {
	it('container scanning: the advisory among the identifiers, the version to upgrade to, the type of the system', () => {
		const report = parseGitLab(given.gitlabReport);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-500003', 'apt@1.4.8', 'deb', null, 'high', '1.4.9'],
			['CVE-2026-500004', 'left@1.0', null, 'app/package-lock.json', 'unknown', 'not-fixed'],
		]);
		expect(all[0]).toMatchObject({url: 'https://example.org/3', cvss: [{source: 'NVD', score: 9.8}]});
		expect(reportSubject(given.gitlabReport).names).toEqual(['registry.example.org/shop:1']);
		// Its times have no zone.
		expect(dateOf(given.gitlabReport)).toBe('2026-10-02T03:04:05.000Z');
	});
	it('secret detection: a list of its own, without the secret', () => {
		const report = parseGitLab(given.gitlabSecrets);
		expect([...report.vulnerabilities]).toEqual([]);
		expect(report.secrets).toEqual([
			{rule: 'AWS', title: 'Gitleaks rule ID AWS', severity: 'critical', path: 'config/.env', line: 4, layer: null},
		]);
		expect(JSON.stringify(report)).not.toContain('AKIA');
		expect(report.unjudged).toBe('the report is of secret_detection: it does not judge the packages of an image');
	});
	it('code: a list of its own', () => {
		const report = parseGitLab(given.gitlabCode);
		expect([...report.vulnerabilities]).toEqual([]);
		expect(report.codeFindings).toEqual([
			{rule: 'bandit.B303', title: 'Weak hash', severity: 'medium', path: 'app/a.py', line: 7, url: 'https://example.org/b303'},
		]);
	});
	it('a scan that failed judges nothing', () => {
		const failed = {...given.gitlabReport, scan: {type: 'container_scanning', status: 'failure'}, vulnerabilities: []};
		expect(parseGitLab(failed).unjudged).toBe('the report says that its scan failed');
	});
});

describe('Clair 2', () => {
	it('Quay: features with their vulnerabilities, the CVE in the link', () => {
		const report = parseClairV2(given.quayReport);
		expect(report).toMatchObject({packages: 2, unjudged: null});
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			[
				'CVE-2026-500005=RHSA-2026:1: openssl security update (Important)',
				'openssl-libs@1:1.1.1k-5.el8',
				'rpm',
				null,
				'high',
				'1:1.1.1k-9.el8',
			],
		]);
		expect(all[0]).toMatchObject({layer: 'sha256:bb', cvss: [{source: 'nvd', score: 7.5}]});
	});
	it('klar and clair-scanner', () => {
		expect(rows(parseClairV2(given.klarReport))).toEqual([['CVE-2026-500006', 'musl@1.2-r0', 'apk', null, 'high', '1.2-r1']]);
		expect(rows(parseClairV2(given.clairScannerReport))).toEqual([
			['CVE-2026-500007', 'systemd@237', 'deb', null, 'low', 'not-fixed'],
		]);
		expect(reportSubject(given.clairScannerReport).names).toEqual(['shop:1']);
	});
	it.each(['queued', 'unsupported', 'failed'])('Quay answers before it has scanned: %s', status => {
		expect(parseClairV2({status, data: null}).unjudged).toBe(`Quay has not scanned the image: ${status}`);
	});
});
