import {mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../src/judge/policy/policy.js';
import {scanEnvironment} from '../../src/scan/detect.js';
import type {Suppression} from '../../src/scan/enrichment/suppression-rule.js';
import {trivyIgnore} from '../../src/scan/enrichment/trivy-ignore.js';
import {pageOf} from '../../src/tui/store/page-of.js';
import {createScanService} from '../../src/tui/store/scan-service.js';
import type {ScanService} from '../../src/tui/store/services.js';
import type {Tui} from '../../src/tui/store/tui.js';
import {until} from '../support/process-table.js';
import {type Sample, shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {largeTrivyReport, trivyReports} from './formats/fixtures/index.js';
import {fakeScanner} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {savedImage, tarOf} from './support/saved-image.js';

const npm = (folder: string, name: string) => ({
	path: `${folder}/package.json`,
	content: JSON.stringify({name, version: '1.0.0'}),
});

const image = `sha256:${'b'.repeat(64)}`;

describe('vulnerabilities in the inspector', () => {
	const folder = temporaryFolder();
	const running: Tui[] = [];
	beforeEach(async () => {
		await fakeScanner(join(folder, 'bin'), 'trivy');
		// The layer of a container that has lost a package.
		const left = npm('upper/app', 'a');
		await mkdir(join(folder, 'upper/app'), {recursive: true});
		await writeFile(join(folder, left.path), left.content);
		vi.stubEnv('TMPDIR', folder);
	});
	afterEach(async () => {
		for (const tui of running.splice(0)) tui.close();
		vi.unstubAllEnvs();
		expect((await readdir(folder)).filter(name => name.startsWith('dockscope-scan-'))).toEqual([]);
	});

	/** An engine with one image, nginx:1.27, and a scanner that behaves as the test says. */
	function service(how: string, report: unknown = trivyReports['0.68'], suppressions: readonly Suppression[] = []): ScanService {
		const engine: EngineReader = recordedReader({
			isLocal: async () => true,
			containers: async () => [],
			changes: async () => [
				{Path: '/app', Kind: 0},
				{Path: '/app/node_modules/lodash', Kind: 2},
			],
			image: async () => ({Id: image, RepoTags: ['nginx:1.27']}),
			inspect: async Id => ({Id, Image: image, GraphDriver: {Name: 'overlay2', Data: {UpperDir: join(folder, 'upper')}}}),
			pathStat: async () => null,
			saveImage: async () =>
				Readable.from([await savedImage([await tarOf([npm('app', 'a'), npm('app/node_modules/lodash', 'lodash')])], 'oci')]),
		});
		const variables = {
			PATH: join(folder, 'bin'),
			HOME: folder,
			TRIVY_FAKE: how,
			TRIVY_FAKE_REPORT: JSON.stringify(report),
			TRIVY_FAKE_SAYS: 'no such host',
			TRIVY_FAKE_TRACE: join(folder, 'trace'),
		};
		return createScanService({
			environment: {...scanEnvironment(variables, engine), engine, host: localHost()},
			recorded: null,
			host: localHost(),
			now: Date.now,
			enrichment: async () => ({epssFile: null, kev: null, suppressions, notes: []}),
		});
	}

	const scanned = async (scans: ScanService) => {
		scans.scan([image], true);
		await until('the scan has ended', async () => scans.image(image)?.progress === null);
		return scans.image(image);
	};

	it('are scanned in the background, shown as a tally, cached for the next run', async () => {
		const scans = service('good');
		expect(scans.tally(image)).toBe('?');
		const words: string[] = [];
		scans.subscribe(() => words.push(scans.tally(image)));
		const done = await scanned(scans);
		expect(words).toContain('scanning');
		expect(scans.tally(image)).toBe('C1 H1');
		expect(done).toMatchObject({
			failure: null,
			kept: {stale: false, report: {state: 'complete', scanner: {name: 'trivy', mode: 'sbom'}}},
		});
		// Exploited, loaded and fixable before the rest; here the severity decides.
		expect(done?.kept?.report.vulnerabilities.map(({id}) => id)).toEqual(['CVE-2021-44906', 'CVE-2026-100001', 'CVE-2005-2541']);

		const next = service('hang');
		next.lookUp(image, 'tally');
		await until('what was kept is read', async () => next.tally(image) === 'C1 H1');
	});

	it('are not scanned again by A while they are fresh', async () => {
		await scanned(service('good'));
		const next = service('fails');
		next.scan([image], false);
		await until('it has been looked at', async () => next.tally(image) === 'C1 H1' && next.image(image)?.progress === null);
		expect(next.image(image)?.failure).toBeNull();
	});

	it('keep the last good result when a scan fails, and say so', async () => {
		await scanned(service('good'));
		const failing = service('fails');
		failing.lookUp(image, 'tally');
		await until('what was kept is read', async () => failing.tally(image) === 'C1 H1');
		const after = await scanned(failing);
		expect(failing.tally(image)).toBe('~C1 H1');
		expect(after?.failure).toMatchObject({kind: 'no-network'});
		expect(after?.kept?.report.vulnerabilities).toHaveLength(3);
	});

	it('that could not be scanned at all are not clean', async () => {
		const failing = service('garbage');
		await scanned(failing);
		expect(failing.tally(image)).toBe('? failed');
	});

	it('are counted while they run, for the first line of the list', async () => {
		const scans = service('hang');
		const other = `sha256:${'c'.repeat(64)}`;
		expect(scans.running()).toBeNull();
		scans.scan([image, other], true);
		await until('one runs', async () => scans.running() !== null);
		expect(scans.running()).toEqual({image, number: 1, of: 2, phase: expect.any(String)});
		scans.cancel();
		await until('nothing runs', async () => scans.running() === null);
	});

	it('are cancelled immediately, also those in the queue', async () => {
		const scans = service('hang');
		const other = `sha256:${'c'.repeat(64)}`;
		scans.scan([image, other], true);
		await until(
			'the scanner runs',
			async () => scans.image(image)?.progress?.phase !== undefined && (await readdir(folder)).includes('trace'),
		);
		expect(scans.tally(other)).toBe('waiting');
		scans.cancel();
		await until('nothing is left', async () => scans.image(image)?.progress === null && scans.image(other)?.progress === null);
		expect(scans.tally(image)).toBe('? failed');
	});

	function inspect(scans: ScanService, policy: Policy | null = null, samples: readonly Sample[] = shop) {
		const {tui, fleet} = sampleTui(samples, {now: Date.now, policy, loadScans: async () => scans});
		running.push(tui);
		const {store, actions} = tui;
		const rows = () =>
			(pageOf(store.getState())?.lines ?? []).flatMap(line =>
				line.kind === 'table' && line.row >= 0 ? [line.table.rows[line.row]?.[1] ?? ''] : [],
			);
		const text = () =>
			(pageOf(store.getState())?.lines ?? [])
				.map(line => (line.kind === 'text' ? line.spans.map(span => span.text).join('') : ''))
				.join('\n');
		return {store, actions, rows, text, fleet};
	}

	it('move the list that is sorted by them as soon as they are known', async () => {
		const scans = service('good');
		const privileged = {name: 'unscanned', Image: `sha256:${'c'.repeat(64)}`, host: {Privileged: true}};
		const {store, actions} = inspect(scans, null, [privileged, {name: 'scanned'}]);
		const names = () => store.getState().lines.flatMap(line => (line.kind === 'container' ? [line.entry.name] : []));
		await actions.loadScans();
		actions.sortBy('vulns');
		expect(names()).toEqual(['unscanned', 'scanned']);
		await scanned(scans);
		expect(names()).toEqual(['scanned', 'unscanned']);
	});

	it('are passed to the fleet as soon as they are known, cached or new', async () => {
		await scanned(service('good'));
		const scans = service('copy', join(folder, 'clean.json'));
		const Results = trivyReports['0.68'].Results.map(result => ({...result, Vulnerabilities: []}));
		await writeFile(join(folder, 'clean.json'), JSON.stringify({...trivyReports['0.68'], Results}));
		const {actions, fleet} = inspect(scans);
		await actions.loadScans();
		const fixable = () => {
			const scan = fleet.taken.get(image);
			return scan?.known === true ? scan.value.fixable.map(({id}) => id) : null;
		};
		await until('what was kept is told', async () => fixable()?.join() === 'CVE-2021-44906,CVE-2026-100001');
		await scanned(scans);
		await until('the new scan is told', async () => fixable()?.length === 0);
	});

	it('are a table with filters, and a page for each', async () => {
		const scans = service('good');
		await scanned(scans);
		const {actions, rows, text, store} = inspect(scans);
		await actions.loadScans();
		actions.openVulnerabilities();
		expect(rows()).toEqual(['CVE-2021-44906', 'CVE-2026-100001', 'CVE-2005-2541']);
		expect(text()).toContain('3 vulnerabilities');
		expect(text()).toContain('trivy 0.68.2 by inventory');
		expect(text()).toContain('1 SECRET');
		await until('the engine has told what changed', async () =>
			text().includes('packages of this container differ from its image: /app/node_modules/lodash.'),
		);
		await until('the packages have been compared', async () =>
			text().includes('- lodash 1.0.0 (npm, app/node_modules/lodash/package.json)'),
		);

		actions.toggleFixable();
		expect(rows()).toEqual(['CVE-2021-44906', 'CVE-2026-100001']);
		actions.toggleFixable();
		for (let step = 0; step < 4; step++) actions.stepThreshold(1);
		expect(rows()).toEqual(['CVE-2021-44906']);
		for (let step = 0; step < 4; step++) actions.stepThreshold(-1);
		actions.beginFilter();
		actions.typed('deb !tar');
		expect(rows()).toEqual(['CVE-2026-100001']);
		actions.cancelPrompt();
		actions.toggleLoaded();
		expect(rows()).toEqual([]);
		expect(text()).toContain('Nothing matches the filter');
		actions.toggleLoaded();

		actions.enter();
		expect(store.getState().frames.at(-1)?.view.kind).toBe('vulnerability');
		expect(text()).toContain('npm install minimist@1.2.6');
		expect(text()).toContain('severity critical');
		actions.back();
		expect(rows()).toHaveLength(3);
	});

	it('that a waiver or an ignore file covers are omitted, with a note', async () => {
		const ignored = service('good', trivyReports['0.68'], [trivyIgnore('CVE-2005-2541', trusted('.trivyignore'), new Date())]);
		await scanned(ignored);
		const waiver = (name: string) => ({
			rule: 'CVE-2026-100001',
			target: {name},
			reason: 'behind a proxy',
			owner: null,
			expires: null,
			line: 1,
		});
		const {actions, rows, text} = inspect(ignored, {...builtInPolicy, waivers: [waiver('*')]});
		await actions.loadScans();
		actions.openVulnerabilities();
		expect(rows()).toEqual(['CVE-2021-44906']);
		expect(text()).toContain('CVE-2026-100001 in nginx is waived: behind a proxy');
		expect(text()).toContain('CVE-2005-2541 in tar is suppressed by .trivyignore: ignored');
		const other = inspect(ignored, {...builtInPolicy, waivers: [waiver('another')]});
		await other.actions.loadScans();
		other.actions.openVulnerabilities();
		expect(other.rows()).toEqual(['CVE-2021-44906', 'CVE-2026-100001']);
	});

	it('of a report of 1,000 rows are navigated without rebuilding the table', async () => {
		// An environment variable cannot hold it: the report is a file that the scanner copies.
		await writeFile(join(folder, 'large.json'), JSON.stringify(largeTrivyReport(1_000)));
		const scans = service('copy', join(folder, 'large.json'));
		await scanned(scans);
		const {actions, rows, store} = inspect(scans);
		await actions.loadScans();
		actions.openVulnerabilities();
		expect(rows()).toHaveLength(1_000);
		const page = pageOf(store.getState());
		for (let step = 0; step < 200; step++) actions[step % 2 === 0 ? 'down' : 'pageDown']();
		expect(pageOf(store.getState())).toBe(page);
		expect(store.getState().frames.at(-1)?.cursor).toBeGreaterThan(200);
	});
});
