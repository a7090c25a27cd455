import {execFileSync} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {pack} from 'tar-stream';
import {describe, expect, it} from 'vitest';
import {runScan} from '../../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../../src/cli/scan/scan-options.js';
import {findAdvisories, storedArchive, storedArchives} from '../../../src/scan/advisories/archive-store.js';
import {storedFeed} from '../../../src/scan/enrichment/exploitation-download.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {zipOf} from '../support/advisories.js';
import {recordOutput, scanOptions} from '../support/settings.js';
import {type Sources, useSources} from '../support/sources.js';

const affected = (ecosystem: string, fixed: string) => ({
	package: {ecosystem, name: 'left-pad'},
	ranges: [{type: 'SEMVER', events: [{introduced: '0'}, {fixed}]}],
});
const about = (id: string, modified: string, ecosystem = 'npm', fixed = '1.3.0') => ({
	id,
	modified: `2026-11-${modified}T10:00:00Z`,
	affected: [affected(ecosystem, fixed)],
});

describe('dockscope scan --download-advisories', () => {
	const folder = temporaryFolder();
	const cache = join(folder, 'dockscope');
	const newSources = useSources();

	async function run(sources: Sources, given: Partial<ScanOptions> = {}, more: Record<string, string> = {}) {
		const {output, err} = recordOutput();
		const variables = {HOME: folder, XDG_CACHE_HOME: folder, ...sources.variables, ...more};
		const download = {ecosystems: ['npm'], save: null};
		const status = await runScan(scanOptions({engine: null, variables, download, ...given}), output);
		return {status, err: err()};
	}
	const stored = async () => (await storedArchives(cache)).map(({ecosystem, advisories}) => `${ecosystem} ${advisories}`);
	const fixes = async () => {
		const archive = await storedArchive(cache, 'npm');
		const found: Record<string, string> = {};
		if (archive !== null)
			for await (const {advisory} of findAdvisories(cache, archive, new Set(['left-pad']))) {
				const {id, affected: parts} = advisory as ReturnType<typeof about>;
				found[id] = parts[0]?.ranges[0]?.events[1]?.['fixed'] ?? '';
			}
		return found;
	};
	const leftovers = async () => (await readdir(join(cache, 'advisories'))).filter(name => name.startsWith('.'));

	it('shows the sizes, stores the archives, EPSS and KEV, and sends nothing about this host', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01'), about('GHSA-2', '02')]);
		sources.publish('Debian', [about('DEBIAN-CVE-2026-1', '01', 'Debian:13')]);
		const {status, err} = await run(sources, {download: {ecosystems: ['npm', 'debian'], save: null}});
		expect(status).toBe(0);
		expect(err).toMatch(
			/^advisories of npm \(0 MB\), Debian \(0 MB\) from http:\/\/127\.0\.0\.1:\d+\/; nothing about this host is sent\n/,
		);
		expect(await stored()).toEqual(['Debian 1', 'npm 2']);
		expect(await storedFeed('epss', cache)).not.toBeNull();
		expect(await storedFeed('kev', cache)).not.toBeNull();
		expect(sources.asked.sort()).toEqual([
			'GET /Debian/all.zip',
			'GET /epss.csv.gz',
			'GET /kev.json',
			'GET /npm/all.zip',
			'HEAD /Debian/all.zip',
			'HEAD /npm/all.zip',
		]);
		const headers = new Set(sources.received.flatMap(text => Object.keys(JSON.parse(text.slice(text.indexOf('{'))))));
		for (const name of headers)
			expect(['host', 'connection', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'user-agent']).toContain(
				name,
			);
		expect(await leftovers()).toEqual([]);
	});

	it('downloads only what changed afterwards, and removes what is gone or withdrawn', async () => {
		const sources = await newSources();
		const [one, two, three, four] = [about('GHSA-1', '01'), about('GHSA-2', '02'), about('GHSA-3', '03'), about('GHSA-4', '04')];
		sources.publish('npm', [one, two, three, four]);
		await run(sources);
		const before = await storedArchive(cache, 'npm');
		sources.asked.length = 0;
		const changed = about('GHSA-2', '10', 'npm', '2.0.0');
		const withdrawn = {...about('GHSA-3', '10'), withdrawn: '2026-11-10T10:00:00Z'};
		// GHSA-4 is no longer listed.
		sources.publish('npm', [one, changed, withdrawn, about('GHSA-5', '11')]);
		const {err} = await run(sources);
		expect(err).toContain('stored 3 advisories of npm, the newest of 2026-11-11T10:00:00Z');
		expect(await fixes()).toEqual({'GHSA-1': '1.3.0', 'GHSA-2': '2.0.0', 'GHSA-5': '1.3.0'});
		expect(sources.asked.filter(one => one.startsWith('GET /npm')).sort()).toEqual([
			'GET /npm/GHSA-2.json',
			'GET /npm/GHSA-3.json',
			'GET /npm/GHSA-5.json',
			'GET /npm/modified_id.csv',
		]);
		const after = await storedArchive(cache, 'npm');
		expect(after).toMatchObject({advisories: 3, releases: {npm: 3}});
		expect(after?.changedAt).not.toBe(before?.changedAt);
		expect(await leftovers()).toEqual([]);
	});

	it('without changes renews only the date until which the archive is complete', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		await run(sources, {now: () => new Date('2026-11-20T00:00:00Z')});
		const before = await storedArchive(cache, 'npm');
		await run(sources, {now: () => new Date('2026-11-25T00:00:00Z')});
		expect(await storedArchive(cache, 'npm')).toEqual({...before, asOf: '2026-11-25T00:00:00.000Z'});
	});

	it.each<[string, string | null]>([
		['has no list of changes', null],
		['has a list that is none', '<html>'],
		['lists an id that is none', '2026-11-01T10:00:00Z,../../etc/passwd\n'],
	])('downloads the whole archive again from a source that %s', async (_, list) => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		await run(sources);
		sources.publish('npm', [about('GHSA-2', '02')]);
		sources.put('/npm/modified_id.csv', list);
		expect((await run(sources)).status).toBe(0);
		expect(await fixes()).toEqual({'GHSA-2': '1.3.0'});
	});

	it('updates what is stored when no ecosystem is named, and nothing else', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		await run(sources);
		sources.asked.length = 0;
		await run(sources, {download: {ecosystems: [], save: null}});
		expect(sources.asked.filter(one => !/epss|kev/.test(one))).toEqual(['GET /npm/modified_id.csv']);
	});

	it('keeps what is stored when the source fails, and says what to do without a network', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		await run(sources);
		for (const bad of ['PK nothing', '{}']) {
			sources.put('/npm/modified_id.csv', null);
			sources.put('/npm/all.zip', bad);
			const {status, err} = await run(sources);
			expect(status).toBe(4);
			expect(err).toContain(`dockscope: ${sources.url}/npm/all.zip could not be downloaded: not a zip file`);
			expect(err).toContain('Without a network here: dockscope scan --download-advisories --save FILE where there is one');
		}
		sources.close();
		const {status, err} = await run(sources);
		expect([status, err]).toEqual([
			4,
			expect.stringMatching(/npm\/modified_id\.csv could not be downloaded: .*(ECONNREFUSED|closed)/),
		]);
		expect(await fixes()).toEqual({'GHSA-1': '1.3.0'});
		expect(await leftovers()).toEqual([]);
	});

	it('asks a mirror that refuses HEAD with a GET for the size, and reads no more of that than its headers', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		let endless = 0;
		const mirror = createServer((request, response) => {
			if (request.method === 'HEAD') return response.writeHead(405).end();
			endless += 1;
			// The first answer never ends: it was asked for the size only.
			if (endless === 1) {
				response.writeHead(200, {'content-length': 7_000_000});
				return response.write('PK');
			}
			void fetch(sources.url + request.url).then(async answer => response.end(Buffer.from(await answer.arrayBuffer())));
		});
		await new Promise<void>(resolve => mirror.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
		const {status, err} = await run(sources, {download: {ecosystems: ['npm'], save: null}}, {DOCKSCOPE_OSV_ARCHIVES: url});
		mirror.closeAllConnections();
		mirror.close();
		expect([status, err]).toEqual([0, expect.stringMatching(/^advisories of npm \(7 MB\) from /)]);
		expect(await stored()).toEqual(['npm 1']);
	});

	it('ends when interrupted, with nothing left behind', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		const end = new AbortController();
		const silent = createServer((request, response) => {
			response.writeHead(200, {'content-length': 1000});
			if (request.method === 'HEAD') response.end();
			else response.write('PK', () => end.abort());
		});
		await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
		const {status} = await run(sources, {signal: end.signal}, {DOCKSCOPE_OSV_ARCHIVES: url});
		silent.closeAllConnections();
		silent.close();
		expect(status).toBe(130);
		expect(await leftovers()).toEqual([]);
	});

	it.each(['http://osv.example.test', 'ftp://127.0.0.1'])('refuses %s: neither https nor loopback', async url => {
		const {status, err} = await run(await newSources(), {}, {DOCKSCOPE_OSV_ARCHIVES: url});
		expect([status, err]).toEqual([4, expect.stringContaining('its address is not https')]);
	});

	it('names the ecosystems that it knows', async () => {
		const {status, err} = await run(await newSources(), {download: {ecosystems: ['cobol'], save: null}});
		expect([status, err]).toEqual([2, expect.stringContaining('judges no ecosystem "cobol": use one of Debian, Ubuntu')]);
	});

	it('--save writes one file, which --import-osv imports elsewhere with EPSS and KEV', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01'), about('GHSA-2', '02')]);
		sources.publish('PyPI', [
			about('PYSEC-1', '03', 'PyPI'),
			{...about('PYSEC-2', '03', 'npm'), affected: [affected('PyPI', '2'), affected('npm', '2')]},
		]);
		const file = join(folder, 'advisories.tar');
		const saved = await run(sources, {
			download: {ecosystems: ['npm', 'PyPI'], save: file},
			now: () => new Date('2026-11-20T00:00:00Z'),
		});
		expect([saved.status, saved.err]).toEqual([0, expect.stringContaining(`saved npm, PyPI, EPSS, KEV to ${file}`)]);
		expect(await stored()).toEqual([]);
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect((await readdir(folder)).filter(name => name.startsWith('.dockscope-'))).toEqual([]);

		sources.close();
		const {status, err} = await run(sources, {download: null, importOsv: file});
		expect(status).toBe(0);
		expect(err).toMatch(
			/imported 2 advisories of npm.*\nimported 2 advisories of PyPI.*\nimported EPSS scores\nimported known exploited/,
		);
		expect(await storedArchive(cache, 'PyPI')).toMatchObject({asOf: '2026-11-20T00:00:00.000Z', releases: {PyPI: 2}});
		expect((await storedFeed('kev', cache))?.date).toEqual(new Date('2026-11-20T00:00:00Z'));
		expect(await leftovers()).toEqual([]);
	});

	it('a bundle does not replace what is newer, and one that is cut short or another tar is refused', async () => {
		const sources = await newSources();
		sources.publish('npm', [about('GHSA-1', '01')]);
		const file = join(folder, 'advisories.tar');
		await run(sources, {download: {ecosystems: ['npm'], save: file}, now: () => new Date('2026-11-20T00:00:00Z')});
		sources.publish('npm', [about('GHSA-2', '21')]);
		await run(sources, {now: () => new Date('2026-11-25T00:00:00Z')});
		const {status, err} = await run(sources, {download: null, importOsv: file});
		expect([status, err]).toEqual([
			0,
			expect.stringContaining('kept the stored advisories of npm: they are newer than the bundle'),
		]);
		expect(await fixes()).toEqual({'GHSA-2': '1.3.0'});

		const whole = await readFile(file);
		for (const [bytes, why] of [
			[whole.subarray(0, 1100), 'it breaks off'],
			[whole.subarray(0, 1024), 'it is not complete'],
			[whole.subarray(1024), 'it is neither an OSV archive nor a bundle'],
		] as const) {
			await writeFile(file, bytes);
			const bad = await run(sources, {download: null, importOsv: file});
			expect([bad.status, bad.err]).toEqual([2, expect.stringContaining(why)]);
			expect(bad.err).toContain(file);
		}
		expect(await fixes()).toEqual({'GHSA-2': '1.3.0'});
	});
	it('--import-osv refuses a bundle that is not what it lists, and what is no file', async () => {
		const sources = await newSources();
		const zip = zipOf({'a.json': JSON.stringify(about('GHSA-1', '01'))});
		const file = join(folder, 'hostile.tar');
		const head = (archives: unknown) =>
			JSON.stringify({schema: 'dockscope.advisories/1', createdAt: '2026-11-20T00:00:00Z', archives});
		const [npm, debian] = [
			{ecosystem: 'npm', file: 'osv/0.zip'},
			{ecosystem: 'Debian', file: 'osv/1.zip'},
		];
		for (const [archives, members, why] of [
			[
				[npm, debian],
				[
					['osv/0.zip', zip],
					['osv/0.zip', zip],
				],
				'it is not complete',
			],
			[5, [['osv/0.zip', zip]], 'it is not complete'],
			[
				[npm],
				[
					['osv/0.zip', zip],
					['epss_scores', Buffer.from('x')],
				],
				'a file in it contains no EPSS scores',
			],
		] as const) {
			const tar = pack();
			tar.entry({name: 'dockscope-advisories.json'}, head(archives));
			for (const [name, content] of members) tar.entry({name}, content);
			tar.finalize();
			await pipeline(tar, createWriteStream(file));
			const {status, err} = await run(sources, {download: null, importOsv: file});
			expect([status, err]).toEqual([2, expect.stringContaining(`${file}: ${why}`)]);
		}
		execFileSync('mkfifo', [join(folder, 'pipe')]);
		const {status, err} = await run(sources, {download: null, importOsv: join(folder, 'pipe')});
		expect([status, err]).toEqual([2, expect.stringContaining('it is not a regular file')]);
	});
	it.each([
		['a link', async (path: string) => symlink('target', path)],
		['a folder', async (path: string) => void (await mkdir(path))],
		['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
	])('--save does not replace %s', async (_, make) => {
		const sources = await newSources();
		const save = join(folder, 'saved');
		await make(save);
		const before = await lstat(save);
		const {status, err} = await run(sources, {download: {ecosystems: ['npm'], save}});
		expect([status, err]).toEqual([
			2,
			`dockscope: cannot write ${save}: --save takes the name of a regular file, which it replaces\n`,
		]);
		expect((await lstat(save)).ino).toBe(before.ino);
		expect(sources.asked).toEqual([]);
		await rm(save, {recursive: true});
	});
	it('--save does not write to -', async () => {
		const {status, err} = await run(await newSources(), {download: {ecosystems: ['npm'], save: '-'}});
		expect([status, err]).toEqual([2, expect.stringContaining('takes the name of a regular file')]);
	});
	it('is refused with a report that is only read', async () => {
		const {status, err} = await run(await newSources(), {reports: ['report.json']});
		expect([status, err]).toEqual([2, expect.stringContaining('needs no advisories')]);
	});
});
