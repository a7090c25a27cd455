import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {chooseScanner, detectScanners, scanEnvironment} from '../../../src/scanners/detect.js';
import {runScanner} from '../../../src/scanners/run-scanner.js';
import type {ScannerName, ScanTarget} from '../../../src/scanners/scanner.js';
import {own} from '../../../src/terminal/safe-text.js';
import * as fixtures from '../formats/fixtures/index.js';

const target: ScanTarget = {image: own('shop:1'), reference: 'shop:1', id: null, containers: [], containerId: null};

/** A program that writes a report where the scanner that it plays would, notes how it was called, and ends with a status. */
const program = (folder: string) => `#!${process.execPath}
const {appendFileSync, readFileSync, writeFileSync} = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({args, environment: process.env}) + '\\n');
const version = ['version', '--version'].includes(args.at(-1)) && args.length <= 2;
if (version) { console.log('Version: 1.2.3\\nversion: v1.2.3\\ntwistcli version 1.2.3'); process.exit(0); }
const {report, status} = JSON.parse(readFileSync(${JSON.stringify(join(folder, 'plan'))}, 'utf8'));
const flag = ['--output', '--output-file', '--jsonfile'].find(name => args.includes(name) && args[args.indexOf(name) + 1].startsWith('/'));
const file = flag ? args[args.indexOf(flag) + 1] : args.find(one => one.startsWith('--json-file-output='))?.split('=')[1];
if (report !== null) file ? writeFileSync(file, JSON.stringify(report)) : process.stdout.write(JSON.stringify(report));
else console.error('unauthorized: authentication required');
process.exitCode = status;
`;

describe('each scanner that is a program', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-adapters-'));
	});
	afterEach(() => rm(folder, {recursive: true, force: true}));

	async function play(
		binary: string,
		name: ScannerName,
		variables: Record<string, string>,
		plan: {report: unknown; status: number},
	) {
		const bin = join(folder, 'bin');
		await mkdir(bin, {recursive: true});
		await writeFile(join(bin, binary), program(folder));
		await chmod(join(bin, binary), 0o755);
		await writeFile(join(folder, 'plan'), JSON.stringify(plan));
		const environment = scanEnvironment({PATH: bin, HOME: folder, ...variables}, null, 'unix:///run/test.sock');
		const chosen = chooseScanner(await detectScanners(environment), name);
		if (chosen === null) throw new Error('not chosen');
		expect(chosen.detection).toMatchObject({available: true, version: '1.2.3'});
		const report = await runScanner(chosen.scanner, chosen.detection, target, {
			environment,
			signal: new AbortController().signal,
		});
		const calls = (await readFile(join(folder, 'calls'), 'utf8'))
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as {args: string[]; environment: Record<string, string>});
		return {report, call: calls.at(-1) ?? {args: [], environment: {}}};
	}

	const twistlock = {TWISTLOCK_ADDRESS: 'https://console.example.org', TWISTLOCK_USER: 'reader', TWISTLOCK_PASSWORD: 'pass-w0rd'};
	const aquaToken = {AQUA_SERVER: 'https://aqua.example.org', AQUA_TOKEN: 't0ken-of-aqua'};
	const anchore = {
		ANCHORECTL_URL: 'https://anchore.example.org',
		ANCHORECTL_USERNAME: 'reader',
		ANCHORECTL_PASSWORD: 'pass-w0rd',
	};

	it.each([
		['grype', 'grype', {}, fixtures.grypeReports['database 6'], 0, 2, ['docker:shop:1', '--output', 'json']],
		// Its own fail-on-severity.
		['grype', 'grype', {}, fixtures.grypeReports['database 5'], 2, 2, ['docker:shop:1']],
		['docker', 'scout', {}, fixtures.scoutReport, 2, 2, ['scout', 'cves', '--format', 'sarif', 'local://shop:1']],
		[
			'twistcli',
			'twistcli',
			twistlock,
			fixtures.twistcliReport,
			1,
			2,
			['images', 'scan', '--address', 'https://console.example.org', '--docker-address', 'unix:///run/test.sock'],
		],
		['scannercli', 'aqua', aquaToken, fixtures.aquaReports.scanner, 4, 1, ['scan', '--local', 'shop:1']],
		['snyk', 'snyk', {SNYK_TOKEN: 'sn-yk'}, fixtures.snykReports['one project'], 1, 2, ['container', 'test', 'shop:1']],
		['osv-scanner', 'osv-scanner', {}, fixtures.osvScannerReport, 1, 2, ['scan', 'image', 'shop:1', '--format', 'json']],
		['anchorectl', 'anchore', anchore, fixtures.anchoreReports.anchorectl, 0, 1, ['image', 'vulnerabilities', 'shop:1']],
	] as const)('%s is called and read (%s)', async (binary, name, variables, report, status, count, args) => {
		const played = await play(binary, name, variables, {report, status});
		expect(played.report.error).toBeNull();
		expect(played.report.vulnerabilities).toHaveLength(count);
		expect(played.report.scanner).toMatchObject({name});
		for (const argument of args) expect(played.call.args).toContain(argument);
		// Credentials are in the program's environment, and nowhere else.
		for (const [variable, value] of Object.entries(variables)) {
			if (!/PASSWORD|TOKEN|USER/.test(variable)) continue;
			expect(Object.values(played.call.environment)).toContain(value);
			expect(played.call.args.join(' ')).not.toContain(value);
			expect(JSON.stringify(played.report)).not.toContain(value);
		}
		expect(played.call.environment['DOCKER_HOST']).toBe('unix:///run/test.sock');
	});

	it.each([
		['grype', 'grype', {}, 1],
		['docker', 'scout', {}, 1],
		['twistcli', 'twistcli', twistlock, 1],
		['scannercli', 'aqua', aquaToken, 1],
		['snyk', 'snyk', {}, 2],
		['osv-scanner', 'osv-scanner', {}, 127],
		['anchorectl', 'anchore', anchore, 1],
	] as const)(
		'%s that fails is a failed scan with a next step, never a clean one (%s)',
		async (binary, name, variables, status) => {
			const {report} = await play(binary, name, variables, {report: null, status});
			expect(report).toMatchObject({state: 'failed', error: {kind: 'login-needed'}});
			expect(report.error?.next).toContain('log in first');
		},
	);
});

