import {createServer, type RequestListener, type Server} from 'node:http';
import {afterEach, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import type {Reply} from '../../src/fix/rehearsal/probes/reply.js';
import {parseHar} from '../../src/fix/rehearsal/replay/har.js';
import {replay} from '../../src/fix/rehearsal/replay/replay.js';
import {localConnector} from '../support/local-connector.js';

const http: Reply = {kind: 'served', protocol: 'HTTP', text: trusted('GET / → 200')};
const recordingOf = (...urls: readonly string[]) =>
	parseHar(JSON.stringify({log: {entries: urls.map(url => ({request: {method: 'GET', url}}))}}));

describe('a replay', () => {
	const open: Server[] = [];
	afterEach(() => {
		for (const one of open.splice(0)) one.close();
	});
	const serve = (act: RequestListener): Promise<number> =>
		new Promise(resolve => {
			const server = createServer(act).listen(0, '127.0.0.1', () => {
				const at = server.address();
				resolve(typeof at === 'object' && at !== null ? at.port : 0);
			});
			open.push(server);
		});

	/** Two ports that speak HTTP: no other port has one behind it. */
	const twoPorts = async (act: RequestListener) => {
		const [one, two] = [await serve(act), await serve(act)];
		return {one, replies: new Map([one, two].map(port => [`tcp/${port}`, http] as const))};
	};

	it('goes on after a request without a port, and counts it', async () => {
		const asked: (string | undefined)[] = [];
		const {one, replies} = await twoPorts((request, answer) => {
			asked.push(request.url);
			answer.end();
		});
		const recording = recordingOf('http://shop:1/first', `http://shop:${one}/a`, 'http://shop:2/x', `http://shop:${one}/b`);
		const {step, not} = await replay(localConnector, recording, {ports: []}, {replies, wanted: undefined});
		expect(asked).toEqual(['/a', '/b']);
		expect(step).toMatchObject({says: '2 of 4 recorded requests (2 → 2xx)', serves: [`tcp/${one}`]});
		expect(not).toEqual(['2 recorded requests to ports that do not speak HTTP were left out']);
	});

	it('names the request that differs, also behind some without a port', async () => {
		let works = true;
		const {one, replies} = await twoPorts((request, answer) => {
			answer.writeHead(works || request.url !== '/b' ? 200 : 500, {'content-type': 'text/plain'}).end();
		});
		const recording = recordingOf('http://shop:1/first', `http://shop:${one}/a`, 'http://shop:2/x', `http://shop:${one}/b`);
		const {step: control} = await replay(localConnector, recording, {ports: []}, {replies, wanted: undefined});
		const wanted = control ?? undefined;
		expect((await replay(localConnector, recording, {ports: []}, {replies, wanted})).step?.outcome).toBe(control?.outcome);
		works = false;
		const {step} = await replay(localConnector, recording, {ports: []}, {replies, wanted});
		expect(step?.outcome).not.toBe(control?.outcome);
		expect(step?.says).toBe('recorded GET /b (entry 4) → 5xx text/plain where the control had 2xx text/plain,');
	});

	it('sends nothing that was recorded for another host', async () => {
		const hosts: (string | undefined)[] = [];
		const {one, replies} = await twoPorts((request, answer) => {
			hosts.push(request.headers.host);
			answer.end();
		});
		const third = ['a', 'b', 'c'].map(name => `http://${name}.test:${one}/`);
		const recording = recordingOf(`http://shop:${one}/`, ...third, `http://shop:${one}/again`);
		const {step, not} = await replay(localConnector, recording, {ports: []}, {replies, wanted: undefined});
		expect(hosts).toEqual([`shop:${one}`, `shop:${one}`]);
		expect(step?.says).toBe('2 of 2 recorded requests (2 → 2xx)');
		expect(not).toEqual(['3 recorded requests to other hosts were left out']);
	});

	it('says so when no port speaks HTTP', async () => {
		const {step, not} = await replay(
			localConnector,
			recordingOf('http://shop/'),
			{ports: []},
			{replies: new Map(), wanted: undefined},
		);
		expect(step).toBeNull();
		expect(not).toEqual(['recorded requests (it has no port for them that speaks HTTP)']);
	});
});
