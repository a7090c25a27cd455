import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAnchore} from '../../../src/scanners/formats/anchore-report.js';
import {parseAqua} from '../../../src/scanners/formats/aqua-report.js';
import {parseClair} from '../../../src/scanners/formats/clair-report.js';
import {parseCycloneDx} from '../../../src/scanners/formats/cyclonedx-report.js';
import {parseGrype} from '../../../src/scanners/formats/grype-report.js';
import {parseOsvScanner} from '../../../src/scanners/formats/osv-scanner-report.js';
import {parseSarif} from '../../../src/scanners/formats/sarif-report.js';
import {parseSnyk} from '../../../src/scanners/formats/snyk-report.js';
import {parseTrivy} from '../../../src/scanners/formats/trivy-report.js';
import {parseTwistcli} from '../../../src/scanners/formats/twistcli-report.js';
import type {ParsedReport, Vulnerability} from '../../../src/scanners/report.js';
import * as given from './fixtures.js';

/** The part of a row that every format should fill. */
const brief = ({id, aliases, package: {name, version, type, path}, severity, fix}: Vulnerability) =>
	[
		[id, ...aliases].join('='),
		`${name}@${version}`,
		type,
		path,
		severity,
		fix.state === 'fixed' ? fix.versions.join('|') : fix.state,
	] as const;
const rows = ({vulnerabilities}: ParsedReport) => [...vulnerabilities].map(brief);

