import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {advisories, osvDocument} from '../scan/support/advisories.js';
import {scanImageFiles} from '../scan/support/scan-image.js';
import {type Sources, startSources} from '../scan/support/sources.js';
import {busyboxImage} from '../support/images.js';
import {dockscope as runCli} from '../support/run-cli.js';
import {dockscope} from '../support/terminal-program.js';
import {startTestEngine, type TestEngine, whyNoTestEngine} from '../support/test-engine.js';

const flask = {
	id: 'PYSEC-2026-1',
	modified: '2026-11-20T10:00:00Z',
	aliases: ['CVE-2026-100020'],
	database_specific: {severity: 'HIGH'},
	affected: [
		{package: {ecosystem: 'PyPI', name: 'flask'}, ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}, {fixed: '2'}]}]},
	],
};

describe.skipIf((await whyNoTestEngine()) !== null)('advisories on a host without a scanner', () => {
	let engine: TestEngine;
	let sources: Sources;
	/** Nothing listens there any more. */
	let gone: Sources;
	let home: string;

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'dockscope-test-advisories-'));
		sources = await startSources();
		gone = await startSources();
		gone.close();
		for (const name of ['Debian', 'npm'])
			sources.publish(name, advisories.filter(({ecosystem}) => ecosystem.split(':')[0] === name).map(osvDocument));
		sources.publish('PyPI', [flask]);
		engine = await startTestEngine();
		const python = {'usr/lib/python3/dist-packages/flask-1.0.dist-info/METADATA': 'Name: Flask\nVersion: 1.0\n'};
		const image = await busyboxImage(engine, {name: 'shop:1', files: {...scanImageFiles, ...python}});
		await engine.docker('run', '--detach', '--name', 'web', '--stop-signal', 'KILL', image, 'busybox', 'sleep', '100000');
	});
	afterAll(async () => {
		sources?.close();
		await engine?.stop();
		await rm(home, {recursive: true, force: true});
	});

	const environment = (cache: string, more: Record<string, string> = {}) => ({
		PATH: '/usr/bin:/bin',
		XDG_CACHE_HOME: join(home, cache),
		...sources.variables,
		...more,
	});
	const offline = () => ({DOCKSCOPE_OSV_ARCHIVES: gone.url, DOCKSCOPE_OSV_API: gone.url});

	it('two keys lead to the first judged rows of a Debian image with npm and Python', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 140, rows: 40, env: environment('fresh')});
		try {
			await screen.shows(/▌[A-F] +\d+ +web/);
			const begin = Date.now();
			screen.press('V');
			await screen.shows(/y download Debian, npm, PyPI \(0 MB\) · o send package names and versions to api\.osv\.dev instead/);
			screen.press('y');
			await screen.shows(/web.*C2 H1\d/);
			// The goal is an answer within a minute.
			expect(Date.now() - begin).toBeLessThan(60_000);
			screen.press('v');
			await screen.shows(/17 vulnerabilities/);
			await screen.shows(/CVE-2026-100020 +flask/);
			screen.press('q');
			expect(await screen.exit()).toBe(0);
		} finally {
			await screen.stop();
		}
	});

	it('one key after the import of one file, without a network', async () => {
		const bundle = join(home, 'advisories.tar');
		const args = ['scan', '--download-advisories', '--ecosystem', 'Debian', '--ecosystem', 'npm', '--ecosystem', 'PyPI'];
		const saved = await runCli([...args, '--save', bundle], {env: environment('elsewhere')});
		expect([saved.status, saved.stderr]).toEqual([0, expect.stringContaining('saved Debian, npm, PyPI, EPSS, KEV')]);

		const env = environment('air-gapped', offline());
		const before = await runCli(['scan', 'web', '--host', engine.host], {env});
		expect(before.status).toBe(4);
		for (const name of ['Debian', 'npm', 'PyPI']) expect(before.stderr).toContain(`${gone.url}/${name}/all.zip`);
		expect(before.stderr).toMatch(/--download-advisories IMAGE .*--online IMAGE .*--save FILE .*--import-osv FILE/s);

		const imported = await runCli(['scan', '--import-osv', bundle], {env});
		expect([imported.status, imported.stderr]).toEqual([0, expect.stringContaining('imported known exploited vulnerabilities')]);
		const screen = await dockscope({args: ['--host', engine.host], columns: 140, rows: 40, env});
		try {
			await screen.shows(/▌[A-F] +\d+ +web/);
			screen.press('V');
			await screen.shows(/web.*C2 H1\d/);
			screen.press('v');
			await screen.shows(/17 vulnerabilities/);
			// From the bundle too.
			await screen.shows(/CVE-2019-10744 +lodash.*(KEV|yes|exploited)/);
			screen.press('q');
			expect(await screen.exit()).toBe(0);
		} finally {
			await screen.stop();
		}
	});

	it('scan --download-advisories IMAGE gets only what the image takes, and scans it', async () => {
		sources.asked.length = 0;
		const env = environment('one-command');
		const {status, stdout, stderr} = await runCli(
			['scan', 'shop:1', '--download-advisories', '--host', engine.host, '--format', 'json'],
			{env},
		);
		expect([status, stderr]).toEqual([0, expect.stringContaining('stored 6 advisories of Debian')]);
		expect(sources.asked.filter(one => one.endsWith('.zip') && one.startsWith('GET')).sort()).toEqual([
			'GET /Debian/all.zip',
			'GET /PyPI/all.zip',
			'GET /npm/all.zip',
		]);
		const report = JSON.parse(stdout);
		expect([report.state, report.vulnerabilities.length]).toEqual(['complete', 17]);
	});

	it('the source that cannot be reached is named, and no question is asked', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 140, rows: 40, env: environment('alone', offline())});
		try {
			await screen.shows(/▌[A-F] +\d+ +web/);
			screen.press('V', 'v');
			await screen.shows(/http:\/\/127\.0\.0\.1:\d+\/Debian\/all\.zip could not be downloaded/);
			expect(screen.text()).not.toMatch(/y download/);
			screen.press('q');
			expect(await screen.exit()).toBe(0);
		} finally {
			await screen.stop();
		}
	});
});
