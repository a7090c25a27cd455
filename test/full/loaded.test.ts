import {chmod, copyFile, mkdir, mkdtemp, readFile, readlink, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {usageOfContainers, withContainers} from '../../src/scan/enrichment/containers.js';
import {containerInventory} from '../../src/scan/inventory/container-inventory.js';
import type {Vulnerability} from '../../src/scan/report.js';
import {copyPackages, hostProgram, ownersOfMapped, whyNoDebianHost, withDependencies} from '../scan/support/debian-image.js';
import {row} from '../scan/support/rows.js';
import {bundleForNobody, canActAsNobody, runAsNobody} from '../support/as-nobody.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

/** Packages of this Debian host from which the image is made, with their installed dependencies. */
const wanted = ['python3', 'nodejs', 'perl-base', 'tar', 'sed'];
const missing = await whyNoDebianHost(wanted);
if (missing !== null) console.error(`SKIPPING what live processes have loaded: it needs a Debian host, and ${missing}`);

const site = 'opt/app/lib/python3/site-packages';

describe.skipIf(missing !== null)('what live processes have loaded, on a real engine', () => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let rows: readonly Vulnerability[];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-loaded-'));
		const root = join(folder, 'root');
		await copyPackages(root, await withDependencies(wanted));
		await addApplications(root);
		engine = await startPrivateEngine();
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const archive = join(folder, 'root.tar');
		await hostProgram('tar', '--create', '--file', archive, '--directory', root, '.');
		await engine.docker('import', '--change', 'ENV PATH=/usr/bin:/bin', archive, 'apps:1');
		const start = (name: string, ...command: string[]) =>
			engine.docker('run', '--detach', '--name', name, '--network', 'none', '--stop-signal', 'KILL', 'apps:1', ...command);
		await start('web', 'python3', '/opt/app/bin/serve');
		await start('tool', 'node', '/srv/shop/node_modules/tool/bin/tool.js');
		for (const name of ['web', 'tool'])
			await until(`${name} is ready`, async () => (await engine.docker('logs', name)).includes('ready'));
		const id = await engine.docker('ps', '--no-trunc', '--quiet', '--filter', 'name=web');
		const {packages} = await containerInventory({engine: reader, host: localHost()}, {id, asImage: false});
		rows = packages.map(({name, version, type, path}) =>
			row(`CVE-of-${name}`, {package: {name, version, type: trusted(type), path}}),
		);
	}, 300_000);
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const look = async (host: ReturnType<typeof localHost> | null) => {
		const {Id: imageId} = await reader.image('apps:1');
		const {signal} = new AbortController();
		const uses = await usageOfContainers(reader, {host, imageId, rows, signal});
		return rows.map(one => withContainers(one, uses));
	};
	const named = (found: readonly Vulnerability[], loaded: Vulnerability['loaded']) =>
		new Set(found.filter(one => one.loaded === loaded && one.package.type === 'deb').map(one => one.package.name as string));

	it('names exactly the packages of the system that dpkg says own a mapped file', async () => {
		const found = await look(localHost());
		const owners = await ownersOfMapped(
			await Promise.all(['web', 'tool'].map(name => engine.docker('inspect', '--format', '{{.State.Pid}}', name))),
		);
		expect(owners).toEqual(expect.arrayContaining(['libc6', 'nodejs']));
		expect([...named(found, 'loaded')].sort()).toEqual(owners);
		expect(named(found, 'on-disk')).toContain('tar');
		expect(named(found, 'unknown')).toEqual(new Set());
	});

	it('finds native modules and started scripts of Python and npm, and does not guess the rest', async () => {
		const found = await look(localHost());
		const loaded = new Map(
			found.filter(({package: {path}}) => path !== null).map(one => [one.package.name as string, one.loaded]),
		);
		expect(Object.fromEntries(loaded)).toEqual({
			// Its module is called differently.
			'native-speed': 'loaded',
			'serve-it': 'loaded',
			'pure-python': 'unknown',
			tool: 'loaded',
			'left-pad': 'unknown',
		});
	});

	it('is unknown with the reason where the engine is not here', async () => {
		const found = await look(null);
		expect(new Set(found.map(one => one.loadedReason as string))).toEqual(new Set(['the engine is not on this host']));
	});
});

describe.skipIf(!(await canActAsNobody()))('what live processes have loaded, asked by someone who is not root', () => {
	it('is unknown, as the processes of others cannot be read', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-test-nobody-'));
		// Distinguishes the process from another with a reused pid.
		const group = (await readFile(`/proc/${process.pid}/cgroup`, 'utf8')).trim().split(':').at(-1);
		try {
			await chmod(folder, 0o755);
			const script = await bundleForNobody(
				folder,
				`import {liveFiles} from './src/scan/enrichment/live-files.ts';
					import {openTree} from './src/base/host/host-tree.ts';
					console.log(JSON.stringify(liveFiles(openTree('/'), ${process.pid}, ${JSON.stringify(group)})));`,
			);
			expect(JSON.parse(await runAsNobody(script))).toEqual({
				known: false,
				reason: {
					source: expect.stringContaining(`host:/proc/${process.pid}`),
					reason: expect.stringContaining('permission denied'),
				},
			});
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
	});
});

/** A server of Python with a native module, and a tool of Node; what they are installed as. */
async function addApplications(root: string): Promise<void> {
	const put = async (path: string, content: string) => {
		await mkdir(dirname(join(root, path)), {recursive: true});
		await writeFile(join(root, path), content);
		await chmod(join(root, path), 0o755);
	};
	const metadata = (name: string) => `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`;
	await put(`${site}/native_speed-1.0.dist-info/METADATA`, metadata('Native.Speed'));
	await put(`${site}/native_speed-1.0.dist-info/RECORD`, 'quick/__init__.py,,\nquick/_core.so,sha256=x,1\n');
	await put(`${site}/serve_it-1.0.dist-info/METADATA`, metadata('serve-it'));
	await put(`${site}/serve_it-1.0.dist-info/RECORD`, '"serve_it/a,b.py",,\n../../../bin/serve,sha256=x,1\n');
	await put(`${site}/pure_python-1.0.dist-info/METADATA`, metadata('pure-python'));
	await put(`${site}/pure_python-1.0.dist-info/RECORD`, 'pure_python/__init__.py,,\n');
	await put(`${site}/pure_python/__init__.py`, '');
	// Any shared library does for a native module.
	await put(`${site}/quick/_core.so`, '');
	await copyFile(await aLibrary(), join(root, site, 'quick/_core.so'));
	await put(
		'opt/app/bin/serve',
		`import ctypes, ssl, sys, time\nsys.path.append('/${site}')\nimport pure_python\nlib = ctypes.CDLL('/${site}/quick/_core.so')\nprint('ready', flush=True)\ntime.sleep(100000)\n`,
	);
	await put('srv/shop/node_modules/tool/package.json', JSON.stringify({name: 'tool', version: '1.0.0'}));
	await put('srv/shop/node_modules/tool/bin/tool.js', `require('left-pad'); console.log('ready'); setInterval(() => {}, 1e6);`);
	await put('srv/shop/node_modules/left-pad/package.json', JSON.stringify({name: 'left-pad', version: '1.3.0'}));
	await put('srv/shop/node_modules/left-pad/index.js', '');
}

async function aLibrary(): Promise<string> {
	const files = await hostProgram('dpkg-query', '--listfiles', 'zlib1g');
	const library = files.split('\n').find(path => /\/libz\.so\.\d+$/.test(path)) ?? '';
	return join(dirname(library), await readlink(library).catch(() => library.slice(library.lastIndexOf('/') + 1)));
}
