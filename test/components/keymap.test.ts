import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import type {Place} from '../../components/bindings/binding.js';
import {bindingOf, footerKeys, footerOf, keymap} from '../../components/keymap.js';
import {keysPage} from '../../components/keys-page.js';

const places: readonly (readonly Place[])[] = [
	['fleet', 'anywhere'],
	['container', 'detail', 'anywhere'],
	['vulns', 'container', 'detail', 'anywhere'],
	['fix', 'detail', 'anywhere'],
	['output', 'detail', 'anywhere'],
	['detail', 'anywhere'],
	['trouble'],
];

describe('the keymap', () => {
	it.each(places.map(place => [place]))('gives a key one meaning at %s', place => {
		// The narrower place wins over `anywhere`; within one place two meanings would be a matter of luck.
		for (const one of place) {
			const keys = keymap.filter(({where}) => where.includes(one)).flatMap(binding => binding.keys);
			expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
		}
	});
	it.each(places.map(place => [place]))('shows at most eight keys at %s, help among them', place => {
		const footer = footerOf(place);
		expect(footer.length).toBeLessThanOrEqual(footerKeys);
		expect(footer.at(-1)?.does).toBe('beginHelp');
	});
	it.each(places.map(place => [place]))('shows at %s only keys that work there', place => {
		for (const binding of footerOf(place)) expect(bindingOf(binding.keys[0] ?? '', place)?.does).toBe(binding.does);
	});
	it('binds none of the keys that destroy something in lazydocker', () => {
		expect(bindingOf('d', ['fleet', 'anywhere'])).toBeUndefined();
		expect(bindingOf('d', ['container', 'detail', 'anywhere'])).toBeUndefined();
	});
	it('is what docs/keys.md says', () => {
		expect(readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8')).toBe(keysPage());
	});
});
