import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {EngineError} from '../../src/base/engine/engine-error.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {runScan} from '../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../src/cli/scan/scan-options.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';
import * as fixtures from './formats/fixtures/index.js';
import {fakeScanner, planFakes} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {recordOutput, scanOptions} from './support/settings.js';

const idOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const [shop, empty, gone] = [idOf('a'), idOf('b'), idOf('c')];
const container = (name: string, image: string, id: string) => ({
	Id: name.padEnd(64, '0'),
	Names: [`/${name}`],
	Image: image,
	ImageID: id,
	State: 'exited',
});
const rows = [
	container('idle', 'empty:1', empty),
	container('web', 'shop:1', shop),
	container('api', 'shop:1', shop),
	container('old', 'gone:1', gone),
];
const engine = recordedReader({
	containers: async ({all}) => (all ? rows : []),
	image: async name => {
		if (name === shop || name === empty) return {Id: name, RepoTags: [name === shop ? 'shop:1' : 'empty:1']};
		throw new EngineError('not-found', trusted('no such image'), 404);
	},
});

describe('dockscope scan without a target', () => {
	const folder = temporaryFolder();
	beforeEach(async () => {
		await fakeScanner(join(folder, 'bin'), 'trivy');
	});

	async function scan(
		given: Partial<ScanOptions> = {},
		reports: Record<string, unknown> = {trivy: fixtures.trivyReports['0.68']},
	) {
		await planFakes(join(folder, 'bin'), {how: {'*': 'good'}, reports});
		const {output, out, err} = recordOutput();
		const variables = {PATH: join(folder, 'bin'), HOME: folder};
		const status = await runScan(scanOptions({engine, variables, format: 'table', width: Infinity, ...given}), output);
		return {status, out: out(), err: err()};
	}
	const nothing = {SchemaVersion: 2, ArtifactName: 'empty:1', Results: [{Target: 'x', Packages: []}]};

	it('reports what --only-fixable hides: an image without visible rows is not called clean', async () => {
		const hidden = '1 vulnerability not shown (--only-fixable)';
		expect((await scan({onlyFixable: true})).out).toContain(`\nshop:1: filtered: ${hidden}\n`);
		const unfixable = structuredClone(fixtures.trivyReports['0.68']) as {
			Results: {Vulnerabilities?: {FixedVersion?: string}[]}[];
		};
		for (const {Vulnerabilities = []} of unfixable.Results) for (const row of Vulnerabilities) delete row.FixedVersion;
		const {out} = await scan({target: shop, onlyFixable: true, fresh: true, format: 'markdown'}, {trivy: unfixable});
		expect(out).toContain(': none shown\n');
		expect(out).toContain('3 vulnerabilities not shown');
		expect(out).not.toContain('no known vulnerabilities');
	});
	it('refuses a report, which is about one image', async () => {
		const {status, err} = await scan({reports: ['report.json'], scanners: ['trivy']});
		expect([status, err]).toEqual([2, 'dockscope: --report with --scanner compares them for one image: name it\n']);
	});
	it('gives one line for each image in use, worst first, and says why one is not complete', async () => {
		const {status, out, err} = await scan();
		expect(out.split('\n')[0]).toMatch(/^IMAGE\s+PACKAGES\s+FOUND\s+FIXABLE\s+LOADED\s+EXPOSED\s+CONTAINERS$/);
		expect(out).toMatch(/^shop:1\s+3\s+C1 H1 L1\s+2\s+\?\s+\?\s+web api$/m);
		expect(out).toMatch(/^gone:1\s+\?\s+FAILED\s+\?\s+\?\s+\?\s+old$/m);
		expect(out).toContain('\ngone:1: dockscope did not find the image\n');
		expect(err).toContain('1 of 3, empty:1: scanning empty:1 with Trivy\n');
		expect(err).not.toContain('\r');
		// An image that could not be examined is not a clean one.
		expect(status).toBe(4);
	});

	it('does not count an image in which nothing was found as clean', async () => {
		const {out} = await scan({}, {trivy: nothing});
		expect(out).toMatch(/^shop:1\s+0\s+NOT SCANNED\s+\?\s+\?\s+\?\s+web api$/m);
		expect(out).toContain('shop:1: 0 packages catalogued');
	});

	it('writes a document that matches its schema, and a table for a ticket', async () => {
		const {out} = await scan({format: 'json'});
		const document = JSON.parse(out);
		expect(violations('scans', document)).toEqual([]);
		expect(document.images.map((image: {target: {image: string}}) => image.target.image)).toEqual([
			'empty:1',
			'shop:1',
			'gone:1',
		]);
		expect(document.images[1]).toMatchObject({
			target: {id: shop, containers: ['web', 'api']},
			state: 'complete',
			packages: 3,
			severities: {critical: 1, high: 1, medium: 0, low: 1, unknown: 0},
			fixable: 2,
			loaded: null,
			exposed: null,
		});
		const {out: ticket} = await scan({format: 'markdown'});
		expect(ticket).toContain('## Vulnerabilities of 3 images in use');
		expect(ticket).toContain('| shop:1 | 3 | C1 H1 L1 | 2 | ? | ? | web api |');
		expect(ticket).toContain('- **gone:1**: dockscope did not find the image');
	});

	it('ends with the worst status of all images', async () => {
		const present = recordedReader({...engine, containers: async ({all}) => (all ? rows.slice(0, 3) : [])});
		expect((await scan({engine: present})).status).toBe(0);
		expect((await scan({engine: present, failOn: 'critical'})).status).toBe(1);
		expect((await scan({engine: present, failOn: 'critical'}, {trivy: nothing})).status).toBe(4);
	});

	it('refuses what describes one image, an unknown scanner and a snapshot', async () => {
		const sarif = await scan({format: 'sarif'});
		expect([sarif.status, sarif.err]).toEqual([
			2,
			'dockscope: --format sarif describes one image: dockscope scan IMAGE --format sarif.\n',
		]);
		expect((await scan({scanners: ['clamav']})).status).toBe(2);
		expect((await scan({engine: null})).status).toBe(2);
	});

	it('says that no image is in use', async () => {
		const {status, err} = await scan({engine: recordedReader({containers: async () => []})});
		expect([status, err]).toEqual([0, 'no image is in use: this engine has no containers\n']);
	});

	it('replaces its progress on a terminal in one line', async () => {
		await planFakes(join(folder, 'bin'), {how: {'*': 'good'}, reports: {trivy: fixtures.trivyReports['0.68']}});
		const lines: string[] = [];
		const output = {out: () => undefined, err: (text: string) => void lines.push(text), progress: true};
		const variables = {PATH: join(folder, 'bin'), HOME: folder};
		await runScan(scanOptions({engine, variables, format: 'table'}), output);
		const written = lines.join('');
		expect(written).toContain('1 of 3, empty:1: reading the report');
		expect(written.endsWith('\r')).toBe(true);
	});
});

