import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {clair} from '../../../src/scan/adapters/clair.js';
import {scanEnvironment} from '../../../src/scan/detect.js';
import {runScanner} from '../../../src/scan/run-scanner.js';
import type {ScanTarget} from '../../../src/scan/scanner.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {clairReport} from '../formats/fixtures/index.js';
import {type ClairBehaviour, type FakeClair, fakeClair} from '../support/fake-clair.js';
import {type FakePlan, fakeScanner, planFakes, readTrace} from '../support/fake-scanner.js';
import {recordedReader} from '../support/reader.js';
import {digest, savedImage, tarOf} from '../support/saved-image.js';

const id = `sha256:${'b'.repeat(64)}`;
const target: ScanTarget = {image: trusted('shop:1'), reference: 'shop:1', id, containers: [], containerId: null};

describe('Clair v4', () => {
	const folder = temporaryFolder();
	const fakes: FakeClair[] = [];
	beforeEach(async () => {
		vi.stubEnv('TMPDIR', folder);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		for (const {server} of fakes.splice(0)) await new Promise(resolve => server.close(resolve));
		expect((await readdir(folder)).filter(name => !name.startsWith('dockscope-test-'))).toEqual([]);
	});

	async function scan(
		behaviour: ClairBehaviour = {},
		{
			layout = 'oci',
			variables = {},
			digests = [],
			answers = {},
		}: {
			layout?: 'old' | 'oci' | 'oci-gzip';
			variables?: Record<string, string>;
			digests?: readonly string[];
			answers?: Partial<EngineReader>;
		} = {},
	) {
		const fake = await fakeClair(behaviour);
		fakes.push(fake);
		const image = await savedImage(
			[await tarOf([{path: 'a', content: 'first'}]), await tarOf([{path: 'b', content: 'second'.repeat(9000)}])],
			layout,
		);
		const engine = recordedReader({
			saveImage: async () => Readable.from([image]),
			image: async () => ({Id: id, RepoDigests: [...digests]}),
			info: async () => ({DriverStatus: null}),
			version: async () => ({}),
			...answers,
		});
		const environment = scanEnvironment({CLAIR_API: fake.url, ...variables}, engine);
		const signal = new AbortController().signal;
		return {fake, report: await runScanner(clair, await clair.detect(environment, signal), target, {environment, signal})};
	}

	it.each(['old', 'oci', 'oci-gzip'] as const)(
		'fetches the layers of a local image (%s layout), in order and unharmed, then reports',
		async layout => {
			const {fake, report} = await scan({waits: 1}, {layout});
			expect(report.error).toBeNull();
			expect(report).toMatchObject({state: 'complete', packages: 2, scanner: {name: 'clair', mode: 'http'}});
			expect(report.vulnerabilities).toHaveLength(3);
			const type =
				layout === 'oci-gzip' ? 'application/vnd.oci.image.layer.v1.tar+gzip' : 'application/vnd.oci.image.layer.v1.tar';
			expect(fake.fetched.map(({matches, mediaType}) => [matches, mediaType])).toEqual([
				[true, type],
				[true, type],
			]);
			if (layout !== 'oci-gzip')
				expect(fake.fetched[0]?.hash).toBe(`sha256:${digest(await tarOf([{path: 'a', content: 'first'}]))}`);
			expect(fake.requests).toEqual([
				'POST /indexer/api/v1/index_report',
				`GET /matcher/api/v1/vulnerability_report/${id}`,
				`GET /matcher/api/v1/vulnerability_report/${id}`,
			]);
		},
	);

	it('serves the layers under an unguessable path, only during the scan', async () => {
		const {fake} = await scan();
		const [uri = ''] = fake.uris;
		expect(new URL(uri).pathname).toMatch(/^\/[\w-]{32}\/[0-9a-f]{64}$/);
		await expect(fetch(uri)).rejects.toThrow();
	});

	it('signs its requests with the shared key, which it never shows', async () => {
		const psk = Buffer.from('a key of the tests').toString('base64');
		const {fake, report} = await scan({}, {variables: {CLAIR_PSK: psk, CLAIR_ISSUER: 'quay'}});
		const [header = '', payload = '', signature = ''] = (fake.authorisation[0] ?? '').replace('Bearer ', '').split('.');
		const {createHmac} = await import('node:crypto');
		expect(signature).toBe(createHmac('sha256', 'a key of the tests').update(`${header}.${payload}`).digest('base64url'));
		expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({iss: 'quay'});
		expect(JSON.stringify(report)).not.toContain(psk);
	});

	it.each([
		['login-needed', {refuses: true}, /invalid token/],
		['crashed', {indexError: 'failed to fetch layers: boom'}, /failed to fetch layers/],
		['garbage-output', {answer: {hello: 'world'}}, /not a report/],
	])('reports a failure as %s', async (kind, behaviour, message) => {
		const {report} = await scan(behaviour);
		expect(report).toMatchObject({state: 'failed', error: {kind}});
		expect(report.error?.message).toMatch(message);
	});

	describe('with clairctl', () => {
		const digests = ['registry.example.org/shop@sha256:aa'];
		const bin = temporaryFolder();
		beforeEach(async () => {
			await fakeScanner(bin, 'clairctl');
		});
		const through = async (
			plan: Partial<FakePlan>,
			more: Record<string, string> = {},
			from: readonly string[] = digests,
			answers: Partial<EngineReader> = {},
		) => {
			await planFakes(bin, {how: {'*': 'good'}, reports: {clairctl: clairReport}, trace: join(bin, 'trace'), ...plan});
			const {fake, report} = await scan({}, {variables: {PATH: bin, ...more}, digests: from, answers});
			return {fake, report, calls: await readTrace(join(bin, 'trace'))};
		};

		it('is used for an image that a registry has: nothing is exported, and its key is in a file of the scan', async () => {
			const {fake, report, calls} = await through({}, {CLAIR_PSK: 'a2V5LW9mLWNsYWly', CLAIR_ISSUER: 'quay'});
			expect(report).toMatchObject({state: 'complete', packages: 2, scanner: {name: 'clair', mode: 'binary'}});
			expect(fake.requests).toEqual([]);
			expect(calls).toHaveLength(1);
			expect(calls[0]?.args).toEqual(['--issuer', 'quay', 'report', '--out', 'json', digests[0]]);
			expect(calls[0]?.environment).toMatchObject({CLAIR_API: fake.url, CLAIR_CONF: expect.stringMatching(/clair\.yaml$/)});
			expect(JSON.stringify(calls)).not.toContain('a2V5LW9mLWNsYWly');
		});

		it('is not used for an image that is only here', async () => {
			const {fake, report, calls} = await through({}, {}, []);
			expect(report).toMatchObject({state: 'complete', scanner: {mode: 'http'}});
			expect(calls).toEqual([]);
			expect(fake.fetched).toHaveLength(2);
		});

		it.each([
			'GET https://registry.example.org/v2/: UNAUTHORIZED: authentication required',
			'dial tcp: lookup registry.example.org: no such host',
			'GET https://registry.example.org/v2/shop/manifests/x: MANIFEST_UNKNOWN: manifest unknown',
		])('that the registry turns away leaves it to the layers: %s', async says => {
			const {fake, report} = await through({how: {'*': 'fails'}, says});
			expect(report).toMatchObject({state: 'complete', scanner: {mode: 'http'}});
			expect(fake.fetched.every(({matches}) => matches)).toBe(true);
		});

		it('that ends well with null, as it does when Clair gave no report, has given none', async () => {
			const {report} = await through({reports: {clairctl: 'null'}});
			expect(report).toMatchObject({state: 'failed', error: {kind: 'garbage-output'}});
		});

		it('says what a local image needs when there is no address', async () => {
			const {report} = await through({}, {CLAIR_API: '', CLAIR_CONF: '/etc/clair.yaml'}, []);
			expect(report.error).toMatchObject({kind: 'unsupported', message: expect.stringContaining('set CLAIR_API')});
		});

		describe('on the containerd image store, where digests are computed from tags', () => {
			const store = {info: async () => ({DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']]})};
			const local = ['registry.example.org:5000/shop@sha256:aa'];
			const recorded = (...names: string[]) => ({
				...store,
				identity: async () => ({Pull: names.map(Repository => ({Repository}))}),
			});

			it('asks no registry for a digest that may not exist, and says so in one line', async () => {
				const {report, calls} = await through({}, {CLAIR_API: '', CLAIR_CONF: '/etc/clair.yaml'}, local, store);
				expect(calls).toEqual([]);
				expect(report.error).toMatchObject({
					kind: 'unsupported',
					message: expect.stringMatching(/^[^\n]*computed from local names[^\n]*not recorded[^\n]*set CLAIR_API[^\n]*$/),
				});
			});

			it('leaves it to the layers where there is an address', async () => {
				const {fake, report, calls} = await through({}, {}, local, store);
				expect(calls).toEqual([]);
				expect(report).toMatchObject({state: 'complete', scanner: {mode: 'http'}});
				expect(fake.fetched).toHaveLength(2);
			});

			it.each([
				['registry.example.org/shop', local[0]],
				['docker.io/library/nginx', `docker.io/library/nginx@${id}`],
			])('asks the registry of a pull that the engine recorded: %s', async (repository, asked) => {
				const {report, calls} = await through({}, {}, local, recorded(repository));
				expect(report).toMatchObject({state: 'complete', scanner: {mode: 'binary'}});
				expect(calls[0]?.args?.at(-1)).toBe(asked);
			});

			it('asks none for an image of which no pull was recorded', async () =>
				expect((await through({}, {}, local, recorded())).calls).toEqual([]));
		});
	});

	it('that does not answer is a network failure', async () => {
		const engine = recordedReader({
			saveImage: async () => Readable.from([await savedImage([await tarOf([{path: 'a'}])], 'oci')]),
		});
		const environment = scanEnvironment({CLAIR_API: 'http://user:hidden-word@127.0.0.1:1'}, engine);
		const signal = new AbortController().signal;
		const detection = await clair.detect(environment, signal);
		expect(detection.where).toBe('http://127.0.0.1:1/');
		const report = await runScanner(clair, detection, target, {environment, signal});
		expect(report.state).toBe('failed');
		expect(JSON.stringify(report)).not.toContain('hidden-word');
	});
});
