import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {ScanError} from '../../../src/scan/failure.js';
import {askJson} from '../../../src/scan/run/http.js';

describe('a service that answers badly', () => {
	let server: Server | null = null;
	afterEach(async () => {
		server?.closeAllConnections();
		await new Promise(resolve => (server === null ? resolve(null) : server.close(resolve)));
		server = null;
	});

	/** The kind and the words of the failure that an answer leads to. */
	async function failureOf(
		answer: RequestListener,
		{limit = 1_000_000, time = 5000, signal = new AbortController().signal} = {},
	) {
		server = createServer(answer);
		await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
		const url = `http://reader:hidden-word@127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
		const by = {scanner: 'clair', context: {signal, timeLimitMs: time, sizeLimit: limit}};
		const error: unknown = await askJson(url, {good: [200]}, by).catch((thrown: unknown) => thrown);
		if (!(error instanceof ScanError)) throw new Error(`no classified failure: ${String(error)}`);
		expect(JSON.stringify(error.failure)).not.toMatch(/hidden-word|\\u001b/);
		return error.failure.kind;
	}

	it.each([
		['garbage-output', 'half a JSON', '{"packages": {"1": '],
		['garbage-output', 'a page', '<html>\u001b[31mBad Gateway</html>'],
		['output-too-large', 'a flood', 'x'.repeat(2_000_000)],
	])('is %s: %s', async (kind, _, body) => {
		expect(await failureOf((_request, response) => response.writeHead(200).end(body))).toBe(kind);
	});

	it.each([
		[401, 'login-needed'],
		[403, 'permission'],
		[404, 'image-gone'],
		[408, 'timed-out'],
		[429, 'rate-limited'],
		[500, 'crashed'],
		[504, 'timed-out'],
	])('with status %i is %s', async (status, kind) => {
		expect(await failureOf((_request, response) => response.writeHead(status).end('\u001b[2Jno'))).toBe(kind);
	});

	it('that never answers, or stops in the middle, times out', async () => {
		expect(await failureOf(() => undefined, {time: 300})).toBe('timed-out');
		expect(await failureOf((_request, response) => void response.writeHead(200).write('{"a":'), {time: 300})).toBe('timed-out');
	});

	it('that hangs up, before or in the middle, is a network failure', async () => {
		expect(await failureOf(request => request.socket.destroy())).toBe('no-network');
		const hangUp: RequestListener = (request, response) => {
			response.writeHead(200, {'content-length': '100'}).write('{"a":', () => request.socket.destroy());
		};
		expect(await failureOf(hangUp)).toBe('no-network');
	});

	it('is cancelled while it answers', async () => {
		const cancellation = new AbortController();
		const slow: RequestListener = (_request, response) => {
			response.writeHead(200).write('{"a":', () => cancellation.abort());
		};
		expect(await failureOf(slow, {signal: cancellation.signal})).toBe('cancelled');
	});
});
