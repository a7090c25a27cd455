import {expect, it} from 'vitest';
import {parseTwistcli} from '../../../src/scan/formats/twistcli-report.js';
import {brief} from '../support/brief.js';
import * as given from './fixtures/index.js';

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

it('twistcli: the distribution gives the type of an "os" package; risk factors as a list; sources with their binaries', () => {
	const all = [...parseTwistcli(given.twistcliVariants).vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-700001', 'curl@7.76', 'rpm', null, 'medium', '1:7.76-2|1:7.77'],
		['CVE-2026-700002', 'glibc@2.24', 'rpm', null, 'low', 'wont-fix'],
		['PRISMA-2026-1', 'org.a_b@1', 'maven', '/app/b.jar', 'high', 'not-fixed'],
		['CVE-2026-700003', 'unlisted@1', null, null, 'high', 'unknown'],
	]);
	expect(all.map(({kev, publishedAt}) => [kev, publishedAt])).toEqual([
		[true, '2026-02-18T03:15:10Z'],
		[null, null],
		[null, null],
		[null, null],
	]);
});
