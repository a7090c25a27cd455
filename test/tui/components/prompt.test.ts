import {describe, expect, it, onTestFinished} from 'vitest';
import {press} from '../../../components/input.js';
import {shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

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

/** The list with these keys pressed, and what is selected. */
function pressed(...keys: string[]) {
	const {tui} = sampleTui(shop);
	onTestFinished(() => tui.close());
	const go = (...more: string[]): string => {
		for (const key of more) press(key, tui);
		const {lines, cursor, frames} = tui.store.getState();
		const line = lines[cursor];
		return frames.length > 1
			? (frames.at(-1)?.view.kind ?? '')
			: line?.kind === 'container'
				? line.entry.name
				: (line?.name ?? '');
	};
	return {go, selected: go(...keys), tui};
}

describe('the filter of the list', () => {
	it('given up with Esc, or cleared later, leaves the row selected', () => {
		const {go, selected} = pressed('j', 'j');
		expect(go('/', 'c', 'i', 'Esc')).toBe(selected);
		expect(go('/', 'z', 'z', 'Esc')).toBe(selected);
		const found = go('/', 's', 'h', 'o', 'p', 'Enter');
		expect(found).toBe('shop-db');
		expect(go('Esc')).toBe(found);
	});
	it('keeps N for the network', () => {
		const {go} = pressed('/', 's', 'h', 'o', 'p', 'Enter');
		expect(go('N')).toBe('network');
	});
});

describe('a list of choices', () => {
	it('keeps its mark on its last entry however often it is moved down', () => {
		const {tui} = pressed(':', ...Array<string>(40).fill('PgDn'));
		const at = () => tui.store.getState().prompt?.cursor ?? 0;
		const last = at();
		expect(last).toBeLessThan(100);
		press('Up', tui);
		expect(at()).toBe(last - 1);
	});
});
