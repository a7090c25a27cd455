import {describe, expect, it} from 'vitest';
import {clusterImages, operatorImages, parseTrivyOperator} from '../../../src/scan/formats/kubernetes-reports.js';
import {dateOf} from '../../../src/scan/formats/report-date.js';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('Trivy Operator', () => {
	it('a list: a report for each image, with its exposed secrets and without the values', () => {
		const [shop, other, ...more] = operatorImages(given.operatorList);
		expect(more).toEqual([]);
		expect(reportSubject(other).names).toEqual(['index.docker.io/library/other:1']);
		const report = parseTrivyOperator(shop);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-700001', 'libssl3@3.0.1', 'deb', null, 'high', '3.0.2'],
			['CVE-2026-700002', 'left@1.0', 'npm', 'app/node_modules/left/package.json', 'unknown', 'not-fixed'],
		]);
		expect(all.map(({cvss}) => cvss.map(({score}) => score))).toEqual([[7.5], []]);
		expect(report.secrets).toEqual([
			{rule: 'aws-key', title: 'AWS key', severity: 'critical', path: 'app/.env', line: null, layer: null},
		]);
		expect(JSON.stringify(report)).not.toContain('AKIA');
		expect([report.scannerVersion, report.unjudged, dateOf(shop)]).toEqual(['0.60.0', null, '2026-10-02T03:04:05.000Z']);
	});
	it('secrets alone judge no package', () => {
		const [secrets] = operatorImages({items: [(given.operatorList as unknown as {items: unknown[]}).items[1]]});
		expect(parseTrivyOperator(secrets).unjudged).toBe('the report lists exposed secrets only: it does not judge packages');
	});
});

describe('trivy k8s', () => {
	it('a report of Trivy for each image of a workload, without the workload’s own configuration', () => {
		const parts = clusterImages(given.clusterReport);
		expect(parts.map(part => reportSubject(part).names)).toEqual([['shop:1'], ['side:2']]);
		expect(parts.map(part => rows(parseTrivy(part)))).toEqual([
			[
				['CVE-2026-700003', 'tar@1.34', 'deb', null, 'low', 'not-fixed'],
				['CVE-2026-700004', 'left@1.0', 'npm', 'app/package.json', 'high', '1.1'],
			],
			[['CVE-2026-700005', 'musl@1.2', 'apk', null, 'medium', 'not-fixed']],
		]);
	});
});
