import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {runScan} from '../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../src/cli/scan/scan-options.js';
import {imageInventory} from '../../src/scan/inventory/image-inventory.js';
import type {Vulnerability} from '../../src/scan/report.js';
import {osvArchive} from '../scan/support/advisories.js';
import {fakeScanner, readTrace} from '../scan/support/fake-scanner.js';
import {scanImageFiles, scanImagePackages} from '../scan/support/scan-image.js';
import {recordOutput, scanOptions} from '../scan/support/settings.js';
import {busyboxImage} from '../support/images.js';
import {signal, until} from '../support/process-table.js';
import {dockscope as runCli} from '../support/run-cli.js';
import {dockscope} from '../support/terminal-program.js';
import {startTestEngine, type TestEngine, whyNoTestEngine} from '../support/test-engine.js';
import {violations} from '../support/validate.js';

/** What a reader of the same advisories must find in the image: [id, package, installed]. */
const expected = [
	['CVE-2005-2541', 'tar'],
	['CVE-2019-10744', 'lodash'],
	['CVE-2021-23337', 'lodash'],
	['CVE-2021-44906', 'minimist'],
	['CVE-2022-24771', 'node-forge'],
	...['CVE-2026-100001', 'CVE-2026-100002', 'CVE-2026-100003'].flatMap(cve =>
		['libnginx-mod-stream', 'nginx', 'nginx-common'].map(name => [cve, name]),
	),
	...['libgssapi-krb5-2', 'libkrb5-3'].map(name => ['CVE-2026-100009', name]),
].sort();

const found = (rows: readonly Vulnerability[]) => rows.map(row => [row.id, row.package.name]).sort();

