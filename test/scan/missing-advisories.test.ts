import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {press} from '../../components/input.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {storedArchives} from '../../src/scan/advisories/archive-store.js';
import {importOsv} from '../../src/scan/advisories/osv-archive.js';
import {scanEnvironment} from '../../src/scan/detect.js';
import {pageOf} from '../../src/tui/store/page-of.js';
import {createScanService} from '../../src/tui/store/scan-service.js';
import type {ScanService} from '../../src/tui/store/services.js';
import type {Tui} from '../../src/tui/store/tui.js';
import {until} from '../support/process-table.js';
import {shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {zipOf} from './support/advisories.js';
import {recordedReader} from './support/reader.js';
import {savedImage, tarOf} from './support/saved-image.js';
import {type Sources, useSources} from './support/sources.js';

const image = `sha256:${'b'.repeat(64)}`;
const files = [
	{path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'},
	{path: 'var/lib/dpkg/status', content: 'Package: openssl\nStatus: install ok installed\nVersion: 3.0.9-1\n'},
	{path: 'app/node_modules/lodash/package.json', content: '{"name":"lodash","version":"4.17.4"}'},
	{path: 'usr/lib/python3/dist-packages/flask-1.0.dist-info/METADATA', content: 'Name: Flask\nVersion: 1.0\n'},
];
const about = (id: string, ecosystem: string, name: string, type = 'ECOSYSTEM') => ({
	id,
	modified: '2026-11-20T10:00:00Z',
	affected: [{package: {ecosystem, name}, ranges: [{type, events: [{introduced: '0'}, {fixed: '99'}]}]}],
});
const lodash = about('GHSA-1', 'npm', 'lodash', 'SEMVER');

describe('advisories that are missing', () => {
	const folder = temporaryFolder();
	const newSources = useSources();
	const running: {tui: Tui; scans: ScanService}[] = [];
	afterEach(() => {
		for (const {tui} of running.splice(0)) tui.close();
		vi.unstubAllEnvs();
	});

	async function published(): Promise<Sources> {
		const sources = await newSources();
		sources.publish('Debian', [about('DEBIAN-CVE-2026-1001', 'Debian:12', 'openssl')]);
		sources.publish('npm', [lodash]);
		sources.publish('PyPI', [about('PYSEC-1', 'PyPI', 'flask')]);
		return sources;
	}

	/** The terminal UI on a host without a scanner, with the vulnerabilities of the container `web` open. */
	async function open(variables: Record<string, string>) {
		vi.stubEnv('TMPDIR', folder);
		const reads: string[] = [];
		const engine: EngineReader = recordedReader({
			isLocal: async () => false,
			containers: async () => [],
			image: async () => ({Id: image, RepoTags: ['nginx:1.27']}),
			saveImage: async () => {
				reads.push('image');
				return Readable.from([await savedImage([await tarOf(files)], 'oci')]);
			},
		});
		const scans = createScanService({
			environment: {...scanEnvironment({PATH: '/nonexistent', HOME: folder, ...variables}, engine), engine},
			recorded: null,
			host: localHost(),
			now: Date.now,
			enrichment: async () => ({epssFile: null, kev: null, suppressions: [], notes: []}),
		});
		const {tui} = sampleTui(shop, {now: Date.now, loadScans: async () => scans});
		running.push({tui, scans});
		await tui.actions.loadScans();
		tui.actions.openVulnerabilities();
		const scanned = (...keys: readonly string[]) => {
			for (const key of keys) press(key, tui);
			return until('the scan has ended', async () => {
				const status = scans.image(image);
				return status !== null && status.progress === null;
			});
		};
		const ids = () =>
			scans
				.image(image)
				?.kept?.report.vulnerabilities.map(({id}) => id)
				.sort() ?? null;
		return {tui, scans, reads, scanned, ids, state: tui.store.getState};
	}

	/** The vulnerabilities of an image, after `V`: its advisories are missing, and it is asked whether to get them. */
	async function offered(online = false) {
		const sources = await published();
		const ui = await open({...sources.variables, ...(online ? {DOCKSCOPE_OSV_API: sources.url} : {})});
		await ui.scanned('V');
		await until('it asks', async () => ui.state().prompt?.kind === 'advisories');
		return {sources, ui};
	}

	it('are offered with their sizes, downloaded after y, and the image is judged', async () => {
		const {sources, ui} = await offered();
		expect(ui.scans.image(image)?.failure).toMatchObject({kind: 'no-database'});
		expect(ui.state().offer).toMatchObject({images: [image], archives: ['Debian', 'npm', 'PyPI']});
		expect(ui.state().offer?.size).toBeGreaterThan(300);
		// Nothing was downloaded before the answer.
		expect(sources.asked.every(one => one.startsWith('HEAD'))).toBe(true);
		await ui.scanned('y');
		expect(ui.state().prompt).toBeNull();
		expect(ui.ids()).toEqual(['CVE-2026-1001', 'GHSA-1', 'PYSEC-1']);
		expect(ui.scans.image(image)).toMatchObject({failure: null, missing: null, kept: {report: {state: 'complete'}}});
		// The packages were read once.
		expect(ui.reads).toEqual(['image']);
	});

	it('are not downloaded after any other key, and are explained on the page', async () => {
		const {sources, ui} = await offered();
		press('n', ui.tui);
		expect(ui.state().prompt).toBeNull();
		expect(sources.asked.every(one => one.startsWith('HEAD'))).toBe(true);
		expect(await storedArchives(join(folder, '.cache/dockscope'))).toEqual([]);
	});

	it('are asked for online after o, for the packages of that image only', async () => {
		const {sources, ui} = await offered(true);
		const sent = () => sources.asked.filter(one => one === 'POST /v1/querybatch').length;
		expect(sent()).toBe(0);
		await ui.scanned('o');
		expect(sent()).toBe(1);
		const other = `sha256:${'c'.repeat(64)}`;
		ui.scans.scan([other], true);
		await until('the other scan has ended', async () => ui.scans.image(other)?.failure?.kind === 'no-database');
		expect(sent()).toBe(1);
	});

	it('are offered for the part of an image that could not be judged', async () => {
		const sources = await published();
		await writeFile(join(folder, 'npm.zip'), zipOf({'GHSA-1.json': JSON.stringify(lodash)}));
		await importOsv(join(folder, 'npm.zip'), join(folder, '.cache/dockscope'), new Date());
		const ui = await open(sources.variables);
		await ui.scanned('V');
		expect(ui.scans.image(image)?.kept?.report.state).toBe('partial');
		await until('it asks', async () => ui.state().prompt?.kind === 'advisories');
		expect(ui.state().offer?.archives).toEqual(['Debian', 'PyPI']);
		await ui.scanned('y');
		expect(ui.scans.image(image)?.kept?.report.state).toBe('complete');
	});

	it('without a network are named with their addresses and the ways to get them, and nothing is asked', async () => {
		const sources = await published();
		sources.close();
		const ui = await open(sources.variables);
		await ui.scanned('V');
		await until('the source was tried', async () => ui.scans.image(image)?.missing != null);
		expect(ui.state().prompt).toBeNull();
		const status = ui.scans.image(image);
		for (const name of ['Debian', 'npm', 'PyPI']) expect(status?.failure?.next).toContain(`${sources.url}/${name}/all.zip`);
		expect(status?.failure?.next).toMatch(
			/--download-advisories IMAGE.*--online IMAGE.*--download-advisories --save FILE.*--import-osv FILE/,
		);
		expect(status?.missing?.unreachable).toContain('could not be downloaded');
	});

	it('that arrive later from another process are matched with what was read before', async () => {
		const {ui} = await offered();
		await ui.scanned('y');
		const more = {...lodash, id: 'GHSA-2'};
		await writeFile(join(folder, 'npm.zip'), zipOf({'a.json': JSON.stringify(lodash), 'b.json': JSON.stringify(more)}));
		await importOsv(join(folder, 'npm.zip'), join(folder, '.cache/dockscope'), new Date());
		await until('it is matched again', async () => ui.ids()?.some(id => id === 'GHSA-2') === true);
		expect(ui.reads).toEqual(['image']);
	});

	it('are asked for at api.osv.dev after o', async () => {
		const {sources, ui} = await offered(true);
		sources.put('/v1/querybatch', '{"results":[]}');
		sources.received.length = 0;
		await ui.scanned('o');
		expect(sources.received.join('\n')).toContain('{"package":{"name":"lodash","ecosystem":"npm"},"version":"4.17.4"}');
		expect(sources.asked.some(one => one.startsWith('GET /npm'))).toBe(false);
	});

	it('are on the page with their sizes', async () => {
		const {ui} = await offered();
		press('n', ui.tui);
		const text = () => (pageOf(ui.state())?.lines ?? []).map(line => JSON.stringify(line)).join('\n');
		await until('the page is there', async () => text().includes('Advisories that are not on this host'));
		expect(text()).toContain('Debian (0 MB), npm (0 MB), PyPI (0 MB)');
	});
});
