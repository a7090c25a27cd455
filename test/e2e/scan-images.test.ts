import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {advisories, osvArchive} from '../scan/support/advisories.js';
import {scanImageFiles} from '../scan/support/scan-image.js';
import {busyboxImage} from '../support/images.js';
import {dockscope} from '../support/run-cli.js';
import {dockscope as openScreen} from '../support/terminal-program.js';
import {startTestEngine, type TestEngine, whyNoTestEngine} from '../support/test-engine.js';

const missing = await whyNoTestEngine();

/** Answers with one vulnerability of tar, slowly, and a report without packages for the other image. */
const scanner = `#!/bin/sh
[ "$1" = --version ] && { echo 'Version: 0.68.2'; exit 0; }
while [ $# -gt 1 ]; do [ "$1" = --output ] && report=$2; shift; done
echo 'INFO [vuln] Vulnerability scanning is enabled' >&2
sleep 2
if [ "$1" = plain:1 ]; then
	echo '{"SchemaVersion":2,"ArtifactName":"plain:1","Results":[]}' >"$report"
else
	cat "$0.json" >"$report"
fi
`;
const tar = {Name: 'tar', Version: '1.35+dfsg-3.1'};
const report = {
	SchemaVersion: 2,
	ArtifactName: 'shop:1',
	Metadata: {OS: {Family: 'debian', Name: '13.8'}},
	Results: [
		{
			Target: 'shop:1 (debian 13.8)',
			Class: 'os-pkgs',
			Type: 'debian',
			Packages: [tar],
			Vulnerabilities: [
				{
					VulnerabilityID: advisories[0]?.cve ?? '',
					PkgName: 'tar',
					InstalledVersion: tar.Version,
					FixedVersion: '2',
					Severity: 'HIGH',
				},
			],
		},
	],
};

describe.skipIf(missing !== null)('all images in use', () => {
	let engine: TestEngine;
	let folder: string;
	let env: Record<string, string>;

	beforeAll(async () => {
		engine = await startTestEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		await busyboxImage(engine, {name: 'shop:1', files: scanImageFiles});
		for (const [name, image] of [
			['idle', 'plain:1'],
			['web', 'shop:1'],
			['api', 'shop:1'],
		] as const)
			await engine.docker('create', '--name', name, image, 'true');
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-'));
		await mkdir(join(folder, 'bin'));
		await writeFile(join(folder, 'bin/trivy'), scanner);
		await writeFile(join(folder, 'bin/trivy.json'), JSON.stringify(report));
		await chmod(join(folder, 'bin/trivy'), 0o755);
		env = {DOCKER_HOST: engine.host, HOME: folder, TMPDIR: folder, PATH: `${folder}/bin:/usr/bin:/bin`, LANG: 'C.UTF-8'};
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	it('are scanned by one command, with one line each, worst first', async () => {
		const {status, stdout, stderr} = await dockscope(['scan'], {env});
		const [head, worst, other] = stdout.split('\n');
		expect(head).toMatch(/^IMAGE +PACKAGES +FOUND/);
		expect(worst).toMatch(/^shop:1 +1 +H1 +1 +\? +\? +(web api|api web)$/);
		expect(other).toMatch(/^plain:1 +0 +NOT SCANNED/);
		expect(stderr).toMatch(/^[12] of 2, shop:1: scanning shop:1 with Trivy$/m);
		expect(status).toBe(4);
		expect((await readdir(folder)).filter(name => name.startsWith('dockscope-scan-'))).toEqual([]);
	});

	it('are counted in the first line of the list while A scans them', async () => {
		const screen = await openScreen({env: {...env, XDG_CACHE_HOME: join(folder, 'other')}, columns: 160, rows: 24});
		try {
			screen.press('a');
			await screen.shows(/web/);
			await screen.settles();
			screen.press('A');
			await screen.shows(/ · scanning [12] of 2 · (shop|plain):1: /);
			await screen.hides(/ · scanning/);
		} finally {
			await screen.stop();
		}
	});

	it('shows the download of advisories and the scan in the first line, of the list and of pages, with the keys below', async () => {
		const mirror = await slowMirror(2_000);
		const variables = {
			DOCKSCOPE_OSV_ARCHIVES: mirror.url,
			DOCKSCOPE_EPSS_URL: `${mirror.url}/none`,
			DOCKSCOPE_KEV_URL: `${mirror.url}/none`,
		};
		const screen = await openScreen({
			env: {...env, ...variables, PATH: '/nonexistent', XDG_CACHE_HOME: join(folder, 'empty')},
			columns: 160,
			rows: 24,
		});
		try {
			screen.press('a');
			await screen.shows(/web/);
			await screen.settles();
			screen.press('/', 'name:web', 'Enter', 'V');
			await screen.shows(/ y download [A-Za-z, ]+ \(\d+ MB\)/);
			screen.press('y');
			await screen.shows(/^ dockscope .* · scanning · shop:1: downloading \w+: \d+ MB/m);
			screen.press('Enter');
			await screen.shows(/^ ‹ fleet +web .* scanning · shop:1: downloading/m);
			expect(screen.text().split('\n').at(-1)).toMatch(/^ Esc back .*\? help$/);
		} finally {
			await screen.stop();
			mirror.close();
		}
	});
});

/** A mirror of the archives that refuses HEAD, and takes so many milliseconds for each archive. */
async function slowMirror(milliseconds: number): Promise<{url: string; close: () => void}> {
	const archive = osvArchive();
	const server = createServer((request, response) => {
		if (request.method !== 'GET' || !request.url?.endsWith('/all.zip'))
			return response.writeHead(request.method === 'GET' ? 404 : 405).end();
		response.writeHead(200, {'content-length': archive.length});
		const parts = 20;
		const size = Math.ceil(archive.length / parts);
		let sent = 0;
		const timer = setInterval(() => {
			response.write(archive.subarray(sent, sent + size));
			sent += size;
			if (sent >= archive.length) response.end();
		}, milliseconds / parts);
		response.once('close', () => clearInterval(timer));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
