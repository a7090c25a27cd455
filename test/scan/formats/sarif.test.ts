import {describe, expect, it} from 'vitest';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {processorTime} from '../../support/processor-time.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('SARIF', () => {
	it('of Docker Scout: the package is in the rule', () => {
		expect(rows(parseSarif(given.scoutReport))).toEqual([
			['CVE-2021-44906', 'minimist@1.2.0', 'npm', '/app/node_modules/minimist/package.json', 'critical', '1.2.6'],
			['CVE-2005-2541', 'tar@1.35', 'deb', null, 'unknown', 'not-fixed'],
		]);
	});
	it('of Trivy: the package is in the text', () => {
		expect(rows(parseSarif(given.sarifWithText))).toEqual([
			['CVE-2021-36159', 'apk-tools@2.10.6-r0', null, 'library/shop', 'critical', '2.10.7-r0'],
		]);
	});
});

it('SARIF of Trivy: the message names the package, not the shared rule; secrets and checks are not vulnerabilities', () => {
	const report = parseSarif(given.trivySarif);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-100001', 'nginx@1:1.26-1', null, null, 'high', '1:1.26-2'],
		['CVE-2026-100001', 'nginx-common@1:1.26-1', null, null, 'high', '9.9'],
	]);
	expect(all[0]?.cvss).toEqual([
		{source: 'Trivy', version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8},
	]);
	expect(report.secrets).toEqual([
		{rule: 'aws-access-key-id', title: 'AWS Access Key ID', severity: 'critical', path: 'app/.env', line: 3, layer: null},
	]);
	expect(JSON.stringify([report.secrets, report.misconfigurations])).not.toContain('AKIA');
	expect(report.misconfigurations).toMatchObject([
		{id: 'DS-0002', severity: 'high', target: 'Dockerfile', message: 'last USER is root'},
	]);
});

it('SARIF of Grype: each version of a package, with its path inside the image', () => {
	const all = [...parseSarif(given.grypeSarif).vulnerabilities];
	expect(all.map(brief)).toEqual([
		['GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/4.17.4', 'high', '4.17.21'],
		['GHSA-35jh-r3h4-6jhm', 'lodash@3.0.0', 'npm', '/app/3.0.0', 'high', '4.17.21'],
	]);
	expect(all.map(({package: {purl}}) => purl)).toEqual(['pkg:npm/lodash@4.17.4', null]);
});

it.each([
	['Grype', {message: {text: 'vulnerability in a package: '.repeat(100_000)}}, {}],
	['Grype, with versions', {message: {text: 'vulnerability in a package: b, version c '.repeat(100_000)}}, {}],
	['Prisma', {}, {fullDescription: {text: 'severity compliance check "'.repeat(100_000)}}],
])('SARIF with a sentence that begins over and over, as of %s, is read in time', async (_, result, rule) => {
	const driver = {name: 'Prisma Cloud', rules: [{id: 'x', ...rule}]};
	const report = {runs: [{tool: {driver}, results: [{ruleId: 'x', ...result}]}]};
	expect(await processorTime(() => parseSarif(report))).toBeLessThan(10_000);
});
it('SARIF of Docker Scout: one package per result, and a rule with several packages gives each of them once', () => {
	expect(rows(parseSarif(given.scoutSarif))).toEqual([
		['CVE-2026-300001', 'a@1:1.0', 'deb', null, 'medium', 'not-fixed'],
		['CVE-2026-300001', 'b@1:1.0', 'deb', null, 'medium', 'not-fixed'],
		['CVE-2026-300002', 'c@1.0', 'npm', null, 'low', '2.0'],
		['CVE-2026-300002', 'd@1.0', 'npm', null, 'low', '2.0'],
	]);
});

it('SARIF of a code analyser: levels of the rule, rules of extensions; what passed, is absent or was accepted does not count', () => {
	const report = parseSarif(given.codeSarif);
	expect(report).toMatchObject({scannerName: 'Semgrep OSS', scannerVersion: '1.69.0'});
	expect([...report.vulnerabilities]).toEqual([]);
	expect(report.codeFindings?.map(({rule, severity, path}) => [rule, severity, path])).toEqual([
		['rules.eval', 'high', '/app/a b.js'],
		['more.weak-hash', 'critical', null],
		['rules.other', 'medium', 'b.js'],
		['rules.eval', 'high', null],
	]);
	expect(report.unjudged).toBe(
		'Semgrep OSS is not known to judge packages: the report says nothing about vulnerabilities of the image',
	);
	expect(report.notes).toEqual(['1 suppressed in the report']);
});

