import {expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {otherFindings} from '../../../src/scan/render/other-findings.js';
import {scanTable} from '../../../src/scan/render/scan-table.js';
import {reportOf} from '../../../src/scan/run/report-of.js';
import * as given from '../formats/fixtures/index.js';
import {shop} from '../support/rows.js';

const context = {now: () => new Date('2026-11-01T00:00:00Z'), signal: new AbortController().signal};
const by = {name: 'trivy', version: null, mode: trusted('file'), databaseUpdatedAt: null};

const licences = ['bash', 'tar', 'a', 'b', 'c', 'd', 'e'].map(PkgName => ({
	PkgName,
	Name: 'GPL-3.0',
	Severity: 'HIGH',
	Category: 'restricted',
}));
const trivy = parseTrivy({
	SchemaVersion: 2,
	Results: [
		{Class: 'os-pkgs', Type: 'debian', Target: 'shop:1', Packages: [{Name: 'tar'}]},
		{Class: 'license', Target: 'OS Packages', Licenses: [{PkgName: 'zlib', Name: 'Zlib', Severity: 'LOW'}, ...licences]},
		{Class: 'license-file', Target: 'Loose File License(s)', Licenses: [{FilePath: 'app/LICENSE', Name: 'MIT', Severity: 'LOW'}]},
		{
			Class: 'secret',
			Target: 'app/.env',
			Secrets: [{RuleID: 'aws', Title: 'AWS key', Severity: 'CRITICAL', StartLine: 3, Match: 'AKIAIOSFODNN7EXAMPLE'}],
		},
		{
			Class: 'config',
			Target: 'Dockerfile',
			Misconfigurations: [{ID: 'DS002', Title: 'User is root', Severity: 'HIGH', Status: 'FAIL'}],
		},
	],
});

it('lists secrets, misconfigurations and licences of a report, the worst first and packages of one licence together', async () => {
	const report = await reportOf(trivy, shop, context, by);
	expect(otherFindings(report).map(({counted, lines}) => [counted, lines])).toEqual([
		['1 secret', ['critical: AWS key in app/.env:3']],
		['1 misconfiguration', ['high: DS002 User is root, Dockerfile']],
		['9 licences', ['high: GPL-3.0, bash, tar, a, b, c, and 2 more', 'low: Zlib, zlib', 'low: MIT, app/LICENSE']],
	]);
	const table = scanTable(report, 200);
	expect(table).toContain(
		'\n1 secret\ncritical: AWS key in app/.env:3\n\n1 misconfiguration\nhigh: DS002 User is root, Dockerfile\n\n9 licences\n',
	);
	expect(table).not.toContain('AKIA');
});

it('lists findings in code apart from vulnerabilities', async () => {
	const report = await reportOf(parseSarif(given.codeSarif), shop, context, by);
	expect(scanTable(report, 200)).toMatch(/NOT SCANNED[\s\S]*\n4 findings in code\ncritical: more\.weak-hash\n/);
});