describe('the report of one image for a ticket', () => {
	const folder = temporaryFolder();

	it('names what was found, the upgrades that fix it and the worst rows, and nothing in it becomes markup', async () => {
		await fakeScanner(join(folder, 'bin'), 'trivy');
		const report = structuredClone(fixtures.trivyReports['0.68']) as {Results: {Vulnerabilities?: {PkgName: string}[]}[]};
		for (const {Vulnerabilities: found} of report.Results) for (const one of found ?? []) one.PkgName = `<b>${one.PkgName}|x`;
		await planFakes(join(folder, 'bin'), {how: {'*': 'good'}, reports: {trivy: report}});
		const {output, out} = recordOutput();
		const variables = {PATH: join(folder, 'bin'), HOME: folder};
		await runScan(scanOptions({engine, variables, target: shop, format: 'markdown'}), output);
		expect(out()).toMatch(/^## sha256:a+: 1 critical, 1 high, 1 low\n\n- 2 of 3 can be fixed\n/);
		expect(out()).toContain('- upgrade \\<b\\>minimist\\|x 1.2.0 to 1.2.6, 0.2.4 (CVE-2021-44906)');
		expect(out()).toContain('| critical | CVE-2021-44906 | \\<b\\>minimist\\|x | 1.2.0 | 1.2.6, 0.2.4 |');
		expect(out()).not.toMatch(/(?<!\\)<b/);
	});
});
