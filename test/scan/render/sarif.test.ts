import {expect, it} from 'vitest';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {scanSarif} from '../../../src/scan/render/sarif.js';
import type {Vulnerability} from '../../../src/scan/report.js';
import {reportBy, row} from '../support/rows.js';

const sarif = (...rows: readonly Vulnerability[]) => JSON.parse(scanSarif(reportBy('trivy', rows), '1.0.0'));
const scored = (...scores: readonly number[]) =>
	scores.map(score => ({source: trusted('nvd'), version: null, vector: null, score}));
const scoreOf = (...rows: readonly Vulnerability[]) =>
	sarif(...rows).runs[0].tool.driver.rules.map(
		(rule: {properties: Record<string, string>}) => rule.properties['security-severity'],
	);

it.each([
	['low', scored(9.8), '2.5'],
	['low', scored(9.8, 3.1), '3.1'],
	['critical', scored(9.1, 9.8), '9.8'],
	['critical', scored(7.5), '9.5'],
	['unknown', [], '0.0'],
] as const)('ranks a vulnerability of severity %s, with %j, by a score of that severity', (severity, cvss, score) => {
	expect(scoreOf(row('CVE-2026-100001', {severity, cvss}))).toEqual([score]);
});

it('ranks a vulnerability of several packages by the worst one', () => {
	const rows = [
		row('CVE-2026-100001', {severity: 'low'}),
		row('CVE-2026-100001', {severity: 'critical', package: {name: trusted('b')}}),
	];
	expect(scoreOf(...rows)).toEqual(['9.5']);
	expect(sarif(...rows).runs[0].results.map((one: {level: string}) => one.level)).toEqual(['note', 'error']);
});

it('cuts a title that is longer than code scanning takes', () => {
	const [rule] = sarif(row('CVE-2026-100001', {title: sanitise('T'.repeat(100_000))})).runs[0].tool.driver.rules;
	expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
});

it('names the package so that it can be read back', () => {
	const purl = trusted('pkg:npm/lodash@4.17.4');
	const [found] = parseSarif(sarif(row('CVE-2026-100001', {package: {purl}}))).vulnerabilities;
	expect(found).toMatchObject({severity: 'high', package: {name: 'lodash', version: '4.17.4', type: 'npm', purl}});
});
