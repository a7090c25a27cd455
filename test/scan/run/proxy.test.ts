import {readFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import {createServer as createSecureServer} from 'node:https';
import {type AddressInfo, connect} from 'node:net';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {ScanError} from '../../../src/scan/failure.js';
import {askJson} from '../../../src/scan/run/http.js';
import {proxyFor} from '../../../src/scan/run/proxy-choice.js';
import {searchPath} from '../../support/engine-binaries.js';
import {runProgram} from '../../support/private-engine.js';
import {dockscope} from '../../support/run-cli.js';
import {sharedFolder} from '../../support/temporary-folder.js';

describe('the proxy of an address', () => {
	const proxy = 'http://proxy.example:3128';
	it.each([
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy}, 'proxy.example:3128'],
		['https://api.osv.dev/v1', {https_proxy: 'proxy.example:3128'}, 'proxy.example:3128'],
		['https://api.osv.dev/v1', {HTTP_PROXY: proxy}, null],
		['https://api.osv.dev/v1', {ALL_PROXY: proxy}, 'proxy.example:3128'],
		['http://clair:6060/', {HTTP_PROXY: proxy}, 'proxy.example:3128'],
		['https://api.osv.dev/v1', {HTTPS_PROXY: ''}, null],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: '*'}, null],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: 'osv.dev'}, null],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: 'first.org, .osv.dev'}, null],
		['https://osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: '.osv.dev'}, 'proxy.example:3128'],
		['https://notosv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: 'osv.dev'}, 'proxy.example:3128'],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, no_proxy: '*.OSV.dev'}, null],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: 'api.osv.dev:8443'}, 'proxy.example:3128'],
		['https://api.osv.dev/v1', {HTTPS_PROXY: proxy, NO_PROXY: 'api.osv.dev:443'}, null],
		['https://10.1.2.3/', {HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8'}, null],
		['https://11.1.2.3/', {HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8,fd00::/8'}, 'proxy.example:3128'],
		[
			'https://10.1.2.3/',
			{HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/-0,10.0.0.0/,10.0.0.0/0x8,10.0.0.0/8/8,10.0.0.0/33'},
			'proxy.example:3128',
		],
		['https://10.1.2.3/', {HTTPS_PROXY: proxy, NO_PROXY: '0.0.0.0/0'}, null],
		['https://[fd00::1]/', {HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8'}, null],
		['https://127.0.0.1:8443/', {HTTPS_PROXY: proxy}, null],
		['http://localhost:8080/', {HTTP_PROXY: proxy}, null],
		['http://[::1]:8080/', {HTTP_PROXY: proxy}, null],
	])('%s with %j is %s', (url, variables, expected) => {
		expect(proxyFor(new URL(url), variables)?.host ?? null).toBe(expected);
	});
	it('that is invalid is reported, without its credentials', () => {
		const socks = () => proxyFor(new URL('https://osv.dev'), {HTTPS_PROXY: 'socks5://user:hidden-word@proxy'});
		expect(socks).toThrow('not an http or https address');
		expect(socks).not.toThrow(/hidden-word/);
	});
});

describe('through a proxy that requires a password', () => {
	const folder = sharedFolder();
	let proxy: Server;
	let proxyAddress: string;
	let mirror: {readonly port: number; readonly close: () => void};
	let asked: string[] = [];
	/** Names that only the proxy can resolve, as on a host without a way out. */
	const name = 'mirror.example.test';
	const known = `Basic ${Buffer.from('reader:hidden-word').toString('base64')}`;

	beforeAll(async () => {
		const openssl = (...args: string[]) =>
			runProgram('openssl', args, {PATH: searchPath(), HOME: folder, RANDFILE: join(folder, '.rnd')});
		const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
		await openssl(
			...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
			...['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', certificate],
		);
		const pages: Readonly<Record<string, string>> = {
			'/epss.csv': '#model_version:v1,score_date:2026-11-24T00:00:00+0000\ncve,epss,percentile\nCVE-2019-10744,0.9,0.99\n',
			'/kev.json': JSON.stringify({vulnerabilities: [{cveID: 'CVE-2019-10744'}]}),
		};
		const server = createSecureServer({key: await readFile(key), cert: await readFile(certificate)}, (request, response) => {
			asked.push(`mirror ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
			if (request.url === '/moved') return response.writeHead(302, {location: `https://${name}/kev.json`}).end();
			return response.writeHead(200).end(pages[request.url ?? ''] ?? '{"plain": false}');
		});
		mirror = {port: await listen(server), close: () => server.close()};
		proxy = createServer((request, response) => {
			asked.push(`${request.method} ${request.url}`);
			if (request.headers['proxy-authorization'] !== known) return response.writeHead(407).end();
			return response.writeHead(200, {'content-type': 'application/json'}).end('{"plain": true}');
		});
		proxy.on('connect', (request, socket) => {
			asked.push(`CONNECT ${request.url}`);
			if (request.headers['proxy-authorization'] !== known)
				return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			const far = connect(mirror.port, '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				far.pipe(socket);
				socket.pipe(far);
			});
			far.on('error', () => socket.destroy());
			socket.on('error', () => far.destroy());
			return far;
		});
		proxyAddress = `127.0.0.1:${await listen(proxy)}`;
	});
	afterEach(() => {
		asked = [];
	});
	afterAll(async () => {
		proxy?.close();
		mirror?.close();
	});

	const listen = (server: Pick<Server, 'listen' | 'address'>) =>
		new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

	const get = (url: string, credentials: string) => {
		const variables = {HTTPS_PROXY: `http://${credentials}@${proxyAddress}`, HTTP_PROXY: `http://${credentials}@${proxyAddress}`};
		const context = {
			signal: new AbortController().signal,
			timeLimitMs: 5000,
			sizeLimit: 1_000_000,
			environment: {variables, engine: null, dockerHost: null, cacheDirectory: null},
		};
		return askJson(url, {good: [200]}, {scanner: 'basic', context});
	};
	const failureOf = async (url: string, credentials: string) => {
		const error: unknown = await get(url, credentials).catch((thrown: unknown) => thrown);
		if (!(error instanceof ScanError)) throw new Error(`no classified failure: ${String(error)}`);
		expect(JSON.stringify(error.failure)).not.toMatch(/hidden|wrong-word/);
		return error.failure;
	};

	it('http goes through the proxy without a tunnel', async () => {
		expect((await get('http://clair.example.test:6060/v1', 'reader:hidden-word')).document).toEqual({plain: true});
		expect(asked).toEqual(['GET http://clair.example.test:6060/v1']);
	});

	it.each([`https://${name}/kev.json`, 'http://clair.example.test/'])(
		'%s with a wrong password is reported, without the password',
		async url => {
			const {kind, message} = await failureOf(url, 'reader:wrong-word');
			expect([kind, message]).toEqual([
				'no-network',
				expect.stringContaining(`the proxy ${proxyAddress} answered 407: check its user`),
			]);
		},
	);

	it('a missing proxy is named', async () => {
		const gone = createServer();
		const port = await listen(gone);
		await new Promise(resolve => gone.close(resolve));
		const variables = {HTTPS_PROXY: `http://reader:hidden-word@127.0.0.1:${port}`};
		const context = {
			signal: new AbortController().signal,
			timeLimitMs: 5000,
			sizeLimit: 1000,
			environment: {variables, engine: null, dockerHost: null, cacheDirectory: null},
		};
		const asking = askJson(`https://${name}/`, {good: [200]}, {scanner: 'basic', context});
		await expect(asking).rejects.toThrow(`the proxy 127.0.0.1:${port} could not be reached: connect ECONNREFUSED`);
	});

	it('an untrusted certificate is refused', async () => {
		expect((await failureOf(`https://${name}/`, 'reader:hidden-word')).message).toMatch(/self-signed certificate/);
		expect(asked).toEqual([`CONNECT ${name}:443`]);
	});

	it('feeds are downloaded through it with NODE_EXTRA_CA_CERTS, and only the proxy gets its password', async () => {
		const env = {
			HOME: folder,
			XDG_CACHE_HOME: join(folder, 'cache'),
			NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
			https_proxy: `http://reader:hidden-word@${proxyAddress}`,
			DOCKSCOPE_DOWNLOAD_EXPLOITATION: '1',
			DOCKSCOPE_EPSS_URL: `https://${name}/epss.csv`,
			DOCKSCOPE_KEV_URL: `https://${name}/moved`,
		};
		// The audit of the demo reads the scans that the demo carries, and asks for what is known of their exploitation.
		const {status, stdout, stderr} = await dockscope(['audit', '--demo', '--format', 'json'], {env});
		expect(stderr).not.toMatch(/hidden-word|could not/);
		expect(status).toBe(0);
		expect(stdout).toMatch(/CVE-2019-10744 \(critical\) in lodash 4\.17\.4, fixed in 4\.17\.12, known to be exploited/);
		expect(asked.filter(one => one.startsWith('mirror'))).toEqual(['mirror /epss.csv', 'mirror /moved', 'mirror /kev.json']);
	});
});
