import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {decodeInput} from '../../src/cli/source/decode-input.js';

const json = '[{"Id": "ä€😀"}]';
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('the bytes of a snapshot', () => {
	it.each([
		['UTF-8', Buffer.from(json)],
		['UTF-8 with its mark', Buffer.from(`\uFEFF${json}`)],
		['UTF-16 as PowerShell writes it', Buffer.from(`\uFEFF${json}`, 'utf16le')],
		['UTF-16, big end first', bigEndian(`\uFEFF${json}`)],
		['UTF-16 without its mark', Buffer.from(json, 'utf16le')],
		['UTF-16 without its mark, big end first', bigEndian(json)],
	])('are text in %s', (_, bytes) => {
		expect(decodeInput(bytes, 'x')).toBe(json);
	});

	it.each([
		[gzipSync(json), 'x is compressed (gzip): decompress it first, for example gunzip -c FILE > OUTPUT'],
		[Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), 'x is compressed (zstd)'],
		[Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'x is compressed (xz)'],
		[Buffer.from('BZh91AY'), 'x is compressed (bzip2)'],
		[Buffer.from('PK\u0003\u0004'), 'x is compressed (zip)'],
	])('are not unpacked: %#', (bytes, message) => {
		expect(() => decodeInput(bytes, 'x')).toThrow(message);
	});

	it('may be none, or one', () => {
		expect([decodeInput(Buffer.alloc(0), 'x'), decodeInput(Buffer.from('{'), 'x')]).toEqual(['', '{']);
	});
});
