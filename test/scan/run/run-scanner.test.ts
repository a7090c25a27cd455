import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trivy} from '../../../src/scan/adapters/trivy.js';
import {scanEnvironment} from '../../../src/scan/detect.js';
import {runScanner, type ScanSettings} from '../../../src/scan/run-scanner.js';
import {until} from '../../support/process-table.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {trivyReports} from '../formats/fixtures/index.js';
import {fakeScanner, planFakes, readTrace} from '../support/fake-scanner.js';
import {recordedReader} from '../support/reader.js';
import {shop} from '../support/rows.js';
import {savedImage, tarOf} from '../support/saved-image.js';

const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

describe('a scanner that is run', () => {
	const folder = temporaryFolder();
	beforeEach(async () => {
		await fakeScanner(join(folder, 'bin'), 'trivy');
		// Temporary files of this test only, so that those of others do not count.
		vi.stubEnv('TMPDIR', folder);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		expect((await readdir(folder)).filter(name => name.startsWith('dockscope-scan-'))).toEqual([]);
		for (const {pid} of await traced()) await until(`process ${pid} has ended`, async () => !isAlive(pid));
	});

	/** The scans that ran, without calls for the version. */
	const traced = async () => (await readTrace(join(folder, 'trace'))).filter(({version}) => version !== true);

	async function scan(
		how: string,
		settings: Partial<ScanSettings> = {},
		more: Record<string, string> = {},
		engine: EngineReader | null = null,
	) {
		const variables = {
			PATH: join(folder, 'bin'),
			HOME: folder,
			TRIVY_FAKE: how,
			TRIVY_FAKE_TRACE: join(folder, 'trace'),
			AWS_SECRET_ACCESS_KEY: 'of-another',
			...more,
		};
		const environment = scanEnvironment(variables, engine);
		const detection = await trivy.detect(environment, new AbortController().signal);
		expect(detection).toMatchObject({available: true, version: '0.68.2'});
		return runScanner(trivy, detection, shop, {environment, signal: new AbortController().signal, graceMs: 300, ...settings});
	}

	it('returns its report, in its own folder and with only the variables meant for it', async () => {
		const report = await scan('good', {}, {TRIVY_FAKE_REPORT: JSON.stringify(trivyReports['0.68'])});
		expect(report).toMatchObject({
			state: 'complete',
			packages: 3,
			error: null,
			scanner: {name: 'trivy', version: '0.68.2', mode: 'binary'},
		});
		expect(report.vulnerabilities).toHaveLength(3);
		const {args, tmp, environment = {}} = (await traced())[0] ?? {};
		expect(args).toContain('shop:1');
		expect(tmp).toContain('dockscope-scan-');
		expect(Object.keys(environment)).not.toContain('AWS_SECRET_ACCESS_KEY');
	});

	it('is not scanned, rather than clean, when it catalogued nothing', async () => {
		const report = await scan(
			'good',
			{},
			{TRIVY_FAKE_REPORT: '{"SchemaVersion":2,"ArtifactName":"x","Results":[{"Target":"x","Packages":[]}]}'},
		);
		expect(report).toMatchObject({state: 'not-scanned', packages: 0});
		expect(report.notes).toContain('0 packages catalogued: nothing was checked, so the image is not known to be clean');
	});

	it.each([
		['not-scanned', 0, [{path: 'etc/motd', content: 'hello'}]],
		['complete', 1, [{path: 'app/package.json', content: '{"name":"a","version":"1.0.0"}'}]],
	] as const)(
		'that found nothing and does not say in how many packages is %s by our own count of %i',
		async (state, packages, files) => {
			const saved = await savedImage([await tarOf(files)], 'oci');
			const engine = recordedReader({saveImage: async () => Readable.from([saved])});
			const empty = JSON.stringify({
				SchemaVersion: 2,
				ArtifactName: 'x',
				Results: [{Target: 'x', Class: 'os-pkgs', Type: 'debian'}],
			});
			expect(await scan('good', {}, {TRIVY_FAKE_REPORT: empty}, engine)).toMatchObject({state, packages});
			const alone = await scan('good', {}, {TRIVY_FAKE_REPORT: empty});
			expect(alone).toMatchObject({state: 'not-scanned', packages: null});
			expect(alone.notes).toContain(
				'the report has no findings and does not show how many packages were judged: the image is not known to be clean',
			);
		},
	);

	it('that hangs is killed at the time limit', async () => {
		expect((await scan('hang', {timeLimitMs: 1500})).error?.kind).toBe('timed-out');
	});

	it('that hangs and ignores SIGTERM, with a child that does too, is killed on cancel', async () => {
		const cancellation = new AbortController();
		const running = scan('hang, deaf to SIGTERM, with a child', {signal: cancellation.signal});
		await until('its child runs', async () => (await traced()).length === 2);
		cancellation.abort();
		const report = await running;
		expect(report).toMatchObject({state: 'failed', error: {kind: 'cancelled'}});
	});

	it('that succeeds but leaves a child behind is a good scan, and the child is killed', async () => {
		expect((await scan('leaves a child')).state).toBe('complete');
	});

	it('that floods stderr is reported by its last lines', async () => {
		const {error} = await scan('flood stderr');
		expect(error?.kind).toBe('disk-full');
		expect(error?.message).toBe('trivy ran out of disk space: FATAL no space left on device');
		expect(error?.next.length).toBeGreaterThan(10);
		expect(error?.log.length).toBeGreaterThan(0);
		expect(JSON.stringify(error?.log).length).toBeLessThan(100_000);
	});

	it.each(['200 MB on stdout', '200 MB in the report'])('that writes %s is killed', async how => {
		expect((await scan(how, {sizeLimit: 5_000_000})).error?.kind).toBe('output-too-large');
	});

	it('that prints escape sequences is reported without them', async () => {
		const {error} = await scan('escape sequences');
		expect(error).toMatchObject({kind: 'permission', message: 'trivy was denied access: FATAL permission denied'});
		expect(JSON.stringify(error)).not.toMatch(/\\u001b|owned/);
	});

	it.each([
		['half a JSON', /not valid JSON/],
		['garbage', /not valid JSON .*<html>/],
		['another JSON', /JSON, but not a report of this scanner/],
		['nothing', /it wrote no report/],
	])('that succeeds with %s has given no report', async (how, message) => {
		const {error} = await scan(how);
		expect(error?.kind).toBe('garbage-output');
		expect(error?.message).toMatch(message);
	});

	it('that dies has crashed', async () => {
		expect((await scan('kills itself')).error).toMatchObject({kind: 'crashed', message: 'trivy failed: ended by SIGKILL'});
	});

	it('that disappears between detection and scan is missing', async () => {
		const environment = scanEnvironment({PATH: join(folder, 'bin'), HOME: folder}, null);
		const detection = await trivy.detect(environment, new AbortController().signal);
		await rm(join(folder, 'bin', 'trivy'));
		const report = await runScanner(trivy, detection, shop, {environment, signal: new AbortController().signal});
		expect(report.error?.kind).toBe('scanner-missing');
	});

	it.each([
		['--image-src', ['--scanners', '--security-checks']],
		['--scanners', ['--security-checks', '--image-src']],
	])('that does not know %s is run again without it', async (flag, others) => {
		const trace = join(folder, 'trace');
		await planFakes(join(folder, 'bin'), {how: {'*': 'refuses flags'}, refuses: [flag], trace});
		expect((await scan('refuses flags')).state).toBe('complete');
		const [first, second, ...more] = await traced();
		expect(first?.args).toContain(flag);
		expect(second?.args).not.toContain(flag);
		expect(more).toEqual([]);
		expect(others.some(other => second?.args?.includes(other))).toBe(true);
	});

	it('that only prints its usage is run again without what it does not list', async () => {
		const trace = join(folder, 'trace');
		await planFakes(join(folder, 'bin'), {how: {'*': 'prints its usage'}, refuses: ['--image-src'], trace});
		expect((await scan('prints its usage')).state).toBe('complete');
		expect(await traced()).toHaveLength(2);
	});

	it('that does not know a required option is too old', async () => {
		await planFakes(join(folder, 'bin'), {how: {'*': 'refuses flags'}, refuses: ['--format'], trace: join(folder, 'trace')});
		expect((await scan('refuses flags')).error).toMatchObject({
			kind: 'scanner-too-old',
			message: 'trivy is too old for dockscope: Error: unknown flag: --format',
		});
		expect(await traced()).toHaveLength(1);
	});
});
