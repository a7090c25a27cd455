import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {parseAnchore} from '../../../src/scan/formats/anchore-report.js';
import {parseAqua} from '../../../src/scan/formats/aqua-report.js';
import {parseClair} from '../../../src/scan/formats/clair-report.js';
import {parseCycloneDx} from '../../../src/scan/formats/cyclonedx-report.js';
import {parseDockscope} from '../../../src/scan/formats/dockscope-report.js';
import {parseGrype} from '../../../src/scan/formats/grype-report.js';
import {parseOsvScanner} from '../../../src/scan/formats/osv-scanner-report.js';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {parseSnyk} from '../../../src/scan/formats/snyk-report.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {parseTwistcli} from '../../../src/scan/formats/twistcli-report.js';
import type {ParsedReport} from '../../../src/scan/report.js';
import {reportOf} from '../../../src/scan/run/report-of.js';
import {shop} from '../support/rows.js';

const context = {now: () => new Date(0), signal: new AbortController().signal};
const whole = (parsed: ParsedReport) =>
	reportOf(parsed, shop, context, {name: 'x', version: null, mode: trusted('file'), databaseUpdatedAt: null});

const trivyRow = {VulnerabilityID: 'CVE-2026-100001', PkgName: 'tar', InstalledVersion: '1.35', Severity: 'HIGH'};
const trivy = (...Results: readonly object[]) => parseTrivy({SchemaVersion: 2, Results});
const os = (...Vulnerabilities: readonly object[]) => ({Class: 'os-pkgs', Type: 'debian', Vulnerabilities});

describe('what a report marks as not vulnerable is omitted and counted', () => {
	const cycloneDx = (more: object) =>
		parseCycloneDx({
			metadata: {tools: [{name: 'grype'}]},
			components: [{'bom-ref': 'a', type: 'library', name: 'tar', version: '1'}],
			vulnerabilities: [{id: 'CVE-2026-100001', affects: [{ref: 'a'}], ratings: [{severity: 'high'}], ...more}],
		});
	it.each<[string, ParsedReport]>([
		...['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree'].map((state): [string, ParsedReport] => [
			state,
			cycloneDx({analysis: {state}}),
		]),
		['rejected', cycloneDx({rejected: '2026-01-01T00:00:00Z', analysis: {state: 'exploitable'}})],
		[
			'not affected, of twistcli',
			parseTwistcli({results: [{vulnerabilities: [{id: 'CVE-2026-100001', status: 'Not affected'}]}]}),
		],
		['not_affected, of Trivy', trivy(os({...trivyRow, Status: 'not_affected'}))],
	])('%s', async (_, parsed) => {
		const {vulnerabilities, notes, state} = await whole(parsed);
		expect(vulnerabilities).toEqual([]);
		expect(notes).toEqual(['1 omitted that the report marks as not vulnerable']);
		expect(state).toBe('complete');
	});
	it.each([
		...['exploitable', 'in_triage'].map((state): [string, ParsedReport] => [state, cycloneDx({analysis: {state}})]),
		...['fixed', 'will_not_fix', 'under_investigation'].map(Status => [Status, trivy(os({...trivyRow, Status}))] as const),
	])('but not %s', async (_, parsed) => {
		expect((await whole(parsed)).vulnerabilities).toHaveLength(1);
	});
});

