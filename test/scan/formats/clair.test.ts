import {expect, it} from 'vitest';
import {parseClair} from '../../../src/scan/formats/clair-report.js';
import {brief} from '../support/brief.js';
import * as given from './fixtures/index.js';

it('Clair: three maps joined, its enrichments included', () => {
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

it('Clair: an id that leads nowhere is a row without a name', () => {
	const [row, ...more] = parseClair({
		packages: {'1': {name: 'curl'}},
		vulnerabilities: {},
		package_vulnerabilities: {'1': ['9']},
	}).vulnerabilities;
	expect(row).toMatchObject({id: '(not named)', severity: 'unknown', package: {name: 'curl'}});
	expect(more).toEqual([]);
});

it('Clair: what each updater means by a fix, aliases as objects, and an erratum on several CVEs', () => {
	const all = [...parseClair(given.clairVariants).vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-600001=GHSA-aaaa-bbbb-cccc', 'rails@6.0', 'gem', 'usr/gems/rails.gemspec', 'critical', '6.1+build'],
		['GHSA-dddd-eeee-ffff', 'rails@6.0', 'gem', 'usr/gems/rails.gemspec', 'medium', 'not-fixed'],
		['RHSA-2026:1 curl (Important)', 'curl@1:7.0', 'rpm', null, 'high', '1:7.0+b1'],
		['CVE-2026-600004', 'curl@1:7.0', 'rpm', null, 'low', 'not-fixed'],
	]);
	expect(all[0]).toMatchObject({publishedAt: null, epss: {score: 0.4, percentile: 0.9}, kev: false});
	expect([...parseClair({packages: null, package_vulnerabilities: null}).vulnerabilities]).toEqual([]);
});
