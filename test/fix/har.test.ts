import {describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import type {Reply} from '../../src/fix/rehearsal/probes/reply.js';
import {parseHar, shownRequest} from '../../src/fix/rehearsal/replay/har.js';
import {portFor} from '../../src/fix/rehearsal/replay/replay.js';
import {assessedOf} from './subject.js';

const har = (...requests: readonly unknown[]): string => JSON.stringify({log: {entries: requests.map(request => ({request}))}});
const get = {method: 'GET', url: 'http://localhost:8080/'};

describe('a HAR file', () => {
	it('gives its requests without what belongs to their connection', () => {
		const headers = [
			{name: ':authority', value: 'x'},
			{name: 'Connection', value: 'keep-alive'},
			{name: 'Content-Length', value: '999'},
			{name: 'If-None-Match', value: '"x"'},
			{name: 'Cookie', value: 'session=old; theme=dark'},
			{name: 'Authorization', value: 'Bearer x'},
		];
		const postData = {mimeType: 'application/json', text: '{"a":1}'};
		const [one] = parseHar(har({method: 'post', url: 'https://shop.test/a?b=c', headers, postData})).requests;
		expect(one).toEqual({
			...{entry: 1, method: 'POST', host: 'shop.test', port: 443, path: '/a?b=c', body: Buffer.from('{"a":1}')},
			headers: {Authorization: 'Bearer x', Host: 'shop.test'},
			cookies: new Map([
				['session', 'old'],
				['theme', 'dark'],
			]),
		});
	});

	it('may have a byte order mark, forms as pairs, and bodies in base64', () => {
		const form = {params: [{name: 'a', value: 'b c'}]};
		const binary = {text: 'AAE=', encoding: 'base64'};
		const {requests} = parseHar(`\uFEFF${har({...get, postData: form}, {...get, postData: binary})}`);
		expect(requests.map(({body}) => body)).toEqual([Buffer.from('a=b+c'), Buffer.from([0, 1])]);
	});

	it('says what is not replayed', () => {
		const inner = {method: 'GET', url: 'data:text/plain,x'};
		expect(parseHar(har(inner, get)).omitted).toEqual(['1 recorded request that is not HTTP was left out']);
		const many = parseHar(har(...Array.from({length: 205}, () => get)));
		expect([many.requests.length, many.omitted]).toEqual([200, ['5 recorded requests after the first 200 were left out']]);
	});

	it('keeps only the requests to the host of the first, on any port', () => {
		const urls = [
			'data:text/plain,x',
			'https://shop.test/',
			'https://fonts.test/a',
			'http://shop.test:8080/b',
			'https://stats.test/c',
		];
		const {requests, omitted} = parseHar(har(...urls.map(url => ({method: 'GET', url}))));
		expect(requests.map(({path, entry}) => [path, entry])).toEqual([
			['/', 2],
			['/b', 4],
		]);
		expect(omitted).toEqual([
			'1 recorded request that is not HTTP was left out',
			'2 recorded requests to other hosts were left out',
		]);
	});

	it.each([
		['', 'it is not JSON'],
		['[]', 'it is not a HAR file: log.entries is missing'],
		['{"log": {"entries": {}}}', 'it is not a HAR file: log.entries is missing'],
		['{"log": {"entries": []}}', 'it has no HTTP request'],
		['{"log": {"entries": [null]}}', 'entry 1: request is missing'],
		[har(get, {method: 'GET', url: '/relative'}), 'entry 2: request.url is not an absolute URL'],
		[har(get, get, {...get, method: 'GET / HTTP/1.1\r\nX: y'}), 'entry 3: request.method is not a method'],
		[har({...get, headers: {}}), 'entry 1: request.headers is not a list'],
		[har({...get, headers: [{name: 'a'}]}), 'entry 1: request.headers[0] has no name or value'],
		[har({...get, headers: [{name: 'a', value: 'x\r\ny: z'}]}), 'entry 1: request.headers[0] is not a valid header'],
		[har({...get, headers: [{name: 'a b', value: 'x'}]}), 'entry 1: request.headers[0] is not a valid header'],
		[har({...get, postData: {text: 7}}), 'entry 1: request.postData.text is not text'],
		[har({...get, postData: {text: 'x'.repeat(2 ** 20 + 1)}}), 'entry 1: request.postData is larger than 1 MB'],
	])('that is wrong is refused in one line: %.60s', (text, message) => {
		expect(() => parseHar(text)).toThrow(message);
	});

	it('shows no query, header or body', () => {
		const [one] = parseHar(har({method: 'GET', url: 'http://a/x?token=secret'})).requests;
		expect(one && shownRequest(one)).toBe('GET /x?…');
	});
});

describe('the port for a recorded request', () => {
	const http = (protocol: string): Reply => ({kind: 'served', protocol, text: trusted('')});
	const {facts} = assessedOf({
		NetworkSettings: {
			Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}], '443/tcp': [{HostIp: '0.0.0.0', HostPort: '8443'}]},
		},
	});
	const both = new Map([
		['tcp/80', http('HTTP')],
		['tcp/443', http('TLS/HTTP')],
		['tcp/6379', http('Redis')],
	]);
	it.each([
		[8080, {port: 80, secure: false}],
		[8443, {port: 443, secure: true}],
		[443, {port: 443, secure: true}],
		[9999, null],
		[6379, null],
	])('%d', (port, expected) => expect(portFor(port, facts, both)).toEqual(expected));

	it('is the only one that speaks HTTP, whatever the URL says', () => {
		expect(portFor(9999, facts, new Map([['tcp/3000', http('HTTP')]]))).toEqual({port: 3000, secure: false});
		expect(portFor(9999, facts, new Map())).toBeNull();
	});
});