describe('one vulnerability in one package at one place is one row', () => {
	const match = (id: string, severity: string, path: string, related: readonly string[] = []) => ({
		vulnerability: {
			id,
			severity,
			fix: {state: severity === 'High' ? 'fixed' : 'unknown', versions: severity === 'High' ? ['2'] : []},
		},
		relatedVulnerabilities: related.map(one => ({id: one})),
		artifact: {name: 'lodash', version: '1', type: 'npm', purl: 'pkg:npm/lodash@1', locations: [{path}]},
	});
	const rowsOf = async (...matches: readonly object[]) => (await whole(parseGrype({matches}))).vulnerabilities;

	it('for all matchers that found it, with the worst severity', async () => {
		const rows = await rowsOf(
			match('CVE-2026-100001', 'Medium', '/a'),
			match('GHSA-aaaa-bbbb-cccc', 'High', '/a', ['CVE-2026-100001']),
		);
		expect(rows).toMatchObject([
			{
				id: 'CVE-2026-100001',
				aliases: ['GHSA-aaaa-bbbb-cccc'],
				severity: 'high',
				severityRaw: 'High',
				fix: {state: 'fixed', versions: ['2']},
				sources: ['grype'],
				disagreements: [],
			},
		]);
	});
	it('and at two places two', async () => {
		expect(await rowsOf(match('CVE-2026-100001', 'Low', '/a'), match('CVE-2026-100001', 'Low', '/b'))).toHaveLength(2);
	});
});

describe('a vulnerability without a package name counts', () => {
	it.each([
		['Trivy', trivy(os({...trivyRow, PkgName: null}))],
		['Grype', parseGrype({matches: [{vulnerability: {id: 'CVE-2026-100001'}, artifact: null}]})],
		['Clair', parseClair({packages: {}, vulnerabilities: {7: {name: 'CVE-2026-100001'}}, package_vulnerabilities: {1: ['7']}})],
		['twistcli', parseTwistcli({results: [{vulnerabilities: [{id: 'CVE-2026-100001'}]}]})],
		['Anchore', parseAnchore({imageDigest: 'x', vulnerabilities: [{vuln: 'CVE-2026-100001'}]})],
		['Anchore’s evaluation', parseAnchore({securityEvaluation: [{vulnerabilityId: 'CVE-2026-100001'}]})],
		['Aqua', parseAqua({resources: [{resource: {}, vulnerabilities: [{name: 'CVE-2026-100001'}]}]})],
		['Snyk', parseSnyk({vulnerabilities: [{id: 'CVE-2026-100001'}]})],
		['dockscope', parseDockscope({state: 'complete', vulnerabilities: [{id: 'CVE-2026-100001'}]})],
	])('of %s', async (_, parsed) => {
		expect((await whole(parsed)).vulnerabilities).toMatchObject([{id: 'CVE-2026-100001', package: {name: '(not named)'}}]);
	});
});

describe('a report that is marked as incomplete is not clean', () => {
	const sarif = (executionSuccessful: boolean, results: readonly object[]) =>
		parseSarif({runs: [{tool: {driver: {name: 'Grype'}}, invocations: [{executionSuccessful}], results}]});
	it.each([
		['a run of SARIF that failed', sarif(false, []), 'the tool says that its run failed'],
		[
			'a scan of dockscope that failed',
			parseDockscope({state: 'failed', packages: null, error: {message: 'trivy: no database'}}),
			'trivy: no database',
		],
		[
			'a scan of dockscope that saw nothing',
			parseDockscope({state: 'not-scanned', packages: null}),
			'the report says that its scan is incomplete',
		],
	])('%s', async (_, parsed, note) => {
		expect(await whole(parsed)).toMatchObject({state: 'not-scanned', notes: [note]});
	});
	it('and one with only licences judged no package', async () => {
		expect(await whole(trivy({Class: 'license', Target: 'OS Packages', Licenses: []}))).toMatchObject({state: 'not-scanned'});
	});
	it('its findings still count, with a note about the rest', async () => {
		expect(await whole(sarif(false, [{ruleId: 'CVE-2026-100001', message: {text: 'x'}}]))).toMatchObject({
			state: 'partial',
			notes: ['the tool says that its run failed'],
			vulnerabilities: [{id: 'CVE-2026-100001'}],
		});
	});
	it('a run that succeeded and found nothing does not show that it looked at a package', async () => {
		expect(await whole(sarif(true, []))).toMatchObject({
			state: 'not-scanned',
			notes: [expect.stringContaining('does not show how many packages were judged')],
		});
	});
});

