import {once} from 'node:events';
import {connect} from 'node:net';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {type AlertListener, listenForAlerts} from '../../../src/recorder/alerts/listen.js';

let listener: AlertListener;
let lines: string[];
let lost: number;
beforeEach(async () => {
	lines = [];
	lost = 0;
	listener = await listenForAlerts(
		{port: 0, token: 'a-token'},
		line => lines.push(line),
		count => {
			lost += count;
		},
	);
});
afterEach(() => listener.close());

const post = async (body: string | Uint8Array, url = listener.url, headers: Record<string, string> = {}): Promise<number> =>
	(await fetch(url, {method: 'POST', body: new Blob([body as Uint8Array<ArrayBuffer> | string]), headers})).status;

it('listens on loopback only, and takes one alert or several', async () => {
	expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a-token$/);
	expect(await post('{"rule": "a"}')).toBe(200);
	expect(await post('{"rule": "b"}\n{"rule": "c"}\n')).toBe(200);
	expect(lines).toEqual(['{"rule": "a"}', '{"rule": "b"}', '{"rule": "c"}']);
});

it('understands gzip', async () => {
	expect(await post(gzipSync('{"rule": "a"}'), listener.url, {'content-encoding': 'gzip'})).toBe(200);
	expect(lines).toEqual(['{"rule": "a"}']);
});

it.each(['/', '/a-toke', '/a-token/', '/a-tokeN', '/a-token?x=1'])('answers %s with 404', async path => {
	expect(await post('{}', new URL(path, listener.url).href)).toBe(404);
	expect(lines).toEqual([]);
});

it('takes POST only', async () => expect((await fetch(listener.url)).status).toBe(405));

it('refuses what is too large, packed or not, and what is no gzip', async () => {
	const large = 'x'.repeat(2 << 20);
	expect(await post(large).catch(() => 413)).toBe(413);
	expect(await post(gzipSync(large), listener.url, {'content-encoding': 'gzip'})).toBe(413);
	expect(await post('no gzip', listener.url, {'content-encoding': 'gzip'})).toBe(400);
	expect(lines).toEqual([]);
	expect(lost).toBe(3);
});

it('is not kept waiting by a client that sends nothing', async () => {
	const {hostname, port} = new URL(listener.url);
	const idle = connect(Number(port), hostname);
	await once(idle, 'connect');
	idle.write('POST /a-token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
	expect(await post('{"rule": "a"}')).toBe(200);
	idle.destroy();
});