describe('Trivy', () => {
	it('0.68: packages, fixes, layers, secrets and misconfigurations', () => {
		const report = parseTrivy(given.trivyReports['0.68']);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-100001', 'nginx@1.26.3-3+deb13u10', 'deb', null, 'high', '1.26.3-3+deb13u11'],
			['CVE-2005-2541', 'tar@1.35', 'deb', null, 'low', 'wont-fix'],
			[
				'CVE-2021-44906=GHSA-xvch-5gv4-984h',
				'minimist@1.2.0',
				'npm',
				'app/node_modules/minimist/package.json',
				'critical',
				'1.2.6|0.2.4',
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

	it('0.44: says that the system is past its end', () => {
		const report = parseTrivy(given.trivyReports['0.44']);
		expect(rows(report)).toEqual([['CVE-2021-36159', 'apk-tools@2.10.6-r0', 'apk', null, 'critical', '2.10.7-r0']]);
		expect(report.notes).toEqual(['the operating system is past its end of life']);
		expect(report.packages).toBeNull();
	});

	it('0.40: no status means no fix; the older layer digest is kept', () => {
		const report = parseTrivy(given.trivyReports['0.40']);
		expect(rows(report)).toEqual([['CVE-2011-3374', 'apt@2.2.4', 'deb', null, 'low', 'not-fixed']]);
	});

	it('that is about no package has seen none', () => {
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

describe('SARIF', () => {
	it('of Docker Scout: the package is in the rule', () => {
		expect(rows(parseSarif(given.scoutReport))).toEqual([
			['CVE-2021-44906', 'minimist@1.2.0', 'npm', '/app/node_modules/minimist/package.json', 'critical', '1.2.6'],
			['CVE-2005-2541', 'tar@1.35', 'deb', null, 'unknown', 'unknown'],
		]);
	});
	it('of Trivy: the package is in the text', () => {
		expect(rows(parseSarif(given.sarifWithText))).toEqual([
			['CVE-2021-36159', 'apk-tools@2.10.6-r0', null, 'library/shop', 'critical', '2.10.7-r0'],
		]);
	});
});

it('Clair: three maps joined, its enrichments included; an id that leads nowhere is no row', () => {
	const report = parseClair(given.clairReport);
	expect(report.packages).toBe(2);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-200001', 'libc6@2.41-12', 'deb', null, 'high', '2.41-13'],
		['CVE-2026-200002', 'libc6@2.41-12', 'deb', null, 'unknown', 'not-fixed'],
		['CVE-2021-23337=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', 'app/node_modules/lodash/package.json', 'low', '4.17.21'],
	]);
	expect(all[0]).toMatchObject({
		kev: true,
		epss: {score: 0.5, percentile: 0.97},
		layer: 'sha256:d1',
		url: 'https://example.org/CVE-2026-200001',
	});
	expect(all[1]).toMatchObject({kev: false, epss: null});
});

describe('Anchore', () => {
	it.each([
		['Engine v1', ['CVE-2005-2541', 'tar@1.35', 'deb', null, 'low', 'not-fixed']],
		[
			'Enterprise v2',
			['CVE-2021-23337=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'high', '4.17.21'],
		],
		['anchorectl', ['CVE-2018-15686', 'libudev1@232-24', 'deb', null, 'high', '232-25']],
		[
			'Enterprise report',
			[
				'CVE-2024-50379=GHSA-aaaa-bbbb-cccc',
				'tomcat-embed-el@9.0.97',
				'maven',
				'/aci/tomcat-embed-el-9.0.97.jar',
				'critical',
				'10.1.34|11.0.2|9.0.98',
			],
		],
	] as const)('%s', (version, row) => expect(rows(parseAnchore(given.anchoreReports[version]))).toEqual([row]));
});

it('twistcli: fixes in words, exploitation as a risk factor', () => {
	const report = parseTwistcli(given.twistcliReport);
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2013-7459', 'pycrypto@2.6.1', 'pypi', '/usr/lib/python3/pycrypto', 'critical', '2.6.2|2.7'],
		['CVE-2018-6485', 'glibc@2.24', null, null, 'high', 'not-fixed'],
	]);
	expect(all.map(({kev}) => kev)).toEqual([true, null]);
	expect(report.misconfigurations).toMatchObject([{id: '41', severity: 'high'}]);
});

describe('Aqua', () => {
	it.each([
		['scanner', ['CVE-2019-14697', 'musl@1.1.20-r4', 'apk', null, 'high', '1.1.20-r5']],
		['console v2', ['CVE-2019-10086', '/usr/lib/libcrypto.so@null', null, '/usr/lib/libcrypto.so', 'high', '1.9.4']],
		['console v1', ['CVE-2019-15601', 'curl@7.64.0', 'deb', null, 'medium', 'not-fixed']],
	] as const)('%s', (version, row) => expect(rows(parseAqua(given.aquaReports[version]))).toEqual([row]));
});

it('Snyk: applications too, each vulnerability once however many ways lead to it', () => {
	const report = parseSnyk(given.snykReports['one project']);
	expect(report.packages).toBe(129);
	expect(rows(report)).toEqual([
		['CVE-2005-2541=SNYK-DEBIAN13-TAR-1', 'tar@1.35', 'deb', null, 'low', 'not-fixed'],
		['CVE-2021-23337=SNYK-JS-LODASH-1=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/package.json', 'high', '4.17.21'],
	]);
});

it('osv-scanner: one row a group', () => {
	expect(rows(parseOsvScanner(given.osvScannerReport))).toEqual([
		['CVE-2021-23337=GHSA-35jh-r3h4-6jhm', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'high', '4.17.21'],
		['MAL-2026-1', 'lodash@4.17.4', 'npm', '/app/node_modules/lodash/package.json', 'unknown', 'not-fixed'],
	]);
});

it('CycloneDX: the scores, EPSS and KEV among the ratings', () => {
	const report = parseCycloneDx(given.cycloneDxReport);
	const [row] = [...report.vulnerabilities];
	expect(row && brief(row)).toEqual([
		'CVE-2021-23337',
		'lodash@4.17.4',
		'npm',
		'app/node_modules/lodash/package.json',
		'high',
		'4.17.21',
	]);
	expect(row).toMatchObject({kev: true, epss: {score: 0.03}, sources: ['trivy']});
	expect(row?.cvss).toHaveLength(1);
});

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