it.each(["Won't fix", 'wont_fix', 'None', 'not fixed', 'deferred'])('words are not a fixed version: %s', async fix => {
	const parsed = parseAnchore({imageDigest: 'x', vulnerabilities: [{vuln: 'CVE-2026-100001', package_name: 'tar', fix}]});
	expect((await whole(parsed)).vulnerabilities[0]?.fix).toEqual({state: 'not-fixed', versions: []});
});

it('a link that is not a web address is dropped', async () => {
	const rows = [trivyRow, {...trivyRow, InstalledVersion: '2', PrimaryURL: 'https://example.com/x'}];
	const [one, other] = (await whole(trivy(os({...rows[0], PrimaryURL: 'javascript:alert(1)'}, rows[1] ?? {})))).vulnerabilities;
	expect([one?.url, other?.url]).toEqual([null, 'https://example.com/x']);
});

describe('a finding without an id is shown, and makes the report partial', () => {
	const row = {Severity: 'HIGH', severity: 'high', PkgName: 'tar'};
	it.each<[string, ParsedReport]>([
		['Trivy', trivy(os(row))],
		['Trivy, an object instead of a list', trivy({Class: 'os-pkgs', Type: 'debian', Vulnerabilities: {'CVE-2026-100001': row}})],
		['Trivy, text instead of a list', trivy({Class: 'os-pkgs', Type: 'debian', Vulnerabilities: 'elsewhere'})],
		['Grype', parseGrype({matches: [{vulnerability: {severity: 'High'}, artifact: {name: 'tar'}}]})],
		['CycloneDX', parseCycloneDx({metadata: {tools: [{name: 'grype'}]}, vulnerabilities: [{ratings: [{severity: 'high'}]}]})],
		['Clair', parseClair({packages: {1: {}}, vulnerabilities: {}, package_vulnerabilities: {1: ['7']}})],
		['twistcli', parseTwistcli({results: [{packages: [{}], vulnerabilities: [row]}]})],
		['Anchore', parseAnchore({imageDigest: 'x', vulnerabilities: [row]})],
		['Aqua', parseAqua({resources: [{resource: {name: 'tar'}, vulnerabilities: [row]}]})],
		['Snyk', parseSnyk({dependencyCount: 3, vulnerabilities: [row]})],
		['OSV-Scanner', parseOsvScanner({results: [{packages: [{package: {name: 'tar'}, vulnerabilities: [row]}]}]})],
		['dockscope', parseDockscope({state: 'complete', packages: 3, vulnerabilities: [row]})],
	])('of %s', async (_, parsed) => {
		const {vulnerabilities, state, coverage} = await whole(parsed);
		expect(vulnerabilities).toHaveLength(1);
		expect(state).toBe('partial');
		expect(coverage.at(-1)).toMatchObject({ecosystem: '1 finding of the report', judged: 0});
	});

	it('but not the entry of a package without one, of old versions of Trivy', async () =>
		expect((await whole(trivy(os({PkgName: 'tar'})))).vulnerabilities).toEqual([]));
});

it('a group of OSV-Scanner whose advisory is missing is a row', async () => {
	const packages = [{package: {name: 'tar'}, vulnerabilities: [], groups: [{ids: ['CVE-2026-100001'], max_severity: '9.8'}]}];
	const {vulnerabilities} = await whole(parseOsvScanner({results: [{packages}]}));
	expect(vulnerabilities).toMatchObject([{id: 'CVE-2026-100001', severity: 'critical'}]);
});

it('a package that is malware is critical, though nobody scores it', async () => {
	const parsed = trivy({
		Class: 'lang-pkgs',
		Type: 'npm',
		Vulnerabilities: [{VulnerabilityID: 'MAL-2026-1', Severity: 'UNKNOWN'}],
	});
	expect((await whole(parsed)).vulnerabilities).toMatchObject([{id: 'MAL-2026-1', severity: 'critical'}]);
});
