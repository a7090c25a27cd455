import {execFile} from 'node:child_process';
import {mkdtemp, open, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {EngineError} from '../../src/base/engine/engine-error.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {runScan} from '../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../src/cli/scan/scan-options.js';
import {parsePolicy} from '../../src/judge/policy/parse-policy.js';
import {scanCache} from '../../src/scan/cache.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';
import * as fixtures from './formats/fixtures/index.js';
import {fakeScanner, planFakes, readTrace} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {recordOutput, scanOptions} from './support/settings.js';

const id = `sha256:${'a'.repeat(64)}`;
const containerId = 'c'.repeat(64);
const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'front'};
const engine = recordedReader({
	containers: async ({all}) =>
		!all ? [] : [{Id: containerId, Names: ['/web'], Image: 'shop:1', ImageID: id, State: 'exited', Labels: labels}],
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
		const refs = bom.components.map((one: {'bom-ref': string}) => one['bom-ref']);
		expect(new Set(refs).size).toBe(refs.length);
		for (const {affects} of bom.vulnerabilities) expect(refs).toContain(affects[0]?.ref);
	});

	it('the table shows what was found, by which scanner, and how old its data is', async () => {
		const {out} = await scan('good', {format: 'table', width: 160});
		expect(out).toMatch(/^shop:1: C1 H1 L1 \(3 found\) in 3 packages, by trivy 0\.68\.2 binary, database of unknown age\n/);
		expect(out).toMatch(/critical\s+CVE-2021-44906\s+minimist\s+1\.2\.0\s+1\.2\.6, 0\.2\.4/);
		expect(out).toContain('\n1 secret\ncritical: AWS Access Key ID in /app/.env:3, layer ');
	});

	it('omits what a waiver of the policy covers, and says so', async () => {
		const waiver =
			'waivers:\n  - rule: CVE-2021-44906\n    target: {image: "shop:*"}\n    reason: not reachable\n    expires: 2999-01-01\n';
		const {out, err} = await scan('good', {policy: parsePolicy(waiver, 'dockscope.yaml', [])});
		expect(JSON.parse(out).vulnerabilities.map((one: {id: string}) => one.id)).not.toContain('CVE-2021-44906');
		expect(err).toContain('CVE-2021-44906 in minimist is suppressed by the policy: not reachable');
		expect(JSON.parse(out).suppressed).toMatchObject([{id: 'CVE-2021-44906', by: 'the policy', why: 'not reachable'}]);
		expect(violations('scan', JSON.parse(out))).toEqual([]);
		const ticket = await scan('good', {policy: parsePolicy(waiver, 'dockscope.yaml', []), format: 'markdown'});
		expect(ticket.out).toContain('\n- 1 vulnerability suppressed\n');
		const byId = await scan('good', {policy: parsePolicy(waiver, 'dockscope.yaml', []), target: id});
		expect(JSON.parse(byId.out).suppressed).toMatchObject([{id: 'CVE-2021-44906'}]);
		const elsewhere = await scan('good', {policy: parsePolicy(waiver.replace('shop:*', 'other:*'), 'dockscope.yaml', [])});
		expect(JSON.parse(elsewhere.out).vulnerabilities).toHaveLength(3);
		expect(() => parsePolicy(waiver.replace('CVE-2021-44906', 'CVE-nonsense'), 'dockscope.yaml', [])).toThrow('unknown rule');
	});

	it.each(['name: web', 'service: front', 'service: shop/front'])(
		'applies a waiver for {%s} when the container is named',
		async its => {
			const waiver = `waivers:\n  - {rule: CVE-2021-44906, target: {${its}}, reason: not reachable}\n`;
			const policy = parsePolicy(waiver, 'dockscope.yaml', []);
			for (const target of ['web', '/web', containerId.slice(0, 12)]) {
				const {out} = await scan('good', {policy, target});
				expect(JSON.parse(out).suppressed, target).toMatchObject([{id: 'CVE-2021-44906'}]);
			}
			const ofImage = await scan('good', {policy});
			expect(JSON.parse(ofImage.out).suppressed).toEqual([]);
		},
	);

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
		expect(JSON.parse(out)).toMatchObject({state: 'failed', error: {kind: 'no-network'}});
		expect(JSON.parse(out).notes.at(-1)).toMatch(/^the rows are of the last good scan, of 20/);
		expect(JSON.parse(out).vulnerabilities).toHaveLength(3);
	});

	it('names a scanner that failed beside one that did not', async () => {
		await fakeScanner(join(folder, 'bin'), 'grype');
		await planFakes(join(folder, 'bin'), {
			how: {trivy: 'good', grype: 'fails'},
			reports: {trivy: fixtures.trivyReports['0.68']},
			says: 'no such host',
		});
		const {status, out} = await scan('good', {scanners: ['trivy', 'grype']});
		const {state, error, notes} = JSON.parse(out);
		expect({status, state, error}).toEqual({status: 4, state: 'complete', error: null});
		expect(notes).toContain('grype could not reach the network: no such host');
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
		// O_PATH: a descriptor that is no reader, so that the writer waits for one.
		const opened = await open(pipe, 0o10000000);
		const written = writeFile(pipe, report);
		for (const path of ['-', `/dev/fd/${opened.fd}`]) {
			const {status, out} = await scan('hang', {scanners: [], reports: [path], stdin: Readable.from([Buffer.from(report)])});
			expect(status).toBe(0);
			expect(JSON.parse(out).vulnerabilities).toEqual(expected.vulnerabilities);
		}
		await written;
		await opened.close();
	});

	it.each([
		['packed.json', gzipSync('{}'), 'it is compressed (gzip): decompress it first, for example gunzip -c FILE > OUTPUT'],
		[
			'several.json',
			`${JSON.stringify(fixtures.trivyReports['0.68'])}\n${JSON.stringify(fixtures.trivyReports['0.68'])}\n`,
			'it contains several reports: use one file per report',
		],
		[
			'joined.json',
			`${JSON.stringify(fixtures.trivyReports['0.68'])}${JSON.stringify(fixtures.trivyReports['0.68'])}`,
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
		['a list of reports', ['a:1', 'b:1'].map(ArtifactName => ({SchemaVersion: 2, ArtifactName, Results: []}))],
	])('refuses a report of several images, of which it could read only one: %s', async (_, document) => {
		const {status, err} = await scan('hang', {scanners: [], reports: [await file('x.json', document)]});
		expect(status).toBe(2);
		expect(err).toMatch(
			/x\.json cannot be read: it covers 2 images, none of them shop:1: (a:1, b:1|an unnamed image, an unnamed image)\n$/,
		);
	});

	it('reads the part of a report of several images that is about the target', async () => {
		const path = await file('list.json', fixtures.clusterReport);
		const named = await scan('hang', {target: 'shop:1', engine: null, scanners: [], reports: [path]});
		expect(JSON.parse(named.out)).toMatchObject({target: {image: 'shop:1'}, vulnerabilities: [{}, {}]});
		const {status, err} = await scan('hang', {target: null, engine: null, scanners: [], reports: [path]});
		expect([status, err]).toEqual([
			2,
			`dockscope: the report ${path} cannot be read: it covers 2 images, so name one of them: shop:1, side:2\n`,
		]);
	});

	it('says what a report in XML or a table is', async () => {
		for (const [text, why] of [
			[
				'<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><vulnerabilities/></bom>',
				'it is CycloneDX in XML: export it as CycloneDX JSON',
			],
			['<testsuites/>', 'it is XML: export the report as JSON'],
			['<html></html>', 'it is a web page: export the report as JSON'],
			['Registry,Repository,Tag,Id\na,b,c,d\n', 'it is a table (CSV): export it as JSON'],
		] as const) {
			await writeFile(join(folder, 'x.xml'), text);
			const {status, err} = await scan('hang', {scanners: [], reports: [join(folder, 'x.xml')]});
			expect([status, err]).toEqual([2, `dockscope: the report ${join(folder, 'x.xml')} cannot be read: ${why}\n`]);
		}
	});

	describe('a report without an engine', () => {
		const report = {...fixtures.trivyReports['0.68'], CreatedAt: '2026-10-02T03:04:05.678901234+02:00', ArtifactName: 'shop:1'};
		const alone = {target: null, engine: null, scanners: []};

		it('is about the image that it names, and has its own date', async () => {
			const {status, out, err} = await scan('hang', {...alone, reports: [await file('r.json', report)]});
			expect([status, err]).toEqual([0, '']);
			const document = JSON.parse(out);
			expect(violations('scan', document)).toEqual([]);
			expect(document).toMatchObject({
				target: {image: 'shop:1', id: null, containers: []},
				scannedAt: '2026-10-02T01:04:05.678Z',
				scanner: {mode: 'file'},
			});
		});
		it('reaches the gate', async () => {
			const {status} = await scan('hang', {...alone, reports: [await file('r.json', report)], failOn: 'high'});
			expect(status).toBe(1);
		});
		it.each([
			['9999-01-01T00:00:00Z', 'the report is dated in the future: 9999-01-01T00:00:00.000Z'],
			[undefined, /^the report has no date: that of its file is used, \d{4}-\d\d-\d\d$/],
			['yesterday', /^the report has no date/],
		])('dated %s is never newer than now', async (CreatedAt, note) => {
			const {out} = await scan('hang', {...alone, reports: [await file('r.json', {...report, CreatedAt})]});
			const document = JSON.parse(out);
			expect(document.notes[0]).toMatch(note);
			expect(Date.parse(document.scannedAt)).toBeLessThanOrEqual(Date.now());
		});
		it('is read for a name that the engine does not know, and where no engine answers', async () => {
			const path = await file('r.json', report);
			const absent = await scan('hang', {scanners: [], target: 'shop:2', reports: [path]});
			expect(absent.status).toBe(0);
			expect(absent.err).toContain('shop:2 is not on this engine: the report is shown without its containers\n');
			expect(absent.err).toContain('the report is for shop:1, not for shop:2\n');
			const dead = recordedReader({
				containers: () => Promise.reject(new EngineError('unreachable', trusted('nothing listens there'))),
			});
			const {status, err, out} = await scan('hang', {scanners: [], engine: dead, reports: [path]});
			expect([status, err]).toEqual([
				0,
				'the engine cannot be reached, so the report is shown without containers: nothing listens there\n',
			]);
			expect(JSON.parse(out).target).toEqual({image: 'shop:1', id: null, containers: []});
		});
		it('needs a name or a report', async () => {
			const {status, err} = await scan('hang', {target: null, engine: null, reports: []});
			expect([status, err]).toEqual([
				2,
				'dockscope: a snapshot contains no image to scan: scan needs a live engine, or --report FILE\n',
			]);
		});
	});

	describe('--keep', () => {
		const dated = (CreatedAt: string) => ({...fixtures.trivyReports['0.68'], CreatedAt, ArtifactName: 'shop:1', Metadata: {}});
		const keep = async (document: unknown, given: Partial<ScanOptions> = {}) =>
			scan('hang', {scanners: [], keep: true, reports: [await file('r.json', document)], ...given});
		const kept = async () => scanCache(join(folder, '.cache/dockscope')).load(id);

		it('caches the report with its own date, and does not replace a newer one', async () => {
			const {status, err} = await keep(dated('2026-10-02T00:00:00Z'));
			expect([status, err]).toEqual([0, 'kept as a scan of shop:1 of 2026-10-02T00:00:00.000Z\n']);
			expect(await kept()).toMatchObject([
				{scannedAt: '2026-10-02T00:00:00.000Z', target: {id}, scanner: {name: 'trivy', mode: 'file'}},
			]);
			const older = await keep(dated('2026-10-01T00:00:00Z'));
			expect([older.status, older.err, older.out]).toEqual([
				2,
				'dockscope: the report is not kept: it is of 2026-10-01T00:00:00.000Z, and a newer one by trivy is cached, of 2026-10-02T00:00:00.000Z\n',
				'',
			]);
			// Without a name it is kept for the image that it names.
			expect((await keep(dated('2026-10-03T00:00:00Z'), {target: null})).status).toBe(0);
			expect(await kept()).toMatchObject([{scannedAt: '2026-10-03T00:00:00.000Z'}]);
			// It is no scan of this machine: the next scan runs.
			const own = await scan('good', {fresh: false});
			expect(own.err).toContain('scanning shop:1 with Trivy');
		});
		it.each([
			[
				'another image',
				{...dated('2026-10-02T00:00:00Z'), ArtifactName: 'other:1'},
				{},
				'the report is for other:1, not for shop:1',
			],
			[
				'another image of that name',
				{...dated('2026-10-02T00:00:00Z'), Metadata: {ImageID: `sha256:${'b'.repeat(64)}`}},
				{},
				`the report is for shop:1 with the id ${'b'.repeat(12)}, but here its id is ${'a'.repeat(12)}`,
			],
			[
				'findings in code',
				{runs: [{tool: {driver: {name: 'CodeQL'}}, results: []}]},
				{},
				'CodeQL is not known to judge packages: the report says nothing about vulnerabilities of the image',
			],
		])('refuses a report of %s', async (_, document, given, why) => {
			const before = await kept();
			const {status, err, out} = await keep(document, given);
			expect([status, out]).toEqual([2, '']);
			expect(err).toBe(`dockscope: the report is not kept: ${why}\n`);
			expect(await kept()).toEqual(before);
		});
		it('refuses one for an image that is not on the engine, or that names none', async () => {
			const absent = await keep({...dated('2026-10-02T00:00:00Z'), ArtifactName: 'shop:9'}, {target: null});
			expect([absent.status, absent.err]).toEqual([
				2,
				'dockscope: neither a container nor an image on this engine is called "shop:9" (dockscope does not pull images)\n',
			]);
			const unnamed = await keep(fixtures.osvScannerReport, {target: null});
			expect([unnamed.status, unnamed.err]).toEqual([
				2,
				'dockscope: the report names no image, so it cannot be kept: name the image that it is about\n',
			]);
		});
	});

	it.each([
		[{}, 0],
		[{failOnSecrets: true}, 1],
		[{failOnSecrets: true, failOn: 'critical'}, 1],
	] as const)('secrets fail a gate only when asked: %j gives %i', async (given, expected) => {
		const report = {
			SchemaVersion: 2,
			ArtifactName: 'shop:1',
			Results: [
				{Class: 'os-pkgs', Type: 'debian', Target: 'shop:1', Packages: [{Name: 'tar'}]},
				{Class: 'secret', Target: 'app/.env', Secrets: [{RuleID: 'aws', Title: 'AWS key', Severity: 'CRITICAL', StartLine: 1}]},
			],
		};
		expect((await scan('hang', {scanners: [], reports: [await file('s.json', report)], ...given})).status).toBe(expected);
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

	it('asks Trivy for vulnerabilities only, and for what is chosen', async () => {
		const trace = join(folder, 'trace');
		const asked = async (chosen: string | null, given: Partial<ScanOptions> = {}) => {
			const variables = {
				PATH: join(folder, 'bin'),
				HOME: folder,
				TRIVY_FAKE: 'good',
				TRIVY_FAKE_TRACE: trace,
				TRIVY_FAKE_REPORT: JSON.stringify(fixtures.trivyReports['0.68']),
				...(chosen === null ? {} : {TRIVY_SCANNERS: chosen}),
			};
			await rm(trace, {force: true});
			const {out, err} = await scan('good', {variables, ...given});
			const call = (await readTrace(trace)).find(({version}) => version !== true);
			const {args = [], environment = {}} = call ?? {};
			return {kinds: args[args.indexOf('--scanners') + 1], environment, err, report: JSON.parse(out)};
		};
		const plain = await asked(null);
		expect(plain.kinds).toBe('vuln');
		expect(plain.report.scanner.examined).toEqual(['vuln']);
		// Vulnerabilities are always looked for: without them a report would look clean.
		const secrets = await asked('secret');
		expect(secrets.kinds).toBe('vuln,secret');
		expect(Object.keys(secrets.environment)).not.toContain('TRIVY_SCANNERS');
		expect(violations('scan', secrets.report)).toEqual([]);
		// A cached report answers for what it looked for.
		expect((await asked('secret', {fresh: false})).kinds).toBeUndefined();
		expect((await asked(null, {fresh: false})).kinds).toBeUndefined();
		const more = await asked('secret,misconfig', {fresh: false});
		expect(more.kinds).toBe('vuln,secret,misconfig');
		expect(more.err).toContain('did not look for misconfig: scanning again');
	});

	it('says that a choice for Trivy does not apply to another scanner', async () => {
		await fakeScanner(join(folder, 'bin'), 'grype');
		const {err} = await scan('garbage', {scanners: ['grype'], choosesKinds: true});
		expect(err).toContain('--trivy-scanners applies only to Trivy: Grype ignores it');
	});
});
