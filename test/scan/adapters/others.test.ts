import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {chooseScanner, detectScanners, scanEnvironment} from '../../../src/scan/detect.js';
import {runScanner} from '../../../src/scan/run-scanner.js';
import type {ScanTarget} from '../../../src/scan/scanner.js';
import * as fixtures from '../formats/fixtures/index.js';
import {fakeScanner} from '../support/fake-scanner.js';
import {type Stage, stage} from '../support/play.js';
import {programCases} from '../support/programs.js';

const target: ScanTarget = {image: trusted('shop:1'), reference: 'shop:1', id: null, containers: [], containerId: null};

describe.each(programCases)('$name', one => {
	let here: Stage;
	beforeEach(async () => {
		here = await stage();
	});
	afterEach(() => here.close());

	it('is called and read, with its credentials in its environment only: not in its command line, its report or a failure', async () => {
		const good = await here.play(one, {how: {'*': 'good'}, reports: {[one.binary]: one.report}});
		const {report, calls, left} = good;
		expect(report.error).toBeNull();
		expect(report.vulnerabilities).toHaveLength(one.count);
		expect(report.scanner.name).toBe(one.name);
		for (const argument of one.args) expect(calls[0]?.args).toContain(argument);
		expect(calls[0]?.environment?.['DOCKER_HOST']).toBe('unix:///run/test.sock');
		expect(left).toEqual([]);
		for (const secret of one.credentials.map(name => one.variables[name] ?? '')) {
			// Clair's key goes by a file of the scan's own.
			if (one.name !== 'clair') expect(Object.values(good.calls[0]?.environment ?? {})).toContain(secret);
			const seen = JSON.stringify(good.traced.map(({commandLine}) => commandLine));
			expect(seen).toContain(one.binary);
			expect(seen).not.toContain(secret);
		}
		expect(JSON.stringify([good.report, good.detection])).not.toMatch(/of-[a-z]+/);
		expect(JSON.stringify(good.traced.map(({commandLine}) => commandLine))).not.toContain('pass-of');
		const failed = await here.play(one, {how: {'*': 'fails'}, says: 'panic: no idea', failure: one.failure ?? 1});
		expect(failed.report.error?.kind).toBe('crashed');
		expect(JSON.stringify([failed.report, failed.detection])).not.toMatch(/of-[a-z]+/);
	});

	it('that fails is a failed scan with a next step, never a clean one, with the message on stderr or on stdout', async () => {
		const says = 'Error: no space left on device';
		for (const how of ['fails', 'fails on stdout']) {
			const {report} = await here.play(one, {how: {'*': how}, says, failure: one.failure ?? 1});
			expect(report).toMatchObject({state: 'failed', error: {kind: 'disk-full'}});
			expect(report.error?.message).toContain(says);
		}
	});
});

describe('what doctor says about scanners', () => {
	it('that nothing is here, and what each would need, without a credential', async () => {
		const detections = await detectScanners(
			scanEnvironment({PATH: '/nonexistent', HOME: '/nonexistent', CLAIR_PSK: 'hidden-key'}, null),
		);
		expect(detections.map(({name, available}) => [name, available])).toEqual(
			['trivy', 'grype', 'clair', 'anchore', 'twistcli', 'aqua', 'osv-scanner', 'basic', 'trivy-container'].map(
				// The embedded one is always there.
				name => [name, name === 'basic'],
			),
		);
		expect(detections.every(({note}) => note !== null && note.length > 3)).toBe(true);
		expect(JSON.stringify(detections)).not.toContain('hidden-key');
		expect(chooseScanner(detections, null)?.scanner.name).toBe('basic');
	});

	it('that Syft and clairctl judge nothing on their own, and what they add to other scanners', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-test-doctor-'));
		try {
			const notes = async (variables: Record<string, string>) => {
				const found = await detectScanners(scanEnvironment({PATH: folder, HOME: folder, ...variables}, null));
				return Object.fromEntries(found.map(({name, available, note}) => [name, `${available}: ${note}`]));
			};
			const syft = await fakeScanner(folder, 'syft');
			const clairctl = await fakeScanner(folder, 'clairctl');
			expect(await notes({})).toMatchObject({
				grype: `false: no grype on PATH; Syft at ${syft} lists packages and judges none`,
				clair: 'false: CLAIR_API is not set',
			});
			await fakeScanner(folder, 'grype');
			expect(await notes({CLAIR_API: 'http://127.0.0.1:1'})).toMatchObject({
				grype: 'true: packages listed by Syft 0.68.2',
				clair: `true: images of a registry through ${clairctl}`,
			});
			expect((await notes({CLAIR_CONF: '/etc/clair.yaml'}))['clair']).toBe('true: only registry images, as CLAIR_API is not set');
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
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
			{...target, image: trusted(image)},
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
