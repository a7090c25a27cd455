import {describe, expect, it} from 'vitest';
import {sanitise, trusted} from '../../src/base/text/safe-text.js';
import {demoScans} from '../../src/cli/demo/demo-scans.js';
import {isDockscopeReport, parseDockscope, reportFromJson} from '../../src/scan/formats/dockscope-report.js';
import {vulnerability} from '../../src/scan/formats/normalise.js';
import {recordableScans, recordedScans} from '../../src/scan/recorded-scans.js';
import {scanJson} from '../../src/scan/render/scan-json.js';
import type {ScanReport} from '../../src/scan/report.js';
import {violations} from '../support/validate.js';

const id = `sha256:${'a'.repeat(64)}`;
const row = (index: number, severity: 'critical' | 'low' = 'low') =>
	vulnerability(
		{
			id: sanitise(`CVE-2026-${10_000 + index}`),
			aliases: [trusted('GHSA-aaaa-bbbb-cccc')],
			title: trusted('a title'),
			package: {
				name: trusted('openssl'),
				version: trusted('3.0.1'),
				type: trusted('deb'),
				path: trusted('usr/x'),
				purl: trusted('pkg:deb/debian/openssl@3.0.1'),
			},
			layer: sanitise(`sha256:${'b'.repeat(64)}`),
			severity,
			severityRaw: trusted('LOW'),
			cvss: [
				{
					source: trusted('nvd'),
					version: trusted('3.1'),
					vector: trusted('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'),
					score: 9.8,
				},
			],
			fix: {state: 'fixed', versions: [trusted('3.0.2'), trusted('3.1.0')]},
			epss: {score: 0.5, percentile: 0.9},
			kev: true,
			loaded: 'loaded',
			exposed: false,
			status: trusted('affected'),
			url: trusted('https://example.org/1'),
			publishedAt: trusted('2026-01-01'),
			disagreements: [{about: 'severity', says: [{source: trusted('trivy'), value: trusted('low')}]}],
		},
		trusted('trivy'),
	);
const report = (count: number, change: Partial<ScanReport> = {}): ScanReport => ({
	target: {image: trusted('shop:1'), id, containers: [trusted('web')]},
	scanner: {
		name: trusted('trivy'),
		version: trusted('0.68.2'),
		mode: trusted('binary'),
		database: {updatedAt: trusted('2026-11-01T00:00:00Z')},
	},
	state: 'complete',
	coverage: [],
	filters: [],
	notes: [trusted('a note')],
	scannedAt: '2026-11-02T00:00:00Z',
	packages: 12,
	vulnerabilities: Array.from({length: count}, (_, index) => row(index)),
	secrets: [
		{rule: trusted('aws-key'), title: trusted('AWS key'), severity: 'critical', path: trusted('app/.env'), line: 3, layer: null},
	],
	misconfigurations: [
		{
			id: trusted('DS-0002'),
			title: trusted('root'),
			severity: 'high',
			target: null,
			message: trusted('no USER'),
			remedy: null,
			url: null,
		},
	],
	licences: [
		{
			name: trusted('GPL-3.0'),
			package: trusted('bash'),
			path: null,
			severity: 'high',
			category: trusted('restricted'),
			url: null,
		},
	],
	codeFindings: [{rule: trusted('eval'), title: trusted('eval'), severity: 'low', path: trusted('a.js'), line: 1, url: null}],
	error: null,
	...change,
});

describe('scans that a snapshot carries', () => {
	it('load completely, except for the descriptions of their advisories', async () => {
		const given = report(3);
		const text = JSON.stringify(recordableScans([given]));
		expect(await recordedScans(JSON.parse(text)).load(id)).toEqual([given]);
		expect(await recordedScans(JSON.parse(text)).load('sha256:other')).toEqual([]);
	});

	it('are sorted newest first, and only the worst rows of a large report are kept, with a note', async () => {
		const large = report(5000, {
			vulnerabilities: [...Array.from({length: 5000}, (_, index) => row(index)), row(9000, 'critical')],
		});
		const [newest, older] = await recordedScans(recordableScans([large, report(1, {scannedAt: '2026-11-03T00:00:00Z'})])).load(
			id,
		);
		expect(newest?.scannedAt).toBe('2026-11-03T00:00:00Z');
		expect(older?.vulnerabilities).toHaveLength(2000);
		expect(older?.vulnerabilities[0]?.severity).toBe('critical');
		expect(older?.notes).toContain('recorded with the worst 2000 of 5001 vulnerabilities');
	});

	it('keep about 20,000 rows in total', () => {
		const reports = Array.from({length: 40}, () => report(2500));
		const rows = recordableScans(reports).flatMap(one => (one as {vulnerabilities: unknown[]}).vulnerabilities);
		expect(rows).toHaveLength(20_000);
	});

	it.each([
		['of another schema', {schema: 'dockscope.scan/2', target: {image: 'x', id}, scannedAt: '2026-11-02'}],
		['without a date', {schema: 'dockscope.scan/1', target: {image: 'x', id}}],
		['without an image', {schema: 'dockscope.scan/1', scannedAt: '2026-11-02'}],
		['that are no report', [1]],
	])('%s are passed over', (_, document) => {
		expect(reportFromJson(document)).toBeNull();
	});

	it('are sanitised, and what they lack is unknown', () => {
		const hostile = {
			schema: 'dockscope.scan/1',
			target: {image: 'x\u001b[2J', id},
			scannedAt: '2026-11-02T00:00:00Z',
			state: 'complete',
			vulnerabilities: [
				null,
				{id: 'CVE-2026-1'},
				{id: 'CVE-2026-2\u202e', package: {name: 'a\nb'}, severity: 'dreadful', loaded: 7, fix: []},
			],
			secrets: [{}, 5],
			misconfigurations: 'none',
		};
		const read = reportFromJson(hostile);
		expect(JSON.stringify(read)).not.toMatch(/\\u001b|\u202e|\\n/);
		// A vulnerability without an id or a package still counts, as in every format.
		expect(read?.vulnerabilities.map(one => [one.id, one.package.name])).toEqual([
			['(not named)', '(not named)'],
			['CVE-2026-1', '(not named)'],
			['CVE-2026-2', 'a b'],
		]);
		expect(read?.vulnerabilities[2]).toMatchObject({
			severity: 'unknown',
			loaded: 'unknown',
			fix: {state: 'unknown', versions: []},
			kev: null,
		});
		expect([read?.secrets, read?.misconfigurations]).toEqual([[], []]);
	});

	it('are accepted by --report like any other report', () => {
		const document: unknown = JSON.parse(scanJson(report(2), null, []));
		expect(isDockscopeReport(document)).toBe(true);
		expect([...parseDockscope(document).vulnerabilities]).toEqual(report(2).vulnerabilities);
	});

	it('of the demo match the schema of reports', () => {
		const image = {inspect: {Id: id, RepoTags: ['shop/api:1.4.2'], RootFS: {Layers: ['sha256:1', 'sha256:2']}}};
		const [document] = demoScans([image], '2026-11-25');
		expect(violations('scan', document)).toEqual([]);
		expect(reportFromJson(document)?.vulnerabilities).toHaveLength(6);
	});
});
