import {existsSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {runScan} from '../../../src/cli/scan/scan.js';
import type {ScanOptions} from '../../../src/cli/scan/scan-options.js';
import {detectScanners, scanEnvironment} from '../../../src/scan/detect.js';
import {maliciousTrivy, maliciousVersionIn} from '../../../src/scan/run/malicious-release.js';
import {scanImage} from '../../../src/tui/store/scan-image.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {recordedReader} from '../support/reader.js';
import {savedImage, tarOf} from '../support/saved-image.js';
import {recordOutput, scanOptions} from '../support/settings.js';

const id = `sha256:${'a'.repeat(64)}`;

describe('a malicious release of Trivy', () => {
	const folder = temporaryFolder();
	beforeEach(async () => {
		await mkdir(join(folder, 'bin'));
	});

	/** A program that leaves a mark when it runs, with build information as `go build` writes it. */
	async function trivyProgram(says: string, built = ''): Promise<void> {
		const lines = ['#!/bin/sh', `# ${built}`, `echo "$@" >> ${folder}/ran`, `echo 'Version: ${says}'`];
		await writeFile(join(folder, 'bin/trivy'), `${lines.join('\n')}\n`, {mode: 0o755});
	}
	const ran = () => existsSync(join(folder, 'ran'));
	const variables = () => ({PATH: join(folder, 'bin'), HOME: folder});
	const engine = recordedReader({
		containers: async () => [],
		image: async () => ({Id: id, RepoTags: ['shop:1']}),
		saveImage: async () =>
			Readable.from([
				await savedImage([await tarOf([{path: 'app/package.json', content: '{"name":"a","version":"1.0.0"}'}])], 'oci'),
			]),
	});
	const detected = async () => (await detectScanners(scanEnvironment(variables(), null))).find(({name}) => name === 'trivy');

	async function scan(given: Partial<ScanOptions>) {
		const {output, err} = recordOutput();
		const status = await runScan(scanOptions({engine, variables: variables(), target: 'shop:1', ...given}), output);
		return {status, err: err()};
	}

	const module = (version: string) => `mod\tgithub.com/aquasecurity/trivy\tv${version}\th1:x`;

	it.each([module('0.69.4'), '-X=github.com/aquasecurity/trivy/pkg/version/app.ver=0.69.6"'])(
		'is never run when its build information reveals it: %j',
		async built => {
			await trivyProgram('0.69.4', built);
			expect(await detected()).toMatchObject({available: false, malicious: true, version: /0\.69\.\d/.exec(built)?.[0]});
			expect((await scan({scanners: ['trivy']})).status).toBe(4);
			expect(ran()).toBe(false);
		},
	);

	it('is refused by the version that it reports, and not run again', async () => {
		await trivyProgram('0.69.5');
		const {status, err} = await scan({scanners: ['trivy']});
		expect(status).toBe(4);
		expect(err).toContain(
			`trivy is a release that an attacker published and is not run: version 0.69.5 at ${folder}/bin/trivy\n  next: delete it, replace every credential`,
		);
		expect(await detected()).toMatchObject({available: false, where: `${folder}/bin/trivy`});
	});

	it('is named in one line where another scanner is used instead', async () => {
		await trivyProgram('0.69.4', module('0.69.4'));
		const line = `trivy 0.69.4 at ${folder}/bin/trivy: malicious release (CVE-2026-33634), not used: delete it, replace every credential that this machine could read, and install another version`;
		expect((await scan({scanners: []})).err.split('\n')).toContain(line);
		const report = await scanImage(id, {
			environment: {...scanEnvironment(variables(), engine), engine},
			host: {} as never,
			signal: new AbortController().signal,
			onPhase: () => undefined,
		});
		expect(report.scanner.name).toBe('basic');
		expect(report.notes).toContain(line);
	});

	it.each(['0.69.3', '0.69.40', '0.70.0', 'dev'])('is not version %s', async version => {
		await trivyProgram(version, module(version));
		expect(await detected()).toMatchObject({available: true, version});
	});

	it('is found across the blocks in which the program is read', async () => {
		const path = join(folder, 'large');
		const mark = Buffer.from(module('0.69.4'));
		for (const before of [(4 << 20) - 20, (4 << 20) - 1, 9 << 20]) {
			await writeFile(path, Buffer.concat([Buffer.alloc(before, 1), mark, Buffer.alloc(100, 1)]));
			expect(await maliciousVersionIn(path, maliciousTrivy)).toBe('0.69.4');
		}
		await writeFile(path, Buffer.alloc(9 << 20, 1));
		expect(await maliciousVersionIn(path, maliciousTrivy)).toBeNull();
		expect(await maliciousVersionIn(join(folder, 'none'), maliciousTrivy)).toBeNull();
	});

	it.each<[string, object, Record<string, string>]>([
		['its label', {Config: {Labels: {'org.opencontainers.image.version': '0.69.5'}}}, {}],
		['a tag of it', {RepoTags: ['aquasec/trivy:0.69.6', 'aquasec/trivy:latest']}, {}],
		['the name that was chosen', {}, {DOCKSCOPE_TRIVY_IMAGE: 'aquasec/trivy:v0.69.4@sha256:abc'}],
	])('is not run as a container either, by %s', async (_, about, more) => {
		await writeFile(join(folder, 'bin/docker'), `#!/bin/sh\necho "$@" >> ${folder}/ran\n`, {mode: 0o755});
		const reader = recordedReader({containers: async () => [], image: async () => ({Id: id, ...about})});
		const environment = scanEnvironment({...variables(), ...more}, reader);
		const found = (await detectScanners(environment)).find(({name}) => name === 'trivy-container');
		expect(found).toMatchObject({available: false, malicious: true});
		const {output, err} = recordOutput();
		const options = scanOptions({
			engine: reader,
			variables: {...variables(), ...more},
			target: 'shop:1',
			scanners: ['trivy-container'],
		});
		expect(await runScan(options, output)).toBe(4);
		expect(err()).toMatch(/is a release that an attacker published and is not run/);
	});

	it('is not used as a server either, by the version that the server reports', async () => {
		await trivyProgram('0.68.2');
		let version = '0.69.5';
		const asked: string[] = [];
		const server = createServer((request, response) => {
			asked.push(`${request.method} ${request.url} ${request.headers['trivy-token'] ?? ''}`);
			response.end(JSON.stringify({Version: version}));
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		const more = {TRIVY_SERVER: `http://me:secret@${address}`, TRIVY_TOKEN: 't0ken'};
		const found = async (name: string) =>
			(await detectScanners(scanEnvironment({...variables(), ...more}, engine))).find(one => one.name === name);
		const {status, err} = await scan({scanners: ['trivy'], variables: {...variables(), ...more}});
		expect(status).toBe(4);
		expect(err).toContain(`trivy is a release that an attacker published and is not run: version 0.69.5 at http://${address}/`);
		expect(err).not.toContain('secret');
		expect(asked).toContain('GET /version ');
		await writeFile(join(folder, 'bin/docker'), '#!/bin/sh\n', {mode: 0o755});
		expect(await found('trivy-container')).toMatchObject({available: false, malicious: true});
		version = '0.69.3';
		expect(await found('trivy')).toMatchObject({available: true, version: '0.68.2', mode: 'server'});
		expect(await found('trivy-container')).toMatchObject({available: true});
	});
});
