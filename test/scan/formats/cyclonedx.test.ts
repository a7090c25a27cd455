import {expect, it} from 'vitest';
import {parseCycloneDx} from '../../../src/scan/formats/cyclonedx-report.js';
import {brief} from '../support/brief.js';
import * as given from './fixtures/index.js';

it('CycloneDX: the scores, EPSS and KEV among the ratings', () => {
	const report = parseCycloneDx(given.cycloneDxReport);
	const [row] = [...report.vulnerabilities];
	expect(row && brief(row)).toEqual(
		'CVE-2021-23337 lodash@4.17.4 npm app/node_modules/lodash/package.json high 4.17.21'.split(' '),
	);
	expect(row).toMatchObject({kev: true, epss: {score: 0.03}, sources: ['trivy']});
	expect(row?.cvss).toHaveLength(1);
});

it('CycloneDX: many ratings, a fix for each package, references of each kind, VEX', () => {
	const report = parseCycloneDx(given.cycloneDxVariants);
	expect(report).toMatchObject({scannerName: 'maker', scannerVersion: '1', packages: 3});
	const all = [...report.vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2026-120001', 'a@1.0', 'deb', null, 'low', '1:1.2'],
		['CVE-2026-120001', '@s/b@2', 'npm', null, 'low', '2.1|3.0'],
		['CVE-2026-120002', 'a@1.0', 'deb', null, 'high', '4.5.6'],
		['CVE-2026-120003', 'a@1.0', 'deb', null, 'low', 'wont-fix'],
		['CVE-2026-120004', 'shop@1', null, null, 'unknown', 'unknown'],
		['CVE-2026-120005', 'c@3', 'pypi', null, 'unknown', 'unknown'],
		['(not named)', 'shop@1', null, null, 'unknown', 'unknown'],
	]);
	expect(all[0]?.cvss.map(({version, score}) => [version, score])).toEqual([
		['3.1', 9.8],
		['4.0', 8.7],
	]);
	expect(all.map(({status}) => status)).toEqual([null, null, 'exploitable', 'not_affected', null, null, null]);
	expect(all[4]?.epss).toEqual({score: 0.25, percentile: null});
	expect(all[0]?.layer).toBe('sha256:d1');
});
