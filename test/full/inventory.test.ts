import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {at, list, rawText} from '../../src/scan/formats/json.js';
import {containerInventory} from '../../src/scan/inventory/container-inventory.js';
import {imageInventory} from '../../src/scan/inventory/image-inventory.js';
import type {PackageInventory} from '../../src/scan/inventory/package.js';
import {realTrivy} from '../scan/support/trivy.js';
import {writeTrivyDatabase} from '../scan/support/trivy-database.js';
import {searchPath} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine} from '../support/private-engine.js';

const npm = (name: string, version: string, more: object = {}) => JSON.stringify({name, version, license: 'MIT', ...more});
const python = (name: string, version: string) =>
	`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: of the tests\nLicense: MIT\n\nA description: with a colon.\n`;
const apk = (name: string, version: string, origin = name, files: readonly string[] = []) =>
	[
		`C:Q1aaaaaaaaaaaaaaaaaaaaaaaaaaaa=`,
		`P:${name}`,
		`V:${version}`,
		'A:x86_64',
		'S:1000',
		'I:2000',
		`T:${name} of the tests`,
		'U:https://example.org',
		'L:MIT',
		`o:${origin}`,
		'm:Nobody <nobody@example.org>',
		...files.flatMap(file => [`F:${file.slice(0, file.lastIndexOf('/'))}`, `R:${file.slice(file.lastIndexOf('/') + 1)}`]),
	].join('\n');

const venv = 'opt/tools/venv/lib/python3.12/site-packages';
const modules = 'srv/shop/current/node_modules';

/** An Alpine image as people build them, with packages where no list of usual folders would look. */
const files: Readonly<Record<string, string>> = {
	'etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
	'etc/alpine-release': '3.20.3\n',
	'lib/apk/db/installed': `${[
		apk('musl', '1.2.5-r0', 'musl', ['lib/ld-musl-x86_64.so.1']),
		apk('libcrypto3', '3.3.1-r3', 'openssl', ['lib/libcrypto.so.3']),
		apk('libssl3', '3.3.1-r3', 'openssl', ['lib/libssl.so.3']),
		apk('busybox', '1.36.1-r29', 'busybox', ['bin/busybox']),
		apk('ca-certificates-bundle', '20240705-r0', 'ca-certificates'),
	].join('\n\n')}\n\n`,
	[`${venv}/jinja2-3.0.0.dist-info/METADATA`]: python('Jinja2', '3.0.0'),
	[`${venv}/PyYAML-5.3.dist-info/METADATA`]: python('PyYAML', '5.3'),
	[`${venv}/zope.interface-5.0.0.dist-info/METADATA`]: python('zope.interface', '5.0.0'),
	[`${venv}/requests/__init__.py`]: '',
	'home/worker/.local/lib/python3.12/site-packages/urllib3-1.26.4.dist-info/METADATA': python('urllib3', '1.26.4'),
	'usr/lib/python3.12/site-packages/simplejson-3.17.egg-info/PKG-INFO': python('simplejson', '3.17'),
	'usr/lib/python3.12/site-packages/olefile-0.46.egg-info': python('olefile', '0.46'),
	'var/lib/eggs/six-1.15.0-py3.12.egg/EGG-INFO/PKG-INFO': python('six', '1.15.0'),
	'srv/shop/current/package.json': npm('shop', '2.4.0', {private: true}),
	[`${modules}/express/package.json`]: npm('express', '4.17.1'),
	[`${modules}/express/node_modules/qs/package.json`]: npm('qs', '6.7.0'),
	[`${modules}/express/node_modules/qs/node_modules/side-channel/package.json`]: npm('side-channel', '1.0.4'),
	[`${modules}/qs/package.json`]: npm('qs', '6.11.0'),
	[`${modules}/@babel/core/package.json`]: npm('@babel/core', '7.20.0'),
	[`${modules}/.pnpm/ms@2.0.0/node_modules/ms/package.json`]: npm('ms', '2.0.0'),
	[`${modules}/resolve/test/resolver/baz/package.json`]: npm('baz', '0.0.1'),
	[`${modules}/resolve/package.json`]: npm('resolve', '1.20.0'),
	[`${modules}/esm-only/package.json`]: '{"type":"module"}',
	[`${modules}/broken/package.json`]: '{"name": "broken", "version": ',
	'usr/local/lib/node_modules/npm/package.json': npm('npm', '10.2.4'),
	'usr/local/lib/node_modules/npm/node_modules/tar/package.json': npm('tar', '6.1.0'),
	'workspace/tool/node_modules/lodash/package.json': npm('lodash', '4.17.4'),
};

/** A later layer: one package gone, one replaced, one added. */
const later = [
	'rm -rf /srv/shop/current/node_modules/qs',
	`echo '${npm('resolve', '1.22.8')}' > /srv/shop/current/node_modules/resolve/package.json`,
	'mkdir -p /data/extra/node_modules/minimist',
	`echo '${npm('minimist', '1.2.0')}' > /data/extra/node_modules/minimist/package.json`,
].join('; ');

/** Names as the index knows them: Trivy keeps the spelling of the metadata. */
const row = (type: string, name: string, version: string, path: string) =>
	[type, type === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name, version, path].join(' | ');

const types: Readonly<Record<string, string>> = {alpine: 'apk', 'node-pkg': 'npm', 'python-pkg': 'pypi'};
const trivyRows = (document: unknown): string[] =>
	list(at(document, 'Results'))
		.flatMap(result =>
			list(at(result, 'Packages')).map(one =>
				row(
					types[rawText(at(result, 'Type'))] ?? rawText(at(result, 'Type')),
					rawText(at(one, 'Name')),
					rawText(at(one, 'Version')),
					rawText(at(one, 'FilePath')),
				),
			),
		)
		.sort();
const ourRows = ({packages}: PackageInventory): string[] =>
	packages.map(({type, name, version, path}) => row(type, name, version, path ?? '')).sort();

describe('the inventory compared with real Trivy', () => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let theirs: string[];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-inventory-'));
		engine = await startPrivateEngine();
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const base = await busyboxImage(engine, {name: 'shop-base:1', files});
		await engine.docker('run', '--name', 'builder', base, 'sh', '-c', later);
		await engine.docker('commit', 'builder', 'shop:1');
		await writeTrivyDatabase(join(folder, 'trivy'), [], new Date());
		const output = join(folder, 'all.json');
		const args = ['--quiet', '--skip-db-update', '--skip-version-check', '--scanners', 'vuln', '--image-src', 'docker'];
		const trivy = join(await realTrivy('0.68.2'), 'trivy');
		await runProgram(trivy, ['image', ...args, '--list-all-pkgs', '--format', 'json', '--output', output, 'shop:1'], {
			PATH: searchPath(),
			HOME: folder,
			TMPDIR: folder,
			TRIVY_CACHE_DIR: join(folder, 'trivy'),
			DOCKER_HOST: engine.host,
		});
		theirs = trivyRows(JSON.parse(await readFile(output, 'utf8')));
	}, 300_000);
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	it('has the same rows as Trivy, read from the image and from its container', async () => {
		expect(theirs.length).toBeGreaterThan(20);
		expect(ourRows(await imageInventory(reader, 'shop:1'))).toEqual(theirs);
		const id = await engine.docker('create', 'shop:1');
		expect(ourRows(await containerInventory({engine: reader, host: localHost()}, {id, asImage: false}))).toEqual(theirs);
	});
});
