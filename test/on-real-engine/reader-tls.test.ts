import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineAddress} from '../../src/base/engine/endpoint/address.js';
import {findEngine} from '../../src/base/engine/endpoint/find-engine.js';
import {createReader} from '../../src/base/engine/reader.js';
import {whyNoEngine} from '../support/private-engine.js';
import {startTlsEngine, type TlsEngine} from '../support/tls.js';

describe.skipIf((await whyNoEngine()) !== null)('the reader over TLS', () => {
	let tls: TlsEngine;
	let ca: string;
	let cert: string;
	let key: string;

	beforeAll(async () => {
		tls = await startTlsEngine();
		[ca = '', cert = '', key = ''] = await Promise.all(
			['ca.pem', 'cert.pem', 'key.pem'].map(file => readFile(join(tls.certificates, file), 'utf8')),
		);
	});
	afterAll(() => tls?.stop());

	const ask = async (address: EngineAddress): Promise<unknown> => {
		const reader = createReader(address);
		try {
			return await reader.containers({all: true});
		} finally {
			reader.close();
		}
	};
	const at = (material: {ca?: string; cert?: string; key?: string; skipVerify?: boolean} | null): EngineAddress => ({
		kind: 'tcp',
		host: '127.0.0.1',
		port: tls.port,
		tls: material === null ? null : {ca: null, cert: null, key: null, skipVerify: false, ...material},
	});

	it('lists with the certificates of DOCKER_CERT_PATH', async () => {
		const env = {DOCKER_HOST: tls.host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: tls.certificates, HOME: tls.engine.dir};
		const found = await findEngine({env});
		expect(found).toMatchObject({found: true, source: 'DOCKER_HOST'});
		if (found.found) expect(await ask(found.address)).toEqual([]);
	});

	it('lists with the certificates of a Docker context', async () => {
		const certificate = (file: string): string => `${file}=${join(tls.certificates, `${file}.pem`)}`;
		await tls.engine.docker(
			'context',
			'create',
			'secure',
			'--docker',
			`host=${tls.host},${['ca', 'cert', 'key'].map(certificate).join(',')}`,
		);
		const found = await findEngine({context: 'secure', env: {DOCKER_CONFIG: join(tls.engine.dir, 'client')}});
		expect(found).toMatchObject({found: true, source: 'context secure'});
		if (found.found) expect(await ask(found.address)).toEqual([]);
		await tls.engine.docker('context', 'rm', 'secure');
	});

	it('never treats an engine over TCP as local', async () => {
		const reader = createReader(at({ca, cert, key}));
		expect(await reader.isLocal()).toBe(false);
		reader.close();
	});

	it('follows events', async () => {
		const reader = createReader(at({ca, cert, key}));
		const stop = new AbortController();
		for await (const event of reader.events({since: 1, until: Math.floor(Date.now() / 1000)}, stop.signal))
			expect(event.Type).toBeTruthy();
		reader.close();
	});

	it.each([
		['plain HTTP to the TLS port', () => at(null), 'it speaks TLS'],
		['an authority it does not know', () => at({cert, key}), 'signed by an unknown authority'],
		['no certificate of its own', () => at({ca}), 'requires a trusted client certificate'],
	])('explains %s', async (_, address, words) => {
		await expect(ask(address())).rejects.toMatchObject({kind: 'tls', message: expect.stringContaining(words)});
	});

	it('explains TLS to a plain port', async () => {
		const {createServer} = await import('node:http');
		const plain = createServer((_, response) => response.end('hello'));
		await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
		const address = plain.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		await expect(ask({kind: 'tcp', host: '127.0.0.1', port, tls: {ca, cert, key, skipVerify: false}})).rejects.toMatchObject({
			kind: 'tls',
			message: expect.stringContaining('does not speak TLS'),
		});
		plain.close();
	});

	it('explains invalid certificates', async () => {
		await expect(ask(at({ca: 'nonsense', cert: 'nonsense', key: 'nonsense'}))).rejects.toMatchObject({kind: 'tls'});
	});

	it('explains a missing socket and a server that is not an engine', async () => {
		const gone = join(tls.engine.dir, 'gone.sock');
		await rm(gone, {force: true});
		await expect(ask({kind: 'unix', socketPath: gone})).rejects.toMatchObject({
			kind: 'unreachable',
			message: expect.stringContaining('no such socket'),
		});
		await expect(ask({kind: 'tcp', host: '127.0.0.1', port: 1, tls: null})).rejects.toMatchObject({
			kind: 'unreachable',
			message: expect.stringContaining('nothing listens there'),
		});
		const {createServer} = await import('node:net');
		const odd = createServer(socket => socket.end('SSH-2.0-OpenSSH\r\n'));
		await new Promise<void>(resolve => odd.listen(0, '127.0.0.1', resolve));
		const address = odd.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		await expect(ask({kind: 'tcp', host: '127.0.0.1', port, tls: null})).rejects.toMatchObject({kind: 'invalid-answer'});
		odd.close();
	});
});
