import {closeSync, openSync} from 'node:fs';
import {createServer as createHttp, type RequestListener} from 'node:http';
import {createServer, type Server, type Socket} from 'node:net';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {withChannel} from '../../src/fix/rehearsal/client/channel.js';
import {type Connector, openConnector} from '../../src/fix/rehearsal/client/connector.js';
import {httpClient} from '../../src/fix/rehearsal/client/http.js';
import {repeat} from '../../src/fix/rehearsal/exercise/repeat.js';
import {write} from '../../src/fix/rehearsal/exercise/writes/write.js';
import {judgePage} from '../../src/fix/rehearsal/probes/probe-page.js';
import type {Reply} from '../../src/fix/rehearsal/probes/reply.js';
import {parseHar} from '../../src/fix/rehearsal/replay/har.js';
import {replay} from '../../src/fix/rehearsal/replay/replay.js';

/** The namespace that is entered is our own, which takes root all the same. */
describe.skipIf(process.getuid?.() !== 0)('a client in the network of a twin', () => {
	const open: Server[] = [];
	let network = -1;
	let connector: Connector;
	beforeAll(() => {
		network = openSync('/proc/self/ns/net', 'r');
		connector = openConnector(network);
	});
	afterAll(() => {
		connector.close();
		closeSync(network);
	});
	afterEach(() => {
		for (const server of open.splice(0)) server.close();
	});

	async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
		open.push(server);
		await new Promise<void>(resolve => server.listen(0, host, resolve));
		const address = server.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	}
	const serve = (behave: (socket: Socket) => void): Promise<number> =>
		listening(
			createServer(socket => {
				socket.on('error', () => undefined);
				behave(socket);
			}),
		);
	const web = (answer: RequestListener, host?: string): Promise<number> => listening(createHttp(answer), host);
	const at = (port: number) => ({connector, port, secure: false});
	const target = (port: number, protocol = 'HTTP') => ({
		...at(port),
		...{name: `tcp/${port}`, protocol, env: new Map<string, string>(), pid: process.pid},
	});
	const served: Reply = {kind: 'served', protocol: 'HTTP', text: trusted('GET / → 302')};

	it('hears a greeting that comes before the connection is passed on', async () => {
		const port = await serve(socket => socket.write('220 ready\r\n'));
		for (let attempt = 0; attempt < 20; attempt++)
			expect(await withChannel(at(port), channel => channel.expect(/^220 ready\r\n$/))).not.toBeNull();
	});

	it('reaches what listens only on ::1, and reports what does not listen', async () => {
		const port = await web((_, answer) => answer.end('x'), '::1');
		expect(await httpClient(at(port)).send({method: 'GET', path: '/'})).toMatchObject({status: 200, body: 'x'});
		await new Promise(resolve => open.pop()?.close(resolve));
		expect(await withChannel(at(port), async () => 'open')).toBeNull();
		expect(await httpClient(at(port)).send({method: 'GET', path: '/'})).toBeNull();
	});

	it.each([
		['hangs up', (socket: Socket) => socket.destroy()],
		['speaks no HTTP', (socket: Socket) => socket.write('hm\r\n\r\n')],
		['is silent', () => undefined],
		['ends within its header', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nA: ')],
		['sends endless headers', (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(50_000)}`)],
	])('gets no answer where the server %s', async (_, behave) => {
		const port = await serve(behave);
		expect(await httpClient(at(port)).send({method: 'GET', path: '/'}, 500)).toBeNull();
	});

	it('does not read a page without end', async () => {
		const port = await web((_, answer) => {
			const more = setInterval(() => answer.write('x'.repeat(200_000)), 5);
			answer.on('close', () => clearInterval(more));
		});
		const answer = await httpClient(at(port)).send({method: 'GET', path: '/'}, 4000);
		expect(answer?.body.length).toBe(256 * 1024);
	});

	it.each<[string, Readonly<Record<string, [number, Record<string, string>, string?]>>, Reply['kind'], string]>([
		['a page', {'/': [200, {'content-type': 'text/html'}, '<p>hello']}, 'served', 'GET / → 200'],
		[
			'a redirect to a page',
			{'/': [302, {location: 'home?session=secret'}], '/home?session=secret': [200, {}]},
			'served',
			'GET / → 302, GET /home?… → 200',
		],
		[
			'a redirect to a login page',
			{
				'/': [302, {location: '/enter'}],
				'/enter': [200, {'content-type': 'text/html'}, '<form><input name=p type = "password">'],
			},
			'login',
			'GET / → 302, GET /enter → 200, a login page',
		],
		['a redirect to a failure', {'/': [302, {location: '/x'}], '/x': [503, {}]}, 'server-error', 'GET / → 302, GET /x → 503'],
		['a redirect to a login', {'/': [302, {location: '/x'}], '/x': [401, {}]}, 'login', 'GET / → 302, GET /x → 401'],
		['a redirect to https', {'/': [301, {location: 'https://localhost/'}]}, 'elsewhere', 'GET / → 301 to another address'],
		['a redirect to another host', {'/': [301, {location: '//example.test/'}]}, 'elsewhere', 'GET / → 301 to another address'],
		['a circle', {'/': [302, {location: '/'}]}, 'elsewhere', 'GET / → 302, GET / → 302, GET / → 302, GET / → 302 and so on'],
	])('says what %s is', async (_, pages, kind, text) => {
		const port = await web((request, answer) => {
			const [status, headers, body = ''] = pages[request.url ?? ''] ?? [404, {}];
			answer.writeHead(status, headers).end(body);
		});
		expect(await judgePage(at(port), served)).toEqual({kind, protocol: 'HTTP', text});
	});

	it('counts requests with another reply, and tells a twin that fails more often from its control', async () => {
		let asked = 0;
		let failing = false;
		const port = await web((_, answer) => answer.writeHead(failing && ++asked % 20 === 0 ? 500 : 200).end());
		const control = await repeat(target(port), served, undefined);
		expect(control).toMatchObject({outcome: 'steady 0', says: expect.stringMatching(/GET \/ 120 times on \d+ connections$/)});
		failing = true;
		const twin = await repeat(target(port), served, control ?? undefined);
		expect(twin?.outcome).not.toBe(control?.outcome);
		expect(twin?.says).toMatch(/, 6 of them with another reply$/);
	});

	it('uploads with the form of a page', async () => {
		let got = '';
		const port = await web((request, answer) => {
			if (request.method === 'PUT') return answer.writeHead(405).end();
			if (request.method !== 'POST') {
				answer.setHeader('content-type', 'text/html');
				return answer.end('<form action=search><input name=q></form><form method=POST action="/up"><input type="file" name="f">');
			}
			request.on('data', data => (got += data)).on('end', () => answer.writeHead(request.url === '/up' ? 201 : 404).end());
		});
		expect(await write(target(port))).toMatchObject({step: {says: `tcp/${port} POST /up with a file → 201`}});
		expect(got).toMatch(/name="f"; filename="dockscope-upload\.txt"\r\n.*written by a rehearsal/s);
	});

	it('does not write where the server allows none', async () => {
		const methods: string[] = [];
		const port = await web((request, answer) => {
			methods.push(request.method ?? '');
			answer.setHeader('Allow', 'GET, HEAD').end();
		});
		expect(await write(target(port))).toEqual({not: 'it allows none'});
		expect(methods.filter(method => method !== 'GET' && method !== 'OPTIONS')).toEqual([]);
	});

	it('replays with the session of the twin, and says which request differs', async () => {
		let works = true;
		const port = await web((request, answer) => {
			if (request.url === '/login') return answer.writeHead(200, {'set-cookie': 'session=new; Path=/'}).end();
			const isKnown = request.headers.cookie === 'session=new; theme=dark';
			answer.writeHead(works && isKnown ? 200 : 500, {'content-type': 'application/json; charset=utf-8'}).end('{}');
		});
		const cookie = [{name: 'cookie', value: 'session=old; theme=dark'}];
		const recording = parseHar(
			JSON.stringify({
				log: {
					entries: [
						{request: {method: 'POST', url: 'http://a/login', postData: {text: 'user=a&password=hunter2'}}},
						{request: {method: 'GET', url: 'http://a/orders?key=hunter2', headers: cookie}},
					],
				},
			}),
		);
		const replies = new Map([[`tcp/${port}`, served]]);
		const {step: control} = await replay(connector, recording, {ports: []}, {replies, wanted: undefined});
		expect(control).toMatchObject({outcome: '2xx no type\n2xx application/json', says: '2 of 2 recorded requests (2 → 2xx)'});
		works = false;
		const {step: twin} = await replay(connector, recording, {ports: []}, {replies, wanted: control ?? undefined});
		expect(twin?.outcome).not.toBe(control?.outcome);
		expect(twin?.says).toBe(
			'recorded GET /orders?… (entry 2) → 5xx application/json where the control had 2xx application/json,',
		);
	});
});
