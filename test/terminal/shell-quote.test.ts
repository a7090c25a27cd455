import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {shellJoin, shellQuote} from '../../src/terminal/shell-quote.js';
import {hostileText} from '../support/hostile-text.js';

/** What a real shell makes of the words: each printed and followed by NUL, in a directory where globs would match. */
function throughShell(words: readonly string[]): string[] {
	const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${shellJoin(words)}`], {
		encoding: 'utf8',
		cwd: '/',
		env: {PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: '/home/somebody', SECRET: 'expanded', LANG: 'C.UTF-8'},
	});
	return out.split('\0').slice(0, -1);
}

describe('shellQuote', () => {
	it.each([
		['plain/path-1.2:3', 'plain/path-1.2:3'],
		['', "''"],
		["it's", "'it'\\''s'"],
		['$HOME `id`', "'$HOME `id`'"],
		['=ls', "'=ls'"],
		['~', "'~'"],
		['\r\n', `"$(printf '\\015')"'\n'`],
		['a\u001b[31mb', `'a'"$(printf '\\033')"'[31mb'`],
	])('%j becomes %s', (text, expected) => expect(shellQuote(text)).toBe(expected));

	it('never lets a control or bidi character through', () => {
		fc.assert(
			fc.property(hostileText, text => {
				expect(shellQuote(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
			}),
		);
	});

	it('reaches the program unchanged through sh, whatever it is', () => {
		fc.assert(
			fc.property(fc.array(hostileText, {minLength: 1, maxLength: 12}), words => {
				expect(throughShell(words)).toEqual(words);
			}),
			{numRuns: 60},
		);
	});
});
