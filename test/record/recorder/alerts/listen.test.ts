import {once} from 'node:events';
import {connect} from 'node:net';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {type AlertListener, listenForAlerts} from '../../../../src/record/recorder/alerts/listen.js';

let listener: AlertListener;
let lines: string[];
let lost: number;
let refused: number;
const start = async () => {
	listener = await listenForAlerts(
		{port: 0, token: 'a-token'},
		{
			onLine: line => lines.push(line),
			onLost: count => {
				lost += count;
			},
			onRefused: count => {
				refused += count;
			},
		},
	);
};
beforeEach(async () => {
	lines = [];
	lost = 0;
	refused = 0;
	await start();
});
afterEach(() => listener.close());

const post = async (
	body: string | Uint8Array,
	url = `${listener.url}a-token`,
	headers: Record<string, string> = {},
): Promise<number> =>
	(await fetch(url, {method: 'POST', body: new Blob([body as Uint8Array<ArrayBuffer> | string]), headers})).status;

it('listens on loopback only, and takes one alert or several', async () => {
	expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
	expect(await post('{"rule": "a"}')).toBe(200);
	expect(await post('{"rule": "b"}\n{"rule": "c"}\n')).toBe(200);
	expect(lines).toEqual(['{"rule": "a"}', '{"rule": "b"}', '{"rule": "c"}']);
});

it('understands gzip', async () => {
	expect(await post(gzipSync('{"rule": "a"}'), undefined, {'content-encoding': 'gzip'})).toBe(200);
	expect(lines).toEqual(['{"rule": "a"}']);
});

it.each(['/', '/a-toke', '/a-token/', '/a-tokeN', '/a-token?x=1'])('answers %s with 404', async path => {
	expect(await post('{}', new URL(path, listener.url).href)).toBe(404);
	expect(lines).toEqual([]);
});

it('takes POST only', async () => expect((await fetch(`${listener.url}a-token`)).status).toBe(405));

it('refuses what is too large, packed or not, and what is no gzip', async () => {
	const large = 'x'.repeat(2 << 20);
	expect(await post(large).catch(() => 413)).toBe(413);
	expect(await post(gzipSync(large), undefined, {'content-encoding': 'gzip'})).toBe(413);
	expect(await post('no gzip', undefined, {'content-encoding': 'gzip'})).toBe(400);
	expect(lines).toEqual([]);
	expect(lost).toBe(3);
});

describe('with connections of others who have no token', () => {
	const open = async (count: number, text = '') => {
		const {hostname, port} = new URL(listener.url);
		const sockets = Array.from({length: count}, () => connect(Number(port), hostname).on('error', () => undefined));
		onTestFinished(() => {
			for (const socket of sockets) socket.destroy();
		});
		await Promise.all(sockets.map(socket => once(socket, 'connect')));
		if (text !== '') for (const socket of sockets) socket.write(text);
		return sockets;
	};

	it.each([
		['that are idle', 80, ''],
		['that never end their headers', 300, 'POST /a-token HTTP/1.1\r\nX: '],
		['that never end a request without the token', 300, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n'],
	])('takes every alert beside connections %s', async (_, count, text) => {
		await open(count, text);
		for (let index = 0; index < 20; index += 1) expect(await post(`{"rule": "${index}"}`)).toBe(200);
		expect(lines).toHaveLength(20);
	});

	it('takes an alert that was sent before a burst of new connections', async () => {
		const [sender] = await open(1);
		sender?.write('POST /a-token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}');
		await open(400);
		await expect.poll(() => lines).toEqual(['{}']);
	});

	it('keeps the connection of a sender who has shown the token', async () => {
		const [sender] = await open(1);
		const send = () => sender?.write('POST /a-token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}');
		send();
		await expect.poll(() => lines).toEqual(['{}']);
		await open(400);
		send();
		await expect.poll(() => lines).toEqual(['{}', '{}']);
	});

	it('counts the connections that it closed', async () => {
		await open(200);
		await expect.poll(() => refused).toBeGreaterThan(0);
		await post('{}');
		await listener.close();
		expect(refused).toBeGreaterThanOrEqual(200 - 64);
		await start();
	});

	it('does not count those that close themselves', async () => {
		for (let index = 0; index < 30; index += 1) {
			const [socket] = await open(1);
			socket?.destroy();
		}
		expect(await post('{}')).toBe(200);
		expect(refused).toBe(0);
	});
});

it('is not kept waiting by a client that sends nothing', async () => {
	const {hostname, port} = new URL(listener.url);
	const idle = connect(Number(port), hostname);
	await once(idle, 'connect');
	idle.write('POST /a-token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
	expect(await post('{"rule": "a"}')).toBe(200);
	idle.destroy();
});
