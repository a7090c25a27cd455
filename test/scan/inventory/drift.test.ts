import {describe, expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import type {InstalledPackage} from '../../../src/scan/inventory/package.js';
import {differenceOf} from '../../../src/scan/inventory/package-difference.js';
import {packageDrift, pristineContainer} from '../../../src/scan/inventory/package-drift.js';
import {driftWords} from '../../../src/scan/render/render-drift.js';
import {recordedReader} from '../support/reader.js';

type Change = {Path: string; Kind: 0 | 1 | 2};
const driftOf = (changes: readonly Change[], mounts: readonly string[] = []) =>
	packageDrift(
		recordedReader({
			changes: async () => [...changes],
			inspect: async Id => ({Id, Mounts: mounts.map(Destination => ({Type: 'bind', Destination}))}),
		}),
		'c1',
	);

const one = (type: InstalledPackage['type'], name: string, version: string, path: string | null = null): InstalledPackage => ({
	type,
	name: sanitise(name),
	version: sanitise(version),
	source: {name: sanitise(name), version: sanitise(version)},
	architecture: null,
	path: path === null ? null : sanitise(path),
	layer: null,
	files: null,
});
const inventory = (...packages: InstalledPackage[]) => ({distribution: null, packages, notes: [], leftOut: [], whole: true});

describe('where a container no longer has the packages of its image', () => {
	it('is detected by changed databases, changed metadata and removed folders; not by other files', async () => {
		const drift = await driftOf([
			{Path: '/var', Kind: 0},
			{Path: '/var/lib/dpkg/status', Kind: 0},
			{Path: '/var/log/app.log', Kind: 1},
			{Path: '/srv/app/node_modules', Kind: 0},
			{Path: '/srv/app/node_modules/lodash', Kind: 2},
			{Path: '/opt/venv/lib/python3.13/site-packages/jinja2-3.1.6.dist-info/METADATA', Kind: 1},
		]);
		expect(drift?.paths).toEqual([
			'/var/lib/dpkg/status',
			'/srv/app/node_modules/lodash',
			'/opt/venv/lib/python3.13/site-packages/jinja2-3.1.6.dist-info/METADATA',
		]);
		expect(drift?.covers('srv/app/node_modules/lodash/package.json')).toBe(true);
		expect(drift?.covers('srv/app/node_modules/minimist/package.json')).toBe(false);
		expect(drift?.covers('lib/apk/db/installed')).toBe(false);
	});

	it.each([
		['/app', true],
		['/usr/src/app', true],
		['/opt/venv', true],
		['/var/lib/postgresql/data', false],
		['/usr/share/elasticsearch/data', false],
		['/etc/nginx/conf.d', false],
		['/app/settings.toml', false],
		['/run/docker.sock', false],
	])('is detected by a mount at %s: %s', async (path, expected) => {
		const drift = await driftOf([], [path]);
		expect(drift?.paths).toEqual(expected ? [`${path} (mounted)`] : []);
		expect(drift?.covers(`${path}/node_modules/a/package.json`.slice(1))).toBe(expected);
	});

	it('decides which container may represent its image', async () => {
		const changes: Record<string, Change[]> = {a: [{Path: '/lib/apk/db/installed', Kind: 0}], b: [{Path: '/tmp/x', Kind: 1}]};
		const reader = recordedReader({changes: async id => changes[id] ?? [], inspect: async Id => ({Id, Mounts: []})});
		expect(await pristineContainer(reader, ['a', 'b'])).toBe('b');
		expect(await pristineContainer(reader, ['a'])).toBeNull();
	});
});

describe('the packages of a container compared with those of its image', () => {
	const venv = (name: string, version: string) => `opt/venv/lib/python3.13/site-packages/${name}-${version}.dist-info/METADATA`;

	it('came, went, or have another version', () => {
		const image = inventory(
			one('deb', 'curl', '8.1-1'),
			one('deb', 'tar', '1.35-1'),
			one('npm', 'lodash', '4.17.4', 'app/node_modules/lodash/package.json'),
			one('pypi', 'jinja2', '3.0.0', venv('jinja2', '3.0.0')),
		);
		const container = inventory(
			one('deb', 'curl', '8.2-1'),
			one('deb', 'nmap', '7.95-1'),
			one('deb', 'tar', '1.35-1'),
			one('pypi', 'jinja2', '3.1.6', venv('jinja2', '3.1.6')),
		);
		expect(driftWords(differenceOf(image, container, () => true))).toEqual([
			'~ curl 8.1-1 is 8.2-1 now (deb)',
			`~ jinja2 3.0.0 is 3.1.6 now (pypi, ${venv('jinja2', '3.1.6')})`,
			'- lodash 4.17.4 (npm, app/node_modules/lodash/package.json)',
			'+ nmap 7.95-1 (deb)',
		]);
	});

	it('are compared only where the container may differ', () => {
		const image = inventory(one('deb', 'curl', '8.1-1'), one('npm', 'a', '1.0.0', 'far/node_modules/a/package.json'));
		expect(differenceOf(image, inventory(), path => path.startsWith('var/lib/dpkg'))).toMatchObject({
			removed: [{name: 'curl'}],
			added: [],
			updated: [],
		});
	});

	it('may be several versions of one name', () => {
		const image = inventory(one('deb', 'linux', '6.1'), one('deb', 'linux', '6.2'));
		const container = inventory(one('deb', 'linux', '6.2'), one('deb', 'linux', '6.3'), one('deb', 'linux', '6.4'));
		const {added, removed, updated} = differenceOf(image, container, () => true);
		expect(updated.map(({before, after}) => [before.version, after.version])).toEqual([['6.1', '6.3']]);
		expect([added.map(({version}) => version), removed]).toEqual([['6.4'], []]);
	});
});
