import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {beforeEach, describe, expect, it} from 'vitest';
import {runScan} from '../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../src/cli/scan/scan-options.js';
import {scanCache} from '../../src/scan/cache.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';
import {osvArchive, zipOf} from './support/advisories.js';
import {emptyReports} from './support/empty-reports.js';
import {fakeScanner} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {savedImage, tarOf} from './support/saved-image.js';
import {recordOutput, scanOptions} from './support/settings.js';

const id = `sha256:${'a'.repeat(64)}`;
type Files = Readonly<Record<string, string>>;

const engineWith = (files: Files | null) =>
	recordedReader({
		containers: async () => [],
		image: async () => ({Id: id, RepoTags: ['shop:1']}),
		...(files === null
			? {}
			: {
					saveImage: async () => {
						const layer = await tarOf(Object.entries(files).map(([path, content]) => ({path, content})));
						return Readable.from([await savedImage([layer], 'oci')]);
					},
				}),
	});

describe('an empty result is not a clean image, and passes no gate', () => {
	const folder = temporaryFolder();
	beforeEach(() => mkdir(join(folder, 'bin'), {recursive: true}));

	async function scan(given: Partial<ScanOptions>, variables: Record<string, string> = {}, files: Files | null = null) {
		const {output, out, err} = recordOutput();
		const options = scanOptions({
			engine: engineWith(files),
			variables: {PATH: join(folder, 'bin'), HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...variables},
			target: 'shop:1',
			failOn: 'critical',
			...given,
		});
		const status = await runScan(options, output);
		return {status, document: out() === '' ? null : JSON.parse(out()), err: err()};
	}

	/** Not complete, says why, and exits with something else than 0. */
	async function isNotClean(given: Partial<ScanOptions>, variables: Record<string, string> = {}, files: Files | null = null) {
		const {status, document, err} = await scan(given, variables, files);
		expect(status).toBeOneOf([2, 4]);
		expect(err).not.toBe('');
		if (document === null) return null;
		expect(violations('scan', document)).toEqual([]);
		expect(document.state).toBeOneOf(['partial', 'not-scanned', 'failed']);
		const reasons = [...document.notes, ...document.filters, ...document.coverage.map((one: {reason: string}) => one.reason)];
		expect(document.error?.message ?? reasons.find(Boolean)).toBeTruthy();
		return document;
	}

	it('in at least forty ways', () => expect(Object.keys(emptyReports).length).toBeGreaterThan(40));

	it.each(Object.entries(emptyReports))('the report of %s', async (_, report) => {
		const path = join(folder, 'report.json');
		await writeFile(path, JSON.stringify(report));
		const document = await isNotClean({reports: [path]});
		if (document?.state === 'partial')
			expect((await scan({reports: [path], allowPartial: true})).status, 'a partial one passes where that is allowed').toBe(0);
		if (document !== null && document.state !== 'partial')
			expect((await scan({reports: [path], allowPartial: true})).status, 'and no other one').toBe(4);
	});

	it.each<[string, string | Buffer]>([
		['an empty file', ''],
		['half a report', '{"SchemaVersion": 2, "Results": ['],
		['a compressed report', gzipSync('{}')],
		['a list of logs', '{"level":"info"}\n{"level":"info"}\n'],
		['a page of HTML', '<html></html>'],
	])('%s', async (_, content) => {
		const path = join(folder, 'report.json');
		await writeFile(path, content);
		await isNotClean({reports: [path]});
	});

	describe('of Trivy with settings that hide findings', () => {
		const clean = {
			SchemaVersion: 2,
			ArtifactName: 'shop:1',
			Metadata: {OS: {Family: 'debian', Name: '13.1'}},
			Results: [{Target: 'shop:1 (debian 13.1)', Class: 'os-pkgs', Type: 'debian', Packages: [{Name: 'tar'}]}],
		};
		const run = (variables: Record<string, string>, report: unknown = clean) => {
			const all = {TRIVY_FAKE: 'good', TRIVY_FAKE_REPORT: JSON.stringify(report), ...variables};
			return isNotClean({scanners: ['trivy']}, all);
		};
		beforeEach(() => fakeScanner(join(folder, 'bin'), 'trivy'));

		it.each([
			['TRIVY_SEVERITY', 'HIGH,CRITICAL', 'severity: only HIGH, CRITICAL (TRIVY_SEVERITY)'],
			['TRIVY_IGNORE_UNFIXED', 'true', 'only with a fix: true (TRIVY_IGNORE_UNFIXED)'],
			['TRIVY_IGNORE_STATUS', 'affected', 'without the states affected (TRIVY_IGNORE_STATUS)'],
			['TRIVY_PKG_TYPES', 'library', 'packages: only library (TRIVY_PKG_TYPES)'],
			['TRIVY_VULN_TYPE', 'os', 'packages: only os (TRIVY_VULN_TYPE)'],
			['TRIVY_SKIP_DIRS', '/usr', 'folders left out: /usr (TRIVY_SKIP_DIRS)'],
			['TRIVY_SKIP_FILES', '/app/a.jar', 'files left out: /app/a.jar (TRIVY_SKIP_FILES)'],
			['TRIVY_VEX', 'repo', 'VEX: repo (TRIVY_VEX)'],
			['TRIVY_IGNOREFILE', '/x', 'ignore file: /x (TRIVY_IGNOREFILE)'],
			['TRIVY_IGNORE_POLICY', '/x.rego', 'ignore policy: /x.rego (TRIVY_IGNORE_POLICY)'],
			['TRIVY_DISTRO', 'debian/99', 'judged as another distribution: debian/99 (TRIVY_DISTRO)'],
			['TRIVY_CONFIG', '/absent.yaml', 'unreadable configuration file (TRIVY_CONFIG)'],
		])('%s=%s', async (name, value, label) => {
			const document = await run({[name]: value});
			expect(document).toMatchObject({state: 'partial', filters: [label]});
			expect(await scanCache(join(folder, 'cache', 'dockscope')).load(id), 'it is not kept').toEqual([]);
		});

		it('in a configuration file', async () => {
			const path = join(folder, 'trivy.yaml');
			await writeFile(path, 'severity:\n  - CRITICAL\nvulnerability:\n  ignore-unfixed: true\nscan:\n  skip-dirs: [/usr]\n');
			expect((await run({TRIVY_CONFIG: path}))?.filters).toEqual([
				'severity: only CRITICAL (severity in TRIVY_CONFIG)',
				'only with a fix: true (vulnerability.ignore-unfixed in TRIVY_CONFIG)',
				'folders left out: /usr (scan.skip-dirs in TRIVY_CONFIG)',
			]);
		});

		it.each([
			['TRIVY_SEVERITY', 'UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL'],
			['TRIVY_IGNORE_UNFIXED', 'false'],
			['TRIVY_PKG_TYPES', 'os,library'],
			['TRIVY_VERSION', '0.68.2'],
		])('but %s=%s hides nothing: a clean report is clean, and kept', async (name, value) => {
			const variables = {TRIVY_FAKE: 'good', TRIVY_FAKE_REPORT: JSON.stringify(clean), [name]: value};
			const {status, document} = await scan({scanners: ['trivy']}, variables);
			expect([status, document.state]).toEqual([0, 'complete']);
			expect(document.coverage).toEqual([{ecosystem: 'Debian:13', catalogued: 1, judged: 1, reason: null}]);
			expect(await scanCache(join(folder, 'cache', 'dockscope')).load(id)).toHaveLength(1);
		});

		it.each(['garbage', 'fails'])('a Trivy that %s', async how => {
			await isNotClean({scanners: ['trivy']}, {TRIVY_FAKE: how, TRIVY_FAKE_SAYS: 'no such host'});
		});

		it.each<[string, Files, string]>([
			['no operating system that it knows', {'etc/os-release': 'ID=arch\nPRETTY_NAME=Arch\n'}, 'arch'],
			['a release that has no name', {'etc/os-release': 'ID=nixos\nVERSION_ID="24.05"\n'}, 'nixos:24.05'],
		])('an image of %s: the image itself says which', async (_, files, ecosystem) => {
			const npm = {Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg', Packages: [{Name: 'left-pad'}]};
			const report = {SchemaVersion: 2, ArtifactName: 'shop:1', Results: [npm]};
			const all = {TRIVY_FAKE: 'good', TRIVY_FAKE_REPORT: JSON.stringify(report)};
			const found = await isNotClean({scanners: ['trivy']}, all, {...files, 'app/node_modules/a/package.json': '{}'});
			expect(found).toMatchObject({
				state: 'partial',
				coverage: [
					{ecosystem, judged: 0},
					{ecosystem: 'npm', judged: 1},
				],
			});
			// An image from scratch has no operating system that could be missed; another image has another id.
			await rm(join(folder, 'cache'), {recursive: true});
			const scratch = await scan({scanners: ['trivy']}, all, {'app/node_modules/a/package.json': '{}'});
			expect([scratch.status, scratch.document.state]).toEqual([0, 'complete']);
		});
	});

	describe('of the basic scan', () => {
		const dpkg = 'Package: tar\nStatus: install ok installed\nVersion: 1.35-1\nArchitecture: amd64\n';
		const debian = (release: string) => ({'etc/os-release': `ID=debian\n${release}`, 'var/lib/dpkg/status': dpkg});
		const npm = {'app/node_modules/left-pad/package.json': '{"name":"left-pad","version":"1.3.0"}'};
		const apk = {'lib/apk/db/installed': 'P:musl\nV:1.2\nA:x86_64\n'};
		const advisory = (ecosystem: string, name: string) => ({
			id: `A-${ecosystem}-${name}`,
			modified: '2026-11-20T10:00:00Z',
			affected: [{package: {ecosystem, name}, ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}]}]}],
		});
		const archive = async (...ecosystems: readonly string[]) => {
			const path = join(folder, 'all.zip');
			await writeFile(
				path,
				zipOf(Object.fromEntries(ecosystems.map(one => [`${one}.json`, JSON.stringify(advisory(one, 'something-else'))]))),
			);
			return path;
		};

		it.each<[string, readonly string[], Files, string]>([
			['advisories of other releases', ['Debian:11', 'Debian:13'], debian('VERSION_ID="12"\n'), 'not-scanned'],
			['advisories of other releases, and npm', ['Debian:11', 'npm'], {...debian('VERSION_ID="12"\n'), ...npm}, 'partial'],
			['sid', ['Debian:12'], debian('PRETTY_NAME="Debian GNU/Linux trixie/sid"\n'), 'not-scanned'],
			[
				'Alpine edge',
				['Alpine:v3.22'],
				{'etc/os-release': 'ID=alpine\nVERSION_ID=3.22.0_alpha20250108\n', ...apk},
				'not-scanned',
			],
			['another Alpine', ['Alpine:v3.19'], {'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.1\n', ...apk}, 'not-scanned'],
			['Ubuntu by advisories of Debian', ['Debian:12'], {'etc/os-release': 'ID=ubuntu\nVERSION_ID="22.04"\n', ...npm}, 'failed'],
			['an ecosystem that was never imported', ['Debian:12'], {...debian('VERSION_ID="12"\n'), ...npm}, 'partial'],
			[
				'Kali',
				['Debian:12', 'npm'],
				{'etc/os-release': 'ID=kali\nVERSION_ID="2026.1"\n', 'var/lib/dpkg/status': dpkg, ...npm},
				'partial',
			],
			['a distribution without a name', ['Debian:12', 'npm'], {'var/lib/dpkg/status': dpkg, ...npm}, 'partial'],
			['Arch and npm', ['npm'], {'etc/os-release': 'ID=arch\n', 'var/lib/pacman/local/a/desc': 'x', ...npm}, 'partial'],
			[
				'rpm and npm',
				['npm'],
				{'etc/os-release': 'ID=fedora\nVERSION_ID=40\n', 'var/lib/rpm/rpmdb.sqlite': 'x', ...npm},
				'partial',
			],
			['only rpm', ['npm'], {'etc/os-release': 'ID=rocky\nVERSION_ID=9.4\n', 'var/lib/rpm/rpmdb.sqlite': 'x'}, 'not-scanned'],
			['no package', ['npm'], {'etc/motd': 'x'}, 'not-scanned'],
			[
				'a broken package database',
				['npm'],
				{'etc/os-release': 'ID=debian\nVERSION_ID="12"\n', 'var/lib/dpkg/status': 'x'},
				'not-scanned',
			],
		])('%s', async (_, ecosystems, files, state) => {
			const given = {scanners: ['basic'], importOsv: await archive(...ecosystems)};
			expect(await isNotClean(given, {}, files)).toMatchObject({state});
		});

		it('without advisories', async () => {
			expect(await isNotClean({scanners: ['basic']}, {}, debian('VERSION_ID="12"\n'))).toMatchObject({state: 'failed'});
		});

		it('but a release with advisories of its own is clean', async () => {
			await writeFile(join(folder, 'all.zip'), osvArchive());
			const given = {scanners: ['basic'], importOsv: join(folder, 'all.zip')};
			const {status, document} = await scan(given, {}, {...debian('VERSION_ID="13"\n'), ...npm});
			expect([status, document.state]).toEqual([0, 'complete']);
			expect(document.coverage).toEqual([
				{ecosystem: 'Debian:13', catalogued: 1, judged: 1, reason: null},
				{ecosystem: 'npm', catalogued: 1, judged: 1, reason: null},
			]);
		});
	});
});
