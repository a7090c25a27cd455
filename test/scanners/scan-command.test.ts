import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {runScan} from '../../src/commands/scan/scan.js';
import type {ScanOptions} from '../../src/commands/scan/scan-options.js';
import {EngineError} from '../../src/engine/engine-error.js';
import {parsePolicy} from '../../src/policy/parse-policy.js';
import {trusted} from '../../src/terminal/safe-text.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';
import * as fixtures from './formats/fixtures/index.js';
import {fakeScanner} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {recordOutput, scanOptions} from './support/settings.js';

const id = `sha256:${'a'.repeat(64)}`;
const containerId = 'c'.repeat(64);
const engine = recordedReader({
	containers: async ({all}) => (!all ? [] : [{Id: containerId, Names: ['/web'], Image: 'shop:1', ImageID: id, State: 'exited'}]),
	image: async name => {
		if (![id, 'shop:1'].includes(name)) throw new EngineError('not-found', trusted('no such image'), 404);
		return {Id: id, RepoTags: ['shop:1']};
	},
});

describe('dockscope scan', () => {
	const folder = temporaryFolder();
	beforeEach(async () => {
		await fakeScanner(join(folder, 'bin'), 'trivy');
	});

	async function scan(how: string, given: Partial<ScanOptions> = {}) {
		const {output, out, err} = recordOutput();
		const variables = {
			PATH: join(folder, 'bin'),
			HOME: folder,
			TRIVY_FAKE: how,
			TRIVY_FAKE_REPORT: JSON.stringify(fixtures.trivyReports['0.68']),
			TRIVY_FAKE_SAYS: 'no such host',
		};
		const status = await runScan(scanOptions({engine, variables, target: 'shop:1', scanners: ['trivy'], ...given}), output);
		return {status, out: out(), err: err()};
	}
	const file = async (name: string, document: unknown) => {
		await writeFile(join(folder, name), JSON.stringify(document));
		return join(folder, name);
	};

	it.each(['Nope', '-bad', 'a b', 'a//b', 'shop:2'])(
		'reports in one way that nothing is called %j, whatever the engine says',
		async name => {
			const {status, err} = await scan('good', {target: name});
			expect([status, err]).toEqual([
				2,
				`dockscope: neither a container nor an image on this engine is called "${name}" (dockscope does not pull images)\n`,
			]);
		},
	);

	it('writes a document that matches its schema, whatever the scanner returned', async () => {
		const {status, out} = await scan('good');
		expect(status).toBe(0);
		const document = JSON.parse(out);
		expect(violations('scan', document)).toEqual([]);
		expect(document).toMatchObject({
			schema: 'dockscope.scan/1',
			target: {image: 'shop:1', id, containers: ['web']},
			state: 'complete',
			packages: 3,
		});
		expect(document.vulnerabilities[0]).toMatchObject({
			id: 'CVE-2021-44906',
			epss: null,
			kev: null,
			loaded: 'unknown',
			exposed: null,
			sources: ['trivy'],
		});
		const failed = await scan('fails', {target: 'web'});
		expect(failed.status).toBe(4);
		expect(violations('scan', JSON.parse(failed.out))).toEqual([]);
	});

	it('SARIF and CycloneDX hold the same vulnerabilities', async () => {
		const sarif = JSON.parse((await scan('good', {format: 'sarif'})).out);
		expect(sarif.runs[0].results.map((one: {ruleId: string}) => one.ruleId)).toEqual([
			'CVE-2021-44906',
			'CVE-2026-100001',
			'CVE-2005-2541',
		]);
		expect(sarif.runs[0].tool.driver.rules[0].properties['security-severity']).toBe('9.5');
		const bom = JSON.parse((await scan('good', {format: 'cyclonedx'})).out);
		expect(bom.vulnerabilities.map((one: {id: string}) => one.id)).toEqual([
			'CVE-2021-44906',
			'CVE-2026-100001',
			'CVE-2005-2541',
		]);
		expect(new Set(bom.components.map((one: {'bom-ref': string}) => one['bom-ref']))).toEqual(
			new Set(bom.vulnerabilities.map((one: {affects: {ref: string}[]}) => one.affects[0]?.ref)),
		);
	});

	it('the table shows what was found, by which scanner, and how old its data is', async () => {
		const {out} = await scan('good', {format: 'table', width: 160});
		expect(out).toMatch(/^shop:1: C1 H1 L1 \(3 found\) in 3 packages, by trivy 0\.68\.2 binary, database of unknown age\n/);
		expect(out).toMatch(/critical\s+CVE-2021-44906\s+minimist\s+1\.2\.0\s+1\.2\.6, 0\.2\.4/);
		expect(out).toContain('critical  secret: AWS Access Key ID in /app/.env:3');
	});

	it('omits what a waiver of the policy covers, and says so', async () => {
		const waiver =
			'waivers:\n  - rule: CVE-2021-44906\n    target: {image: "shop:*"}\n    reason: not reachable\n    expires: 2999-01-01\n';
		const {out, err} = await scan('good', {policy: parsePolicy(waiver, 'dockscope.yaml', [])});
		expect(JSON.parse(out).vulnerabilities.map((one: {id: string}) => one.id)).not.toContain('CVE-2021-44906');
		expect(err).toContain('CVE-2021-44906 in minimist is suppressed by the policy: not reachable');
		expect(JSON.parse(out).suppressed).toMatchObject([{id: 'CVE-2021-44906', by: 'the policy', why: 'not reachable'}]);
		expect(violations('scan', JSON.parse(out))).toEqual([]);
		const elsewhere = await scan('good', {policy: parsePolicy(waiver.replace('shop:*', 'other:*'), 'dockscope.yaml', [])});
		expect(JSON.parse(elsewhere.out).vulnerabilities).toHaveLength(3);
		expect(() => parsePolicy(waiver.replace('CVE-2021-44906', 'CVE-nonsense'), 'dockscope.yaml', [])).toThrow('unknown rule');
	});

	it('exits with the right status for a pipeline', async () => {
		expect((await scan('good', {failOn: 'critical'})).status).toBe(1);
		expect((await scan('good', {failOn: 'critical', onlyFixable: true})).status).toBe(1);
		expect((await scan('good', {target: 'nothing:1'})).status).toBe(2);
		expect((await scan('good', {scanners: ['clamav']})).status).toBe(2);
		expect((await scan('good', {kev: join(folder, 'none')})).status).toBe(2);
		expect((await scan('garbage', {failOn: 'critical'})).status).toBe(4);
		const cancellation = new AbortController();
		const running = scan('hang', {signal: cancellation.signal});
		setTimeout(() => cancellation.abort(), 500);
		expect((await running).status).toBe(130);
	});

	it('shows the last good result with its date when the scan fails, and still ends as failed', async () => {
		await scan('good');
		const {status, out, err} = await scan('fails');
		expect(status).toBe(4);
		expect(err).toContain('showing the last good result, from 20');
		expect(err).toContain('next: check the network');
		expect(JSON.parse(out)).toMatchObject({state: 'complete', error: {kind: 'no-network'}});
		expect(JSON.parse(out).vulnerabilities).toHaveLength(3);
	});

	it.each([
		['trivy', fixtures.trivyReports['0.68']],
		['trivy', fixtures.trivyReports['0.19']],
		['grype', fixtures.grypeReports['database 6']],
		['docker scout', fixtures.scoutReport],
		['Trivy', fixtures.sarifWithText],
		['clair', fixtures.clairReport],
		['anchore', fixtures.anchoreReports['Engine v1']],
		['anchore', fixtures.anchoreReports['Enterprise v2']],
		['anchore', fixtures.anchoreReports.anchorectl],
		['anchore', fixtures.anchoreReports['Enterprise report']],
		['twistcli', fixtures.twistcliReport],
		['aqua', fixtures.aquaReports.scanner],
		['aqua', fixtures.aquaReports['console v2']],
		['aqua', fixtures.aquaReports['console v1']],
		['snyk', fixtures.snykReports['one project']],
		['osv-scanner', fixtures.osvScannerReport],
		['trivy', fixtures.cycloneDxReport],
	])('reads a report of %s from another tool', async (name, document) => {
		const {status, out} = await scan('hang', {scanners: [], reports: [await file('report.json', document)]});
		expect(status).toBe(0);
		// Of 0.19 it is a report about a lock file, which says nothing about the distribution.
		const state = name === 'trivy' && Array.isArray(document) ? 'partial' : 'complete';
		expect(JSON.parse(out)).toMatchObject({scanner: {name, mode: 'file'}, state});
		expect(JSON.parse(out).vulnerabilities.length).toBeGreaterThan(0);
		expect(violations('scan', JSON.parse(out))).toEqual([]);
	});

	it('merges a report with its own scan: one row per vulnerability, by both', async () => {
		const theirs = {
			...fixtures.grypeReports['database 6'],
			matches: [
				{
					vulnerability: {id: 'GHSA-xvch-5gv4-984h', severity: 'High', fix: {versions: ['1.2.6'], state: 'fixed'}},
					relatedVulnerabilities: [{id: 'CVE-2021-44906'}],
					artifact: {name: 'minimist', version: '1.2.0', type: 'npm'},
				},
			],
		};
		const {out} = await scan('good', {reports: [await file('grype.json', theirs)]});
		const document = JSON.parse(out);
		const shared = document.vulnerabilities.find((one: {id: string}) => one.id === 'CVE-2021-44906');
		expect(shared.sources.toSorted()).toEqual(['grype', 'trivy']);
		expect(shared.severity).toBe('critical');
		expect(shared.disagreements.map((one: {about: string}) => one.about)).toEqual(['severity', 'fix']);
		expect(document.vulnerabilities).toHaveLength(3);
	});

	it('warns that a report names another image', async () => {
		const report = {...fixtures.trivyReports['0.68'], ArtifactName: 'nginx:1.27', Metadata: {RepoTags: ['nginx:1.27']}};
		const {status, out, err} = await scan('hang', {scanners: [], reports: [await file('report.json', report)]});
		const note = 'the report is for nginx:1.27, not for shop:1';
		expect([status, err]).toEqual([0, `${note}\n`]);
		expect(JSON.parse(out).notes).toContain(note);
	});

	it('refuses a report in an unknown format, and says so', async () => {
		const {status, err} = await scan('hang', {scanners: [], reports: [await file('x.json', {hello: 'world'})]});
		expect(status).toBe(2);
		expect(err).toContain('not a report of dockscope, sarif, cyclonedx, trivy');
	});

	it.each([
		['absent.json', null, 'there is no such file'],
		['empty.json', '', 'the file is empty'],
		['cut.json', '{', 'not valid JSON'],
	])('says what is wrong with the file of a report %s, and blames no scanner', async (name, content, why) => {
		const path = join(await mkdtemp(join(tmpdir(), 'dockscope-test-')), name);
		onTestFinished(() => rm(dirname(path), {recursive: true}));
		if (content !== null) await writeFile(path, content);
		const {status, err} = await scan('hang', {scanners: [], reports: [path]});
		expect(status).toBe(2);
		expect(err).toMatch(new RegExp(`^dockscope: the report \\S+${name} cannot be read: ${why}`));
		expect(err).not.toContain('succeeded but');
	});

	it('reads a report from the standard input and from a pipe', async () => {
		const report = JSON.stringify(fixtures.trivyReports['0.68']);
		const expected = JSON.parse((await scan('hang', {scanners: [], reports: [await file('x.json', JSON.parse(report))]})).out);
		const pipe = join(folder, 'pipe');
		await promisify(execFile)('mkfifo', [pipe]);
		const written = writeFile(pipe, report);
		for (const path of ['-', pipe]) {
			const {status, out} = await scan('hang', {scanners: [], reports: [path], stdin: Readable.from([Buffer.from(report)])});
			expect(status).toBe(0);
			expect(JSON.parse(out).vulnerabilities).toEqual(expected.vulnerabilities);
		}
		await written;
	});

	it.each([
		['packed.json', gzipSync('{}'), 'it is compressed (gzip): decompress it first, for example gunzip -c FILE > OUTPUT'],
		[
			'several.json',
			`${JSON.stringify(fixtures.trivyReports['0.68'])}\n${JSON.stringify(fixtures.trivyReports['0.68'])}\n`,
			'it contains several reports: use one file per report',
		],
	])('says what to do about %s', async (name, content, why) => {
		await writeFile(join(folder, name), content);
		const {status, err} = await scan('hang', {scanners: [], reports: [join(folder, name)]});
		expect([status, err]).toEqual([2, `dockscope: the report ${join(folder, name)} cannot be read: ${why}\n`]);
	});

	it.each([
		[
			'twistcli',
			{
				results: [
					{distro: 'Debian', vulnerabilities: []},
					{distro: 'Debian', vulnerabilities: []},
				],
			},
		],
		['SARIF', {runs: ['a:1', 'b:1'].map(imageName => ({tool: {driver: {name: 'Trivy'}}, results: [], properties: {imageName}}))}],
	])('refuses a report of several images, of which it could read only one: %s', async (_, document) => {
		const {status, err} = await scan('hang', {scanners: [], reports: [await file('x.json', document)]});
		expect(status).toBe(2);
		expect(err).toContain('x.json cannot be read: it covers several images: use one file per image');
	});

	it('finds one report between log lines, in JSON or not', async () => {
		const lines = ['{"level":"info"}', JSON.stringify(fixtures.trivyReports['0.68']), '2026-11-01 INFO done', '{"level":"info"}'];
		await writeFile(join(folder, 'logged.json'), lines.join('\n'));
		expect((await scan('hang', {scanners: [], reports: [join(folder, 'logged.json')]})).status).toBe(0);
	});

	it('shows a cached report while it is fresh, says so, and scans again on request', async () => {
		const first = await scan('good', {fresh: false});
		expect(first.err).toContain('scanning shop:1 with Trivy');
		const {scannedAt} = JSON.parse(first.out);
		// The scanner would fail now; it is not run.
		const second = await scan('fails', {fresh: false, target: 'shop:1'});
		expect(second).toMatchObject({status: 0, out: first.out});
		expect(second.err).toBe(`cached report of ${scannedAt} by trivy; use --fresh to scan again\n`);
		expect((await scan('fails', {fresh: false, failOn: 'critical'})).status).toBe(1);
		// Another filter is laid over the same report.
		const fixable = JSON.parse((await scan('fails', {fresh: false, onlyFixable: true})).out);
		expect(fixable.vulnerabilities.map((one: {id: string}) => one.id)).toEqual(['CVE-2021-44906', 'CVE-2026-100001']);

		expect((await scan('fails', {fresh: true})).status).toBe(4);
		const tomorrow = () => new Date(Date.parse(scannedAt) + 24 * 3600 * 1000 + 1);
		expect((await scan('fails', {fresh: false, now: tomorrow})).status).toBe(4);
	});
});
