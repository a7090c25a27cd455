import {Readable} from 'node:stream';
import {describe, expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {imageInventory} from '../../../src/scan/inventory/image-inventory.js';
import {ecosystemOf} from '../../../src/scan/inventory/package.js';
import {
	distributionOf,
	parseApkInstalled,
	parseDpkgStatus,
	parsePackageJson,
	parsePythonMetadata,
} from '../../../src/scan/inventory/package-databases.js';
import {processorTime} from '../../support/processor-time.js';
import {recordedReader} from '../support/reader.js';
import {digest, savedImage, tarOf} from '../support/saved-image.js';

const npm = (name: string, version: string) => JSON.stringify({name, version});
const reader = (image: Buffer) =>
	recordedReader({saveImage: async () => Readable.from([image.subarray(0, 700), image.subarray(700)])});

describe('the inventory of an image', () => {
	it.each(['old', 'oci', 'oci-gzip'] as const)(
		'is read from the %s layout with whiteouts, opaque folders and links',
		async layout => {
			const layers = [
				await tarOf([
					{path: 'etc/os-release', content: 'ID=alpine\nVERSION_ID=3.20.3\n'},
					{
						path: 'lib/apk/db/installed',
						content: 'P:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:ld-musl-x86_64.so.1\n\nP:zlib\nV:1.3-r0\n\n',
					},
					{path: 'app/node_modules/gone/package.json', content: npm('gone', '1.0.0')},
					{path: 'app/node_modules/kept/package.json', content: npm('kept', '1.0.0')},
					{path: 'old/node_modules/a/package.json', content: npm('hidden', '1.0.0')},
					{path: 'lib-link/node_modules/b/package.json', content: npm('replaced', '1.0.0')},
				]),
				await tarOf([
					{path: 'lib/apk/db/installed', content: 'P:musl\nV:1.2.5-r0\nA:x86_64\no:musl\n\nP:curl\nV:8.9.0-r0\n\n'},
					{path: 'app/node_modules/.wh.gone'},
					{path: 'old/.wh..wh..opq'},
					{path: 'old/node_modules/c/package.json', content: npm('fresh', '2.0.0')},
					{path: 'lib-link', type: 'symlink', linkname: 'elsewhere'},
					{path: 'app/node_modules/twin/package.json', type: 'link', linkname: 'old/node_modules/c/package.json'},
				]),
			];
			const inventory = await imageInventory(reader(await savedImage(layers, layout)), 'shop:1');
			const [first = '', second = ''] = layers.map(layer => `sha256:${digest(layer)}`);
			expect(inventory.distribution).toMatchObject({id: 'alpine', versionId: '3.20.3'});
			expect(inventory.packages.map(({name, version, layer, path}) => [name, version, path, layer]).sort()).toEqual([
				['curl', '8.9.0-r0', null, second],
				['fresh', '2.0.0', 'app/node_modules/twin/package.json', second],
				['fresh', '2.0.0', 'old/node_modules/c/package.json', second],
				['kept', '1.0.0', 'app/node_modules/kept/package.json', first],
				// The second layer rewrites the database: packages that were already there belong to the first.
				['musl', '1.2.5-r0', null, first],
			]);
		},
	);

	it('says that rpm packages need another scanner, and that a layer could not be read', async () => {
		const zstd = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(600)]);
		const layers = [await tarOf([{path: 'var/lib/rpm/rpmdb.sqlite', content: 'SQLite format 3'}]), zstd];
		const inventory = await imageInventory(reader(await savedImage(layers, 'oci')), 'shop:1');
		expect(inventory.packages).toEqual([]);
		expect(inventory.notes).toEqual(['the image has rpm packages: checking them needs Trivy or Grype']);
		// A layer that was not read may contain packages: such an image is never clean.
		expect(inventory.leftOut).toEqual([expect.stringContaining('could not be read: compressed with zstd')]);
	});
});

