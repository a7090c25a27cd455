import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {pack} from 'tar-stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {importOsv} from '../../src/scan/advisories/osv-archive.js';
import {detectScanners, scanEnvironment} from '../../src/scan/detect.js';
import type {ScanReport} from '../../src/scan/report.js';
import {runScanner, type ScanSettings} from '../../src/scan/run-scanner.js';
import type {ScannerName, ScanTarget} from '../../src/scan/scanner.js';
import {scanners} from '../../src/scan/scanners.js';
import {advisories, osvArchive} from '../scan/support/advisories.js';
import {scanImageFiles, scanImagePackages} from '../scan/support/scan-image.js';
import {realTrivy} from '../scan/support/trivy.js';
import {writeTrivyDatabase} from '../scan/support/trivy-database.js';
import {ourRows, type Row, trivyRows} from '../scan/support/trivy-rows.js';
import {findProgram, searchPath} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine} from '../support/private-engine.js';
import {runningProcesses, until} from '../support/process-table.js';

describe('real Trivy on a real engine', () => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let image: string;
	let large: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-trivy-'));
		engine = await startPrivateEngine();
		image = await busyboxImage(engine, {name: 'scan-small:1', files: scanImageFiles});
		const filler = Object.fromEntries(
			Array.from({length: 30}, (_, index) => [`usr/share/filler/${index}`, 'x'.repeat(4_000_000)]),
		);
		large = await busyboxImage(engine, {name: 'scan-large:1', files: {...scanImageFiles, ...filler}});
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		await writeTrivyDatabase(join(folder, 'trivy'), advisories, new Date());
		await writeFile(join(folder, 'all.zip'), osvArchive());
		await importOsv(join(folder, 'all.zip'), join(folder, 'xdg', 'dockscope'), new Date());
	});
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** Air-gapped settings, as a user would export them. */
	const variables = (binaries: string, more: Record<string, string> = {}) => ({
		PATH: `${binaries}:${searchPath()}`,
		HOME: folder,
		XDG_CACHE_HOME: join(folder, 'xdg'),
		TRIVY_CACHE_DIR: join(folder, 'trivy'),
		TRIVY_SKIP_DB_UPDATE: 'true',
		TRIVY_SKIP_JAVA_DB_UPDATE: 'true',
		TRIVY_OFFLINE_SCAN: 'true',
		...more,
	});

	async function scan(
		name: ScannerName,
		environmentVariables: Record<string, string>,
		settings: Partial<ScanSettings> = {},
		scanned = image,
	) {
		const environment = scanEnvironment(environmentVariables, reader);
		const detection = (await detectScanners(environment)).find(one => one.name === name);
		const scanner = scanners.find(one => one.name === name);
		if (detection === undefined || scanner === undefined) throw new Error(`no ${name}`);
		const {Id} = await reader.image(scanned);
		const target: ScanTarget = {image: trusted('scan-small:1'), reference: scanned, id: Id, containers: [], containerId: null};
		const report = await runScanner(scanner, detection, target, {environment, signal: new AbortController().signal, ...settings});
		return {report, detection};
	}

	describe.each(['0.68.2', '0.44.1', '0.40.0'] as const)('%s', version => {
		let binaries: string;
		beforeAll(async () => {
			binaries = await realTrivy(version);
		});

		it('gives row by row what it writes itself', async () => {
			const own = join(folder, `own-${version}.json`);
			const args = [
				'image',
				'--quiet',
				'--scanners',
				'vuln',
				// 0.40 has no such flag: ours is asked again without it.
				...(version === '0.40.0' ? [] : ['--image-src', 'docker']),
				'--format',
				'json',
				'--output',
				own,
				image,
			];
			await runProgram(join(binaries, 'trivy'), args, {...variables(binaries), DOCKER_HOST: engine.host});
			const {report} = await scan('trivy', variables(binaries));
			expect(report.error).toBeNull();
			expect(ourRows(report)).toEqual(trivyRows(JSON.parse(await readFile(own, 'utf8'))));
			expect(report.vulnerabilities).toHaveLength(16);
			expect(report.packages).toBe(scanImagePackages);
			expect(report.scanner.database.updatedAt).toMatch(/^20/);
		});

		it('says that there is no database, and what to do', async () => {
			const {report} = await scan('trivy', variables(binaries, {TRIVY_CACHE_DIR: join(folder, `none-${version}`)}));
			expect(report).toMatchObject({state: 'failed', error: {kind: 'no-database'}});
			expect(report.error?.next).toContain('--download-db-only');
		});

		it('finds the same in our inventory as in the image, the layer of each included', async () => {
			const {report: whole} = await scan('trivy', variables(binaries));
			const {report: fast} = await scan('trivy', variables(binaries), {fast: true});
			expect(fast.error).toBeNull();
			expect(fast.scanner.mode).toBe('sbom');
			const withoutPath = (rows: Row[]) => rows.map(row => row.split(' | ').slice(0, 5).join(' | ')).sort();
			expect(withoutPath(ourRows(fast))).toEqual(withoutPath(ourRows(whole)));
			expect(fast.vulnerabilities.every(({layer}) => layer !== null)).toBe(true);
		});

		it('is cancelled: nothing runs on, and no file stays', async () => {
			const cancellation = new AbortController();
			const before = await leftovers();
			// Its first words, on an image that takes it a while to export.
			const onPhase = () => cancellation.abort();
			const {report} = await scan('trivy', variables(binaries), {signal: cancellation.signal, onPhase}, large);
			expect(report.error?.kind).toBe('cancelled');
			expect((await runningProcesses()).filter(({command}) => command.includes(`${binaries}/trivy image`))).toEqual([]);
			expect(await leftovers()).toEqual(before);
		});
	});

	it('finds in the embedded scan what Trivy finds with the same advisories', async () => {
		const {report: trivy} = await scan('trivy', variables(await realTrivy('0.68.2')));
		const {report: basic} = await scan('basic', variables('/nonexistent'));
		expect(basic.error).toBeNull();
		const key = (report: ScanReport) =>
			report.vulnerabilities.map(({id, package: {name, version}}) => `${id} ${name} ${version}`).sort();
		expect(key(basic)).toEqual(key(trivy));
	});

	it.each(['0.68.2', '0.44.1', '0.40.0'] as const)('queries a server of %s, and reports a wrong token', async version => {
		const binaries = await realTrivy(version);
		const port = await freePort();
		const server: ChildProcess = spawn(join(binaries, 'trivy'), ['server', '--listen', `127.0.0.1:${port}`, '--token', 'right'], {
			env: variables(binaries),
			stdio: 'ignore',
		});
		try {
			await until(
				'the server answers',
				async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok ?? false,
			);
			const {TRIVY_SKIP_DB_UPDATE, ...rest} = variables(binaries, {
				TRIVY_SERVER: `http://127.0.0.1:${port}`,
				TRIVY_TOKEN: 'right',
			});
			const {report, detection} = await scan('trivy', rest);
			expect(detection.mode).toBe('server');
			expect(report.error).toBeNull();
			expect(report.vulnerabilities).toHaveLength(16);
			const {report: refused} = await scan('trivy', {...rest, TRIVY_TOKEN: 'wrong'});
			expect(refused.state).toBe('failed');
			expect(JSON.stringify(refused)).not.toContain('wrong');
		} finally {
			server.kill('SIGKILL');
		}
	});

	it.each(['0.68.2', '0.44.1', '0.40.0'] as const)('runs as a container of %s, named and removed', async version => {
		const binaries = await realTrivy(version);
		await trivyImage(engine, {binary: join(binaries, 'trivy'), folder, name: `dockscope-test/trivy:${version}`});
		await writeTrivyDatabase(join(folder, 'xdg', 'dockscope', 'trivy'), advisories, new Date());
		const docker = (await findProgram('docker'))?.replace(/\/docker$/, '') ?? '';
		const more = {DOCKSCOPE_TRIVY_IMAGE: `dockscope-test/trivy:${version}`};
		const {TRIVY_CACHE_DIR, ...rest} = variables(docker, more);
		const {report, detection} = await scan('trivy-container', rest);
		expect(detection).toMatchObject({available: true, mode: 'container'});
		expect(report.error).toBeNull();
		expect(report.vulnerabilities).toHaveLength(16);
		expect(await engine.docker('ps', '--all', '--quiet', '--filter', 'label=dockscope.scan')).toBe('');
	});
});

const leftovers = async () => (await readdir(tmpdir())).filter(name => name.startsWith('dockscope-scan-')).sort();

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() =>
				typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
			);
		});
	});
}

/** An image with only the program, like aquasec/trivy: its entry point is trivy. */
async function trivyImage(
	engine: PrivateEngine,
	{binary, folder, name}: {binary: string; folder: string; name: string},
): Promise<void> {
	const file = join(folder, 'trivy-image.tar');
	const tar = pack();
	const written = pipeline(tar, createWriteStream(file));
	tar.entry({name: 'trivy', mode: 0o755}, await readFile(binary));
	tar.finalize();
	await written;
	await engine.docker('import', '--change', 'ENTRYPOINT ["/trivy"]', file, name);
	await rm(file);
}