describe('what doctor says of scanners', () => {
	it('that nothing is here, and what each would need, without a credential', async () => {
		const detections = await detectScanners(
			scanEnvironment({PATH: '/nonexistent', HOME: '/nonexistent', CLAIR_PSK: 'hidden-key'}, null),
		);
		expect(detections.map(({name, available}) => [name, available])).toEqual(
			['trivy', 'grype', 'scout', 'clair', 'anchore', 'twistcli', 'aqua', 'snyk', 'osv-scanner', 'basic', 'trivy-container'].map(
				// The embedded one is always there.
				name => [name, name === 'basic'],
			),
		);
		expect(detections.every(({note}) => note !== null && note.length > 3)).toBe(true);
		expect(JSON.stringify(detections)).not.toContain('hidden-key');
		expect(chooseScanner(detections, null)?.scanner.name).toBe('basic');
	});
});

describe("Anchore's own API", () => {
	let server: Server;
	const requests: {url: string; authorization: string | undefined}[] = [];
	beforeEach(async () => {
		requests.splice(0);
		server = createServer((request, response) => {
			requests.push({url: request.url ?? '', authorization: request.headers.authorization});
			const answer = (status: number, body: unknown) =>
				response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
			if (request.headers.authorization !== `Basic ${Buffer.from('reader:pass-w0rd').toString('base64')}`)
				return answer(401, {message: 'no'});
			if (request.url?.includes('shop%3A2')) return answer(200, {items: []});
			if (request.url?.startsWith('/v2/images?'))
				return answer(200, {items: [{image_digest: 'sha256:aa', analysis_status: 'analyzed'}]});
			if (request.url?.startsWith('/v1/images?')) return answer(200, [{imageDigest: 'sha256:aa', analysis_status: 'analyzed'}]);
			return answer(200, fixtures.anchoreReports[request.url?.startsWith('/v1') ? 'Engine v1' : 'Enterprise v2']);
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise(resolve => server.close(resolve)));

	async function scan(variables: (url: string) => Record<string, string>, image = 'shop:1') {
		const environment = scanEnvironment(
			{PATH: '/nonexistent', ...variables(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)},
			null,
		);
		const chosen = chooseScanner(await detectScanners(environment), 'anchore');
		if (chosen === null) throw new Error('not chosen');
		return runScanner(
			chosen.scanner,
			chosen.detection,
			{...target, image: own(image)},
			{environment, signal: new AbortController().signal},
		);
	}
	const enterprise = (password: string) => (url: string) => ({
		ANCHORECTL_URL: url,
		ANCHORECTL_USERNAME: 'reader',
		ANCHORECTL_PASSWORD: password,
	});
	const oldEngine = (url: string) => ({ANCHORE_CLI_URL: `${url}/v1`, ANCHORE_CLI_USER: 'reader', ANCHORE_CLI_PASS: 'pass-w0rd'});

	it('of Enterprise, version 2', async () => {
		const report = await scan(enterprise('pass-w0rd'));
		expect(report.error).toBeNull();
		expect(report.vulnerabilities.map(({id}) => id)).toEqual(['CVE-2021-23337']);
		expect(requests.map(({url}) => url)).toEqual(['/v2/images?full_tag=shop%3A1', '/v2/images/sha256%3Aaa/vuln/all']);
	});
	it('of the old Engine, version 1', async () => {
		const report = await scan(oldEngine);
		expect(report.vulnerabilities.map(({id}) => id)).toEqual(['CVE-2005-2541']);
		expect(requests.map(({url}) => url)).toEqual(['/v1/images?fulltag=shop%3A1', '/v1/images/sha256%3Aaa/vuln/all']);
	});
	it('that does not have the image says how to add it; a wrong password is never shown', async () => {
		expect((await scan(enterprise('pass-w0rd'), 'shop:2')).error).toMatchObject({
			kind: 'image-gone',
			message: expect.stringContaining('anchorectl image add shop:2'),
		});
		const refused = await scan(enterprise('wrong-one'));
		expect(refused.error?.kind).toBe('login-needed');
		expect(JSON.stringify(refused)).not.toContain('wrong-one');
	});
});