describe.skipIf((await whyNoTestEngine()) !== null)('the basic scan on a real engine', () => {
	let engine: TestEngine;
	let reader: EngineReader;
	let home: string;
	let image: string;

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'dockscope-test-scan-'));
		engine = await startTestEngine();
		image = await busyboxImage(engine, {name: 'scan-small:1', files: scanImageFiles});
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const archive = join(home, 'all.zip');
		await writeFile(archive, osvArchive());
		const {output, err} = recordOutput();
		expect(await runScan(scanOptions({engine: null, variables: variables(), importOsv: archive}), output)).toBe(0);
		expect(err()).toMatch(/^imported 6 advisories of Debian, the newest of .*\nimported 4 advisories of npm/);
	});
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(home, {recursive: true, force: true});
	});

	const variables = () => ({PATH: '/nonexistent', HOME: home});

	async function scan(target: string, given: Partial<ScanOptions> = {}) {
		const {output, out, err} = recordOutput();
		const status = await runScan(scanOptions({engine: reader, variables: variables(), target, ...given}), output);
		return {status, text: out(), err: err()};
	}

	/** A container of the image called `web`, instead of the previous one. */
	async function startWeb(...more: readonly string[]): Promise<void> {
		await engine.docker('rm', '--force', 'web');
		const options = ['--detach', '--name', 'web', '--stop-signal', 'KILL', ...more];
		await engine.docker('run', ...options, image, 'busybox', 'httpd', '-f', '-p', '80');
	}

	it('reads the packages of an image in one pass, each with its layer', async () => {
		const inventory = await imageInventory(reader, image);
		expect(inventory.distribution).toMatchObject({id: 'debian', versionId: '13'});
		expect(inventory.packages).toHaveLength(scanImagePackages);
		const [layer] = (await reader.image(image)).RootFS?.Layers ?? [];
		expect(new Set(inventory.packages.map(one => one.layer))).toEqual(new Set([layer]));
	});

	it('finds the advisories for an image without a container, in a document that matches its schema', async () => {
		const {status, text} = await scan(image);
		const report = JSON.parse(text);
		expect(status).toBe(0);
		expect(violations('scan', report)).toEqual([]);
		expect(report).toMatchObject({state: 'complete', packages: scanImagePackages, scanner: {name: 'basic', mode: 'embedded'}});
		expect(report.scanner.database.updatedAt).toBe('2026-11-20T10:00:00Z');
		expect(found(report.vulnerabilities)).toEqual(expected);
	});

	it('lists every package in CycloneDX, once', async () => {
		const bom = JSON.parse((await scan(image, {format: 'cyclonedx'})).text);
		expect(bom.components).toHaveLength(scanImagePackages);
		const refs = new Set(bom.components.map((one: {'bom-ref': string}) => one['bom-ref']));
		expect(refs.size).toBe(scanImagePackages);
		for (const {affects} of bom.vulnerabilities) expect(refs).toContain(affects[0]?.ref);
	});

	it('honours whiteouts: what a later layer removes or replaces is not reported', async () => {
		await engine.docker('rm', '--force', 'changed');
		await engine.docker(
			'create',
			'--name',
			'changed',
			image,
			'sh',
			'-c',
			`rm -rf /app/node_modules/lodash; echo '{"name":"minimist","version":"1.2.8"}' > /app/node_modules/minimist/package.json`,
		);
		await engine.docker('start', '--attach', 'changed');
		await engine.docker('commit', 'changed', 'scan-changed:1');
		const report = JSON.parse((await scan('scan-changed:1')).text);
		const npm = report.vulnerabilities.filter((row: Vulnerability) => row.package.type === 'npm');
		expect(npm.map((row: Vulnerability) => row.id)).toEqual(['CVE-2022-24771']);
		// The files of the container are read as they are now, which here is the same.
		const {text: fromFiles, err} = await scan('changed', {host: localHost()});
		expect(err).toContain('in the container, /app/node_modules/lodash differs from the image');
		const fromContainer = JSON.parse(fromFiles);
		expect(found(fromContainer.vulnerabilities)).toEqual(found(report.vulnerabilities));
		expect(violations('scan', fromContainer)).toEqual([]);
		expect(fromContainer.drift).toMatchObject({
			added: [],
			removed: [{type: 'npm', name: 'lodash', version: '4.17.4', path: 'app/node_modules/lodash/package.json'}],
			updated: [{type: 'npm', name: 'minimist', from: '1.2.0', version: '1.2.8'}],
		});
		expect(err).toContain('~ minimist 1.2.0 is 1.2.8 now (npm, app/node_modules/minimist/package.json)');
	});

	it('shows what a live process has loaded, what is only on disk, and what is unknown', async () => {
		await startWeb('--publish', '8080:80');
		const report = JSON.parse((await scan('web', {host: localHost()})).text);
		const byName = new Map<string, Vulnerability>(report.vulnerabilities.map((row: Vulnerability) => [row.package.name, row]));
		// The image says that busybox, which runs, belongs to nginx.
		expect(byName.get('nginx')?.loaded).toBe('loaded');
		expect(byName.get('tar')?.loaded).toBe('on-disk');
		expect(byName.get('libkrb5-3')?.loaded).toBe('unknown');
		expect(byName.get('lodash')?.loaded).toBe('unknown');
		expect(byName.get('nginx')?.exposed).toBe(true);
		expect(report.target.containers).toContain('web');
		// Loaded and fixable comes before the same severity on disk or unknown.
		const high = report.vulnerabilities.filter((row: Vulnerability) => row.severity === 'high');
		expect(high[0].package.name).toBe('nginx');

		const loaded = JSON.parse((await scan('web', {host: localHost(), onlyLoaded: true})).text);
		expect(loaded.vulnerabilities.some((row: Vulnerability) => row.loaded === 'on-disk')).toBe(false);
	});

	it('says with its exit status what it found', async () => {
		expect((await scan(image, {failOn: 'critical'})).status).toBe(1);
		await writeFile(join(home, '.trivyignore'), 'CVE-2019-10744\nCVE-2021-44906 # not used\n');
		const ignored = await scan(image, {failOn: 'critical', workingDirectory: home});
		await rm(join(home, '.trivyignore'));
		expect(ignored.status).toBe(0);
		expect(ignored.err).toContain('CVE-2019-10744 in lodash is suppressed by .trivyignore: ignored');
		expect((await scan('no-such-image:1')).status).toBe(2);
		expect((await scan(image, {scanners: ['trivy']})).status).toBe(4);
		const fixable = JSON.parse((await scan(image, {onlyFixable: true})).text);
		expect(fixable.vulnerabilities.some((row: Vulnerability) => row.id === 'CVE-2005-2541')).toBe(false);
	});

	it('says that an image without packages was not scanned, and never that it is clean', async () => {
		const empty = await busyboxImage(engine, {name: 'empty:1'});
		const {status, text} = await scan(empty);
		expect(status).toBe(4);
		expect(JSON.parse(text)).toMatchObject({state: 'not-scanned', packages: 0, vulnerabilities: []});
		expect((await scan(empty, {format: 'table'})).text).toContain('NOT SCANNED');
	});

	it('sends only GET and HEAD, keeps reports private to their owner, and leaves no temporary file', async () => {
		const scans = join(home, '.cache', 'dockscope', 'scans');
		for (const folder of await readdir(scans))
			for (const name of await readdir(join(scans, folder)))
				expect((await stat(join(scans, folder, name))).mode & 0o777).toBe(0o600);
		expect(await engine.docker('ps', '--all', '--quiet', '--filter', 'label=dockscope.scan')).toBe('');
	});

	it('is one key away in the inspector, with a tally, a table and a page for each', async () => {
		await startWeb('--publish', '8080:80');
		const env = {XDG_CACHE_HOME: join(home, '.cache')};
		const screen = await dockscope({args: ['--host', engine.host], columns: 140, rows: 40, env});
		try {
			await screen.shows(/▌[A-F] +\d+ +web/);
			screen.press('V');
			await screen.shows(/web.*C2 H1\d/);
			screen.press('v');
			await screen.shows(/16 vulnerabilities/);
			await screen.shows(/CVE-2026-100001 +nginx .*loaded/);
			screen.press('x');
			await screen.shows(/15 of 16 +fixable/);
			screen.press('x', '/', 'lodash');
			await screen.shows(/2 of 16 +\/lodash/);
			screen.press('Enter', 'Enter');
			await screen.shows(/HOW TO FIX/);
			await screen.shows(/npm install lodash@4\.17\./);
			screen.press('Esc', 'Esc', 'q');
			expect(await screen.exit()).toBe(0);
		} finally {
			await screen.stop();
		}
	});

	it('counts in the audit and in the grade, from the reports that are kept', async () => {
		await startWeb('--publish', '8080:80');
		const env = {XDG_CACHE_HOME: join(home, 'audit-cache')};
		const audit = async () => {
			const report = JSON.parse((await runCli(['audit', '--host', engine.host, '--format', 'json'], {env})).stdout);
			const of = (rule: string, name: string) =>
				report.verdicts.find((one: {rule: string; target: {name: string}}) => one.rule === rule && one.target.name === name);
			const {risk} = report.targets.find((one: {name: string}) => one.name === 'web');
			return {
				image: of('image-vulnerabilities', image),
				container: of('container-vulnerable-packages', 'web'),
				score: risk.score,
				factors: risk.factors.map(({slug}: {slug: string}) => slug),
			};
		};
		const before = await audit();
		expect(before.image).toMatchObject({verdict: 'unknown', cis: {'1.6.0': '4.4'}});
		expect(before.container.verdict).toBe('unknown');

		const imported = await runCli(['scan', '--import-osv', join(home, 'all.zip')], {env});
		expect(imported.status).toBe(0);
		const first = await runCli(['scan', '--host', engine.host, 'web'], {env: {...env, PATH: '/nonexistent'}});
		expect(first.status).toBe(0);
		const after = await audit();
		expect(after.image).toMatchObject({verdict: 'fail', severity: 'critical'});
		expect(after.container).toMatchObject({verdict: 'fail'});
		expect(after.container.evidence[0].path).toBe('basic');
		expect(after.factors).toContain('container-vulnerable-packages');
		expect(after.score).toBeGreaterThan(before.score);
		expect(after.score).toBeLessThanOrEqual(before.score + 20);

		const again = await runCli(['scan', '--host', engine.host, 'web'], {env: {...env, PATH: '/nonexistent'}});
		expect(again.stderr).toMatch(/^cached report of .* by basic; use --fresh to scan again$/m);
		expect(again.stdout).toBe(first.stdout);

		const file = join(home, 'snapshot.json');
		expect((await runCli(['snapshot', '--host', engine.host, '--output', file], {env})).status).toBe(0);
		const snapshot = JSON.parse(await readFile(file, 'utf8'));
		expect(violations('snapshot', snapshot)).toEqual([]);
		expect(violations('scan', snapshot.scans[0])).toEqual([]);
		// On another machine, without a cache, the snapshot shows what was known when it was made.
		const replayed = await runCli(['audit', '--from', file, '--format', 'json']);
		const found = JSON.parse(replayed.stdout).verdicts.filter(({rule}: {rule: string}) => rule === 'image-vulnerabilities');
		expect(found).toEqual([{...after.image, target: found[0].target}]);
	});

	it('ends with the program: nothing of a scan runs on or lies about', async () => {
		await startWeb();
		const folder = await mkdtemp(join(home, 'quit-'));
		await fakeScanner(join(folder, 'bin'), 'trivy');
		const trace = join(folder, 'trace');
		const env = {
			PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
			TMPDIR: folder,
			XDG_CACHE_HOME: join(folder, 'cache'),
			TRIVY_FAKE: 'hang, deaf to SIGTERM, with a child',
			TRIVY_FAKE_TRACE: trace,
		};
		const screen = await dockscope({args: ['--host', engine.host], columns: 140, rows: 40, env});
		try {
			await screen.shows(/▌[A-F] +\d+ +web/);
			screen.press('V');
			const pids = await until('the scanner and its child run', async () => {
				const running = (await readTrace(trace)).filter(({version}) => version !== true);
				return running.length === 2 && running.map(({pid}) => pid);
			});
			screen.press('q');
			expect(await screen.exit()).toBe(0);
			for (const pid of pids) await until(`process ${pid} has ended`, async () => !signal(pid, 0));
			expect((await readdir(folder)).filter(name => name.startsWith('dockscope-scan-'))).toEqual([]);
		} finally {
			await screen.stop();
		}
	});

	it('does not hold the image that it reads', async () => {
		const filler = Object.fromEntries(
			Array.from({length: 40}, (_, index) => [`usr/share/filler/${index}`, 'x'.repeat(3_000_000)]),
		);
		const large = await busyboxImage(engine, {name: 'large:1', files: {...scanImageFiles, ...filler}});
		const before = process.memoryUsage().rss;
		let highest = before;
		const watch = setInterval(() => {
			highest = Math.max(highest, process.memoryUsage().rss);
		}, 5);
		const inventory = await imageInventory(reader, large);
		clearInterval(watch);
		expect(inventory.packages).toHaveLength(scanImagePackages);
		expect((highest - before) / 1e6).toBeLessThan(100);
	});
});
