import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {shellJoin, shellQuote} from '../../../src/base/text/shell-quote.js';
import {hostileText} from '../../support/hostile-text.js';

/** Every POSIX shell that is here: dash and busybox are what `sh` is on Debian and Alpine. */
const shells: readonly (readonly string[])[] = [
	['/bin/sh'],
	...[['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh'], ['zsh'], ['ksh']].filter(([program]) =>
		isInstalled(program ?? ''),
	),
];

function isInstalled(program: string): boolean {
	return (process.env['PATH'] ?? '').split(':').some(folder => existsSync(join(folder, program)));
}

/** What a real shell makes of the words: each printed and followed by NUL, in a directory where globs would match. */
function throughShell([program = '/bin/sh', ...options]: readonly string[], words: readonly string[]): string[] {
	const out = execFileSync(program, [...options, '-c', `printf '%s\\0' ${shellJoin(words)}`], {
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

	it.each(shells.map(words => [words.join(' '), words] as const))('reaches the program unchanged through %s', (_, shell) => {
		fc.assert(
			fc.property(fc.array(hostileText, {minLength: 1, maxLength: 12}), words => {
				expect(throughShell(shell, words)).toEqual(words);
			}),
			{numRuns: 60},
		);
	});
});
