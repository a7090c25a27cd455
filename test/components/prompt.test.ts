import {describe, expect, it, onTestFinished} from 'vitest';
import {press} from '../../components/input.js';
import {shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';

/** What is left of a filter after these keys. */
function typed(text: string, ...keys: string[]): string {
	const {tui} = sampleTui(shop);
	onTestFinished(() => tui.close());
	press('/', tui);
	for (const letter of text) press(letter, tui);
	for (const key of keys) press(key, tui);
	return tui.store.getState().filter.text;
}

describe('a prompt', () => {
	it('loses its last word to ^w', () => expect(typed('proj:shop grade:d', '^w')).toBe('proj:shop '));
	it('loses its line to ^u, as in a shell', () => expect(typed('proj:shop grade:d', '^u')).toBe(''));
	it('stays open when its line is empty', () => expect(typed('ab', '^u', 'c')).toBe('c'));
});