describe('package databases', () => {
	const size = 16 * 1024 * 1024;
	it.each<[string, (content: string) => unknown, string]>([
		['empty lines', parseDpkgStatus, `Package: a\n${'\n \t'.repeat(size / 3)}`],
		['line ends', parseDpkgStatus, '\n'.repeat(size)],
		['packages', parseDpkgStatus, 'Package: a\nVersion: 1\n\n'.repeat(size / 23)],
		['empty lines', parseApkInstalled, '\n'.repeat(size)],
		['packages', parseApkInstalled, 'P:a\nV:1\n\n'.repeat(size / 9)],
	])('of nothing but %s are read in a moment', async (_, parse, content) => {
		let found: unknown;
		expect(await processorTime(() => (found = parse(content)))).toBeLessThan(2000);
		expect(Array.isArray(found) && found.length <= 60_001).toBe(true);
	});
	it('that are too large are not read, and named', async () => {
		const content = `Package: a\nVersion: 1\n${' x'.repeat(size / 2)}`;
		const layer = await tarOf([
			{path: 'var/lib/dpkg/status', content},
			{path: 'node_modules/a/package.json', content: JSON.stringify({name: 'a', version: '1', about: 'x'.repeat(1024 * 1024)})},
			{path: 'node_modules/b/package.json', content: npm('b', '1.0.0')},
		]);
		const inventory = await imageInventory(reader(await savedImage([layer], 'oci')), 'shop:1');
		expect(inventory.packages.map(({name}) => name)).toEqual(['b']);
		expect(inventory.leftOut).toEqual([
			'/var/lib/dpkg/status is larger than 16 MB and was not read',
			'/node_modules/a/package.json is larger than 1 MB and was not read',
		]);
	});
	it('dpkg: installed packages with their sources; what was removed is not there', () => {
		const status = `Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.5.1-1)\nVersion: 3.5.1-1+b2\nDescription: x\n .\n Version: no\n\nPackage: old\nStatus: deinstall ok config-files\nVersion: 1\n\n\nPackage: distroless\nVersion: 2\n`;
		expect(parseDpkgStatus(status).map(({name, version, source}) => [name, version, source.name, source.version])).toEqual([
			['libssl3', '3.5.1-1+b2', 'openssl', '3.5.1-1'],
			['distroless', '2', 'distroless', '2'],
		]);
	});
	it('apk: origin and files', () => {
		expect(
			parseApkInstalled('P:libcrypto3\nV:3.3.1-r0\nA:x86_64\no:openssl\nF:\nF:usr/lib\nR:libcrypto.so.3\nZ:Q1\n'),
		).toMatchObject([{name: 'libcrypto3', source: {name: 'openssl', version: '3.3.1-r0'}, files: ['usr/lib/libcrypto.so.3']}]);
	});
	it('npm and Python: a name and a version, or nothing', () => {
		expect(parsePackageJson('{"name":"@a/b","version":"1.0.0"}', 'x')).toMatchObject({name: '@a/b', version: '1.0.0'});
		expect(parsePackageJson('{"private":true}', 'x')).toBeNull();
		expect(parsePackageJson('{', 'x')).toBeNull();
		expect(parsePythonMetadata('Metadata-Version: 2.1\nName: Foo.Bar_baz\nVersion: 1.0\n\nName: other\n', 'x')).toMatchObject({
			name: 'foo-bar-baz',
			version: '1.0',
		});
		expect(parsePythonMetadata('', 'x')).toBeNull();
	});
	it('os-release: quoted or not', () => {
		expect(distributionOf('ID=\'ubuntu\'\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04"\n')).toEqual({
			id: 'ubuntu',
			versionId: '24.04',
			name: 'Ubuntu 24.04',
		});
		expect(distributionOf('')).toBeNull();
	});
	it.each([
		['debian', '13', 'Debian:13'],
		['ubuntu', '24.04', 'Ubuntu:24.04:LTS'],
		['ubuntu', '24.10', 'Ubuntu:24.10'],
		['alpine', '3.20.3', 'Alpine:v3.20'],
		['wolfi', '20230201', 'Wolfi'],
		['nixos', '25', null],
	])('%s %s is %s in OSV', (id, versionId, ecosystem) => {
		expect(ecosystemOf('deb', {id: sanitise(id), versionId: sanitise(versionId), name: sanitise(id)})).toBe(ecosystem);
	});
});
