import {rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {clipboardSequence, MAX_PAYLOAD_LENGTH, saveText} from '../../../src/base/tty/clipboard.js';

const base64 = Buffer.from('docker run x').toString('base64');

describe('the clipboard sequence', () => {
	it('is OSC 52 with the text in base64', () =>
		expect(clipboardSequence(trusted('docker run x'), null)).toBe(`\x1b]52;c;${base64}\x07`));
	it('passes tmux in a DCS with every ESC doubled, and for tmux itself as it is', () =>
		expect(clipboardSequence(trusted('docker run x'), 'tmux')).toBe(
			`\x1bPtmux;\x1b\x1b]52;c;${base64}\x07\x1b\\\x1b]52;c;${base64}\x07`,
		));
	it('passes screen in pieces that it keeps', () => {
		const sequence = clipboardSequence(trusted('y'.repeat(2_000)), 'screen') ?? '';
		const pieces = [...sequence.matchAll(/\x1bP([\s\S]*?)\x1b\\/g)].map(([, piece = '']) => piece);
		expect(pieces.every(piece => piece.length <= 256)).toBe(true);
		expect(pieces.join('')).toBe(clipboardSequence(trusted('y'.repeat(2_000)), null));
	});
	it('is not made for what terminals would cut', () => {
		expect(clipboardSequence(trusted('z'.repeat(MAX_PAYLOAD_LENGTH)), null)).toBeNull();
	});
	it('keeps other scripts', () => {
		const [, payload = ''] = /c;(.*)\x07/.exec(clipboardSequence(trusted('日本'), null) ?? '') ?? [];
		expect(Buffer.from(payload, 'base64').toString('utf8')).toBe('日本');
	});
});

describe('a saved text', () => {
	let path = '';
	afterEach(() => rm(dirname(path), {recursive: true, force: true}));
	it('can be read only by its owner', async () => {
		path = await saveText(trusted('page'));
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
	});
});
