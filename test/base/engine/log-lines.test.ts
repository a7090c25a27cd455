import {PassThrough} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {logDecoder} from '../../../src/base/engine/log-lines.js';
import {readLog, readLogEnd} from '../../../src/base/engine/read-log.js';

const frame = (stream: number, text: string): Buffer => {
	const body = Buffer.from(text);
	const header = Buffer.alloc(8);
	header[0] = stream;
	header.writeUInt32BE(body.length, 4);
	return Buffer.concat([header, body]);
};
const time = '2026-11-29T07:03:31.123456789Z';

describe('the log of a container without a terminal', () => {
	it('has its lines by stream, with their times', () => {
		expect(logDecoder(false)(Buffer.concat([frame(1, `${time} one\n`), frame(2, `${time} two\n`)]))).toEqual([
			{at: time, isError: false, text: 'one'},
			{at: time, isError: true, text: 'two'},
		]);
	});
	it('is the same wherever the bytes are cut', () => {
		const bytes = Buffer.concat([frame(1, `${time} häuser\n${time} b`), frame(2, 'e\n'), frame(1, 'c\nrest')]);
		const whole = logDecoder(false)(bytes);
		expect(whole.map(({text}) => text)).toEqual(['häuser', 'e', 'bc']);
		fc.assert(
			fc.property(fc.array(fc.integer({min: 1, max: 9}), {minLength: 1, maxLength: 60}), sizes => {
				const decode = logDecoder(false);
				const lines = [];
				let at = 0;
				for (const size of [...sizes, bytes.length]) {
					lines.push(...decode(bytes.subarray(at, at + size)));
					at += size;
				}
				expect(lines).toEqual(whole);
			}),
		);
	});
	it('keeps a bounded part of a line without end, and takes any bytes', () => {
		const decode = logDecoder(false);
		for (let round = 0; round < 200; round += 1) expect(decode(frame(1, 'x'.repeat(16_000)))).toEqual([]);
		expect(decode(frame(1, '\nnext\n')).map(({text}) => text.length)).toEqual([4_096, 4]);
		fc.assert(fc.property(fc.uint8Array({maxLength: 500}), bytes => void logDecoder(false)(Buffer.from(bytes))));
	});
});

it('the log of a container with a terminal is its output', () => {
	expect(logDecoder(true)(Buffer.from(`${time} one\r\nno time\n`))).toEqual([
		{at: time, isError: false, text: 'one'},
		{at: null, isError: false, text: 'no time'},
	]);
});

describe('reading a log', () => {
	const request = {id: 'web', tty: true, tail: 5, follow: true};
	it('ends when it is no longer wanted, and closes the stream', async () => {
		const stream = new PassThrough();
		const abort = new AbortController();
		const lines: string[] = [];
		const reading = readLog(
			{logs: async () => stream},
			request,
			news => {
				lines.push(...news.map(({text}) => text));
				abort.abort();
			},
			abort.signal,
		);
		stream.write('one\n');
		await reading;
		expect(lines).toEqual(['one']);
		expect(stream.destroyed).toBe(true);
	});
	it('passes on only the newest lines of a flood, and all of a short one at its end', async () => {
		const stream = new PassThrough();
		const batches: number[] = [];
		const reading = readLog({logs: async () => stream}, request, news => batches.push(news.length), new AbortController().signal);
		for (let line = 0; line < 5_000; line += 1) stream.write(`${line}\n`);
		stream.end('last\n');
		await reading;
		expect(Math.max(...batches)).toBe(2_000);
	});
	it('drops no line of a flood, and cuts none, for someone who needs every line', async () => {
		const stream = new PassThrough();
		const abort = new AbortController();
		const texts: string[] = [];
		const asked = {...request, everyLine: {characters: 100_000}};
		const take = (news: readonly {text: string}[]) => void texts.push(...news.map(({text}) => text));
		const reading = readLog({logs: async () => stream}, asked, take, abort.signal);
		for (let line = 0; line < 30_000; line += 1) stream.write(`${line}\n`);
		stream.write(`${'x'.repeat(50_000)}\n`);
		stream.once('drain', () => abort.abort());
		await reading;
		expect(texts.slice(0, 30_000)).toEqual(Array.from({length: 30_000}, (_, line) => String(line)));
		expect(texts.at(-1)?.length).toBe(50_000);
	});
	it('has the last line also where the program ended without a line feed', async () => {
		const stream = new PassThrough();
		const lines: string[] = [];
		const take = (news: readonly {text: string}[]) => void lines.push(...news.map(({text}) => text));
		const asked = {...request, tty: false};
		const reading = readLog({logs: async () => stream}, asked, take, new AbortController().signal);
		stream.end(Buffer.concat([frame(1, 'one\n'), frame(2, `${time} panic`)]));
		await reading;
		expect(lines).toEqual(['one', 'panic']);
	});
	it('keeps the whole end of a log that comes at once, and of a long one the newest lines', async () => {
		const end = async (lines: readonly string[], tail: number) => {
			const stream = new PassThrough();
			stream.end(lines.join('\n'));
			return (await readLogEnd({logs: async () => stream}, {id: 'web', tty: true, tail}, new AbortController().signal)).map(
				({text}) => text,
			);
		};
		const many = Array.from({length: 10_000}, (_, at) => `line ${at} ${'x'.repeat(150)}`);
		expect(await end(many, 10_000)).toEqual(many);
		const long = Array.from({length: 9_000}, (_, at) => `${at} ${'y'.repeat(2_000)}`);
		const kept = await end(long, 10_000);
		expect(kept.length).toBeGreaterThan(4_000);
		expect(kept).toEqual(long.slice(-kept.length));
	});
	it('says that a log broke off', async () => {
		const stream = new PassThrough();
		const asked = {id: 'web', tty: true, tail: 5};
		const reading = readLogEnd({logs: async () => stream}, asked, new AbortController().signal);
		stream.write('one\n', () => stream.destroy(new Error('gone')));
		await expect(reading).rejects.toThrow('the log broke off: gone');
	});
	it('stops after a megabyte where it does not follow', async () => {
		const stream = new PassThrough();
		const asked = {...request, follow: false};
		const reading = readLog({logs: async () => stream}, asked, () => undefined, new AbortController().signal);
		const flood = setInterval(() => stream.destroyed || stream.write('x'.repeat(100_000)), 1);
		await reading;
		clearInterval(flood);
		expect(stream.destroyed).toBe(true);
	});
});
