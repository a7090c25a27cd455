import {describe, expect, it} from 'vitest';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {xrayComponent} from '../../../src/scan/formats/xray-component.js';
import {isXrayReport, parseXray, xrayImages} from '../../../src/scan/formats/xray-report.js';
import {brief, rows} from '../support/brief.js';
import * as given from './fixtures/index.js';

describe('Xray', () => {
	it('the summary of an artifact: a component that several paths lead to is one row', () => {
		const all = [...parseXray(given.xraySummary).vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-600001=XRAY-1', 'busybox@1.31.1-r20', null, null, 'high', 'unknown'],
			['CVE-2026-600001=XRAY-1', 'ssl_client@1.31.1-r20', null, null, 'high', 'unknown'],
		]);
		expect(all[0]?.cvss).toEqual([
			{source: 'xray', version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', score: 7.2},
			{source: 'xray', version: '2.0', vector: 'AV:N/AC:L/Au:S/C:P/I:P/A:P', score: 6.5},
		]);
	});
	it('the vulnerabilities report: a report for each image', () => {
		const [shop, other, ...more] = xrayImages(given.xrayRows);
		expect(more).toEqual([]);
		expect([shop, other].map(one => reportSubject(one).names)).toEqual([['art.example.org/shop:1'], ['art.example.org/other:1']]);
		expect(rows(parseXray(shop))).toEqual([
			['CVE-2026-600002=XRAY-2', 'java-11-openjdk@1:11.0.6-1.el7', 'rpm', null, 'critical', '1:11.0.7-1.el7'],
			['XRAY-3', 'libx11@2:1.6.4-3', 'deb', null, 'low', 'not-fixed'],
		]);
		// An issue with several CVEs keeps its own id.
		expect(rows(parseXray(other))).toEqual([
			['XRAY-4=CVE-2026-600004=CVE-2026-600005', '@scope/left@1.0.0', 'npm', null, 'medium', '1.0.1'],
		]);
	});
	it('jf docker scan, in both formats; violated licences are no vulnerabilities', () => {
		const report = parseXray(given.xrayScan);
		expect(rows(report)).toEqual([
			['CVE-2026-600006=XRAY-5', 'libssl3@3.1.1-r1', 'apk', null, 'unknown', '3.1.1-r3'],
			['CVE-2026-600006=XRAY-5', 'io.netty:netty@3.6.6.Final', 'maven', null, 'unknown', 'unknown'],
		]);
		expect(report.licences).toEqual([
			{name: 'GPL-3.0', package: 'left 1.0.0', path: null, severity: 'high', category: null, url: null},
		]);
		expect(rows(parseXray(given.xraySimple))).toEqual([
			['CVE-2026-600007=XRAY-7', 'fastjson@1.2.24', 'maven', null, 'high', '1.2.48'],
		]);
	});
	it('the security export', () => {
		expect(rows(parseXray(given.xrayData))).toEqual([['CVE-2026-600008', 'pip@9.0.1', 'pypi', null, 'high', '19.2']]);
	});
	it.each([given.xraySummary, given.xrayRows, given.xrayScan, given.xraySimple, given.xrayData, {total_rows: 0, rows: []}])(
		'is recognised: %j',
		document => expect(isXrayReport(document)).toBe(true),
	);
	it.each([
		['go://github.com/a/b:1.2', 'github.com/a/b', '1.2', 'golang'],
		['rpm://el8:curl:0:7.61.1-22.el8', 'curl', '7.61.1-22.el8', 'rpm'],
		['docker://alpine:latest', 'alpine', 'latest', 'docker'],
		['generic://sha256:aa/libfoo.so', 'sha256', 'aa/libfoo.so', null],
		['npm://left', 'left', null, 'npm'],
	])('the component %s', (id, name, version, type) => expect(xrayComponent(id)).toEqual({name, version, type}));
});
