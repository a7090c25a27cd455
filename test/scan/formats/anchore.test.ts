import {describe, expect, it} from 'vitest';
import {parseAnchore} from '../../../src/scan/formats/anchore-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

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

it('Anchore: scores of each source, and placeholders', () => {
	const all = [...parseAnchore(given.anchoreScores).vulnerabilities];
	expect(all.map(brief)).toEqual([
		['CVE-2020-8927', 'brotli@1.0.6-2.el8', 'rpm', null, 'medium', 'wont-fix'],
		['CVE-2026-1000', 'x@null', null, null, 'unknown', 'not-fixed'],
	]);
	expect(all[0]?.cvss.map(({source, version, score}) => `${source} ${version} ${score}`)).toEqual([
		'nvd 3.x 6.5',
		'nvd 2.0 6.4',
		'vendor 3.x 5.3',
	]);
	expect(all[0]?.description).toBe('a buffer overflow');
});
