import {describe, expect, it} from 'vitest';
import {responseParser} from '../../src/engine/response-parser.js';

const longValue = 'v'.repeat(2000);

/** Two answers on one connection: one in chunks, with a header longer than what is decoded at once, and one with a length. */
const answers = Buffer.from(
	[
		'HTTP/1.1 200 OK',
		'Api-Version: 1.47',
		`X-Long: ${longValue}`,
		'Folded: one',
		'  two',
		'Transfer-Encoding: chunked',
		'',
		'5',
		'hello',
		'8;note',
		', world\n',
		'0',
		'Trailing: yes',
		'',
		'HTTP/1.1 404 Not Found',
		'Empty:',
		'Content-Length: 6',
		'',
		'a\r\nb\r\n',
	].join('\r\n'),
);

/** What the parser says of the bytes, in pieces of so many. */
function parsed(bytes: Buffer, piece: number) {
	const said: {status: number; headers: object; body: string; ended: boolean}[] = [];
	const parser = responseParser({
		onHead: ({status, headers}) => said.push({status, headers: Object.fromEntries(headers), body: '', ended: false}),
		onBody(part) {
			const last = said.at(-1);
			if (last !== undefined) last.body += part.toString();
		},
		onEnd() {
			const last = said.at(-1);
			if (last !== undefined) last.ended = true;
		},
	});
	for (let at = 0; at < bytes.length; at += piece) {
		const problem = parser.parse(bytes.subarray(at, at + piece));
		if (problem !== null) return problem;
	}
	return said;
}

describe('answers in pieces', () => {
	it.each([1, 2, 3, 5, 17, 64, 511, 512, 513, 4096])('are the same in pieces of %i bytes', piece => {
		expect(parsed(answers, piece)).toEqual([
			{
				status: 200,
				headers: {'api-version': '1.47', 'x-long': longValue, folded: 'one two', 'transfer-encoding': 'chunked'},
				body: 'hello, world\n',
				ended: true,
			},
			{status: 404, headers: {empty: '', 'content-length': '6'}, body: 'a\r\nb\r\n', ended: true},
		]);
	});

	it('are not mixed up when one buffer is filled anew', () => {
		const said: string[] = [];
		const ignored = () => undefined;
		const parser = responseParser({onHead: ({headers}) => said.push(headers.get('a') ?? ''), onBody: ignored, onEnd: ignored});
		const buffer = Buffer.alloc(44);
		for (const letter of ['x', 'y']) {
			buffer.write(`HTTP/1.1 200 OK\r\nA: ${letter}\r\nContent-Length: 0\r\n\r\n`);
			expect(parser.parse(buffer)).toBeNull();
		}
		expect(said).toEqual(['x', 'y']);
	});

	it.each([1, 7, 512, 700, 4096])('keep bytes above 127 of a header as they are, in pieces of %i bytes', piece => {
		const bytes = Buffer.from(
			`HTTP/1.1 200 OK\r\nX: ${'ab\u010d\u00e9'.repeat(200)}\r\nServer: \u010d\r\nContent-Length: 0\r\n\r\n`,
		);
		const [head] = [parsed(bytes, piece)].flat();
		const latin1 = (text: string) => Buffer.from(text).toString('latin1');
		expect(head).toMatchObject({headers: {x: latin1('ab\u010d\u00e9'.repeat(200)), server: latin1('\u010d')}, ended: true});
	});

	it.each([
		['a chunk whose size is no number', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n\r\n'],
		['a chunk without a size', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n\r\n\r\n'],
		['a size with something behind it', 'Transfer-Encoding: chunked\r\n\r\n5x\r\nhello\r\n0\r\n\r\n'],
		['a chunk of less than nothing', 'Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n'],
		['a length that is no number', 'Content-Length: many\r\n\r\nhello'],
		['a length of less than nothing', 'Content-Length: -5\r\n\r\nhello'],
		['half a byte', 'Content-Length: 4.5\r\n\r\nhello'],
	])('are not taken for whole with %s', (_, rest) => {
		const broken = Buffer.from(`HTTP/1.1 200 OK\r\n${rest}`);
		for (const piece of [1, 4, 100]) expect(parsed(broken, piece)).toBeInstanceOf(Error);
	});

	it.each([
		['a line never ends', '5;', 'x'.repeat(1000)],
		['lines behind the body never end', '0\r\n', `T: ${'x'.repeat(1000)}\r\n`],
	])('are not kept where %s', (_, start, again) => {
		const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${start}`;
		expect(parsed(Buffer.from(answer + again.repeat(20)), 100)).toHaveLength(1);
		expect(parsed(Buffer.from(answer + again.repeat(400)), 64 * 1024)).toBeInstanceOf(Error);
	});

	it('are no HTTP with a carriage return within a line, wherever it is cut', () => {
		const broken = Buffer.from('HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n');
		for (const piece of [1, 4, 100]) expect(parsed(broken, piece)).toBeInstanceOf(Error);
	});
});