describe('SARIF of tools that name the package in a sentence', () => {
	it('OSV-Scanner: fixed versions of each package, and its other names', () => {
		expect(rows(parseSarif(given.osvScannerSarif))).toEqual([
			['CVE-2026-400001=GHSA-2222-3333-4444', 'left-part@0.0.1', null, '/app/package-lock.json', 'high', '0.0.8'],
			['CVE-2026-400001=GHSA-2222-3333-4444', '@scope/right@1.0.0', null, '/app/package-lock.json', 'high', '1.0.2'],
		]);
	});
	it('Snyk: the CVE before Snyk’s id, the severity from the title, the upgrade', () => {
		expect(rows(parseSarif(given.snykSarif))).toEqual([
			['CVE-2026-400002=SNYK-DEBIAN13-OPENSSL-1000001', 'libssl3@3.0.1-1', 'deb', 'Dockerfile', 'critical', '3.0.2-1'],
			['SNYK-JS-LEFT-1000002', '@left/part@1.0.0', 'npm', '/app/package.json', 'low', 'unknown'],
		]);
	});
	it('Clair’s action: all of it is in the message', () => {
		expect(rows(parseSarif(given.clairActionSarif))).toEqual([
			['CVE-2026-400003', 'openssl-libs@1:1.1.1k-5.el8', null, 'Dockerfile', 'medium', 'unknown'],
		]);
	});
	it('Trivy’s old template: the id without its severity', () => {
		expect(rows(parseSarif(given.trivyTemplateSarif))).toEqual([
			['CVE-2026-400004', 'musl@1.1.22-r3', null, 'Dockerfile', 'high', '1.1.22-r4'],
		]);
	});
});

describe('SARIF with a list of its own for each kind', () => {
	it('Prisma: a rule for each package under one id, the status and score in a table, compliance apart', () => {
		const report = parseSarif(given.prismaSarif);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-400005', 'openssl@3.0.1', null, 'shop:1', 'high', '3.0.2'],
			['CVE-2026-400005', 'node@20.0', null, 'shop:1', 'low', 'not-fixed'],
		]);
		expect(all.map(({cvss, publishedAt}) => [cvss.map(({score}) => score), publishedAt])).toEqual([
			[[7.5], '2026-01-02T00:00:00Z'],
			[[], '2026-01-02T00:00:00Z'],
		]);
		expect(report.misconfigurations).toMatchObject([{id: '41', severity: 'high'}]);
	});
	it('Scout: EPSS from its table', () => {
		const [row] = parseSarif(given.scoutEpssSarif).vulnerabilities;
		expect(row).toMatchObject({epss: {score: 0.00631, percentile: 0.7}, package: {name: 'tar'}, severity: 'low'});
	});
	it('Gitleaks: results without a rule are secrets all the same, and no value is kept', () => {
		const report = parseSarif(given.gitleaksSarif);
		expect(report.secrets?.map(({rule, path, line}) => [rule, path, line])).toEqual([
			['AWS Access Key', 'app/.env', 3],
			['(not named)', '(not named)', null],
		]);
		expect([...report.vulnerabilities]).toEqual([]);
		expect(JSON.stringify(report)).not.toContain('AKIA');
	});
	it.each([
		['CodeQL', 'py/sql-injection', 'codeFindings'],
		['Bandit', 'B105', 'codeFindings'],
		['Checkov', 'CKV_DOCKER_3', 'misconfigurations'],
		['Snyk IaC', 'SNYK-CC-K8S-1', 'misconfigurations'],
		['ggshield', 'AWS Keys', 'secrets'],
		['semgrep', 'generic.secrets.security.detected-aws-key', 'secrets'],
	] as const)('%s %s: one of %s, none of the vulnerabilities', (name, ruleId, kind) => {
		const report = parseSarif({runs: [{tool: {driver: {name}}, results: [{ruleId, message: {text: 'x'}}]}]});
		expect([...report.vulnerabilities]).toEqual([]);
		expect(report[kind]).toHaveLength(1);
		expect(report.unjudged).toBe(
			`${name} is not known to judge packages: the report says nothing about vulnerabilities of the image`,
		);
	});
	it('an advisory of a tool that is not known is a vulnerability', () => {
		const report = parseSarif({
			runs: [{tool: {driver: {name: 'new'}}, results: [{ruleId: 'CVE-2026-400007', message: {text: 'x'}}]}],
		});
		expect([...report.vulnerabilities].map(({id}) => id)).toEqual(['CVE-2026-400007']);
		expect(report.unjudged).toBeNull();
	});
	it('Trivy’s licences', () => {
		expect(parseSarif(given.trivySarif).licences).toEqual([
			{name: 'MIT', package: 'musl', path: 'x', severity: 'low', category: null, url: null},
		]);
	});
});
