import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {toAscii} from '../../../src/base/text/ascii.js';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {widthOf} from '../../../src/base/text/width.js';
import {wrap} from '../../../src/base/text/wrap.js';
import {terminalFeatures} from '../../../src/base/tty/features.js';

const tty = {stdin: {isTTY: true}, stdout: {isTTY: true}};

/** Texts that are only compared with those of others. */
const neverShown = ['base/facts/foreign-secret-words.ts'];

describe('ASCII', () => {
	it('has a twin for our own signs', () => expect(toAscii('▌F 92 … a → b ─')).toBe('>F 92 ~ a > b -'));
	it.each(['src', 'components'])('has a twin for every sign in the texts of %s', folder => {
		const root = resolve(import.meta.dirname, '../../..', folder);
		const files = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(
			name => /\.tsx?$/.test(name) && !neverShown.includes(name),
		);
		const lost = files.flatMap(file =>
			readFileSync(join(root, file), 'utf8')
				.split('\n')
				.filter(line => !/^\s*(?:\/?\*|\/\/)/.test(line))
				.flatMap(line => line.match(/[^\x00-\x7f]/gu) ?? [])
				.filter(sign => toAscii(sign) === '?')
				.map(sign => `${file}: ${sign}`),
		);
		expect(files.length).toBeGreaterThan(0);
		expect(lost).toEqual([]);
	});
	it('keeps every column for any name', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}).map(sanitise), text => {
				const ascii = toAscii(text);
				expect(ascii).toMatch(/^[\x20-\x7e]*$/);
				expect(ascii.length).toBe(widthOf(text));
			}),
		);
	});
});

describe('wrapping', () => {
	it('breaks at spaces, and inside a long word only if it must', () =>
		expect(wrap(trusted('one two threefourfive'), 8)).toEqual(['one two', 'threefou', 'rfive']));
	it('loses nothing but spaces and fits', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}).map(sanitise), fc.integer({min: 4, max: 40}), (text, width) => {
				const lines = wrap(text, width);
				expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
				for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
			}),
		);
	});
});

describe('what a terminal can do', () => {
	it.each([
		[
			{TERM: 'xterm', LANG: 'C.UTF-8'},
			{interactive: true, color: true, unicode: true, multiplexer: null},
		],
		[{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1'}, {color: false}],
		[{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: ''}, {color: true}],
		[{TERM: 'dumb'}, {interactive: false, color: false, unicode: false}],
		[{}, {interactive: false}],
		[{TERM: 'xterm', LANG: 'de_DE.UTF-8', LC_ALL: 'C'}, {unicode: false}],
		[{TERM: 'xterm', LC_CTYPE: 'en_US.utf8'}, {unicode: true}],
		[{TERM: 'screen-256color', TMUX: '/tmp/t,1,0'}, {multiplexer: 'tmux'}],
		[{TERM: 'screen', STY: '1.pts'}, {multiplexer: 'screen'}],
		[{TERM: 'xterm', SSH_CONNECTION: 'a b c d'}, {ssh: true}],
	])('%j', (env, features) => expect(terminalFeatures(env, tty)).toMatchObject(features));
	it('is nothing without a person at both ends', () =>
		expect(terminalFeatures({TERM: 'xterm'}, {stdin: {}, stdout: {isTTY: true}}).interactive).toBe(false));
});
