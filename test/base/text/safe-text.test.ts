import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sanitise, sanitiseLines} from '../../../src/base/text/safe-text.js';

const esc = '\x1b';

describe('sanitise', () => {
	it.each([
		['plain ASCII', 'web-1', 'web-1'],
		['a colour', `${esc}[31mred${esc}[0m`, 'red'],
		['a private mode', `a${esc}[?1049hb`, 'ab'],
		['a C1 control sequence', '\x9b2Jgone', 'gone'],
		['a window title ended by BEL', `a${esc}]0;owned\x07b`, 'ab'],
		['a clipboard write ended by ST', `a${esc}]52;c;ZWNobw==${esc}\\b`, 'ab'],
		['a C1 OSC', 'a\x9d8;;http://x\x9cb', 'ab'],
		['a device control string', `a${esc}P1$r0m${esc}\\b`, 'ab'],
		['an application command', `a${esc}_Gf=100;AAAA${esc}\\b`, 'ab'],
		['a charset switch', `a${esc}(0b`, 'ab'],
		['a reset', `a${esc}cb`, 'ab'],
		['an unterminated OSC, its text kept in sight', `a${esc}]0;rest`, 'a0;rest'],
		['an unterminated CSI', `a${esc}[31`, 'a31'],
		['ESC alone', `a${esc}`, 'a'],
		['newline, tab and carriage return', 'a\nb\tc\r\nd\re', 'a b c d e'],
		['line and paragraph separators', 'a\u2028b\u2029c\x85d', 'a b c d'],
		['backspace, NUL and DEL', 'a\b\0\x7fb', 'ab'],
		['bidi overrides and isolates', 'a\u202egnp.exe\u202c\u2066b\u2069', 'agnp.exeb'],
		['zero-width characters', 'ad\u200bm\u200di\u2060n\ufeff', 'admin'],
		['tag characters and fillers', 'a\u{e0041}\u3164b', 'ab'],
		['a soft hyphen', 'pass\u00adword', 'password'],
		['a no-break space', 'a\u00a0b\u3000c', 'a b c'],
		['lone surrogates', 'a\ud83d\0\ude00b', 'a\ufffd\ufffdb'],
		['a whole emoji', 'a😀b', 'a😀b'],
		['letters with marks', 'Ångström é', 'Ångström é'],
		['a pile of marks', `a${'\u0301'.repeat(40)}`, `a${'\u0301'.repeat(4)}`],
		['a mark in front', '\u0301a', '\u25cc\u0301a'],
		['Chinese and Arabic', '容器 حاوية', '容器 حاوية'],
	])('handles %s', (_, text, shown) => expect(sanitise(text)).toBe(shown));

	it('lets nothing dangerous through, and is idempotent', () => {
		const dangerous = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
		fc.assert(
			fc.property(hostileText, text => {
				const shown = sanitise(text);
				expect(shown).not.toMatch(dangerous);
				expect(sanitise(shown)).toBe(shown);
			}),
			{numRuns: 2000},
		);
	});

	it('keeps printable ASCII as it is', () => {
		fc.assert(fc.property(fc.string({unit: 'grapheme-ascii'}), text => void expect(sanitise(text)).toBe(text)));
	});

	it('is linear in hostile text', () => {
		// Quadratic work on this much would not come back within the time limit of a test.
		for (const piece of ['\x9d', '\x90', `${esc}]`, `${esc}[`, '\x9b', '\u0301', `${esc}P\x9d`, `${esc} `])
			sanitise(piece.repeat(300_000));
		expect(sanitise('\x9d'.repeat(300_000))).toBe('');
	});
});

describe('sanitiseLines', () => {
	it('keeps lines apart and cleans each', () =>
		expect(sanitiseLines(`one${esc}[1m\r\ntwo\t2\n\nthree\n`)).toEqual(['one', 'two 2', '', 'three']));
	it('gives no line for no text', () => expect(sanitiseLines('')).toEqual([]));
	it('gives lines that are already safe', () => {
		fc.assert(fc.property(hostileText, text => sanitiseLines(text).every(line => sanitise(line) === line)));
	});
});

const hostileText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				esc,
				'\x9b',
				'\x9d',
				'\x90',
				'\x9c',
				'\x07',
				`${esc}\\`,
				'[',
				']',
				'0;',
				'm',
				'\n',
				'\r',
				'\t',
				'\x7f',
				'\0',
			),
			fc.constantFrom(
				'\u202e',
				'\u2066',
				'\u200b',
				'\u200d',
				'\ufeff',
				'\u2028',
				'\u{e0001}',
				'\ud83d',
				'\ude00',
				'\u0301',
				'容',
			),
			fc.string({unit: 'binary'}),
			fc.string({unit: 'grapheme-ascii'}),
			fc.string({unit: 'grapheme'}),
		),
		{maxLength: 24},
	)
	.map(parts => parts.join(''));
