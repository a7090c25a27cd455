import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import type {KeyScope} from '../../../components/bindings/binding.js';
import {helpLines} from '../../../components/help-lines.js';
import {bindingOf, footerKeys, footerOf, keymap} from '../../../components/keymap.js';
import {keysPage} from '../../../components/keys-page.js';

const scopes: readonly (readonly KeyScope[])[] = [
	['fleet', 'anywhere'],
	['container', 'detail', 'anywhere'],
	['vulns', 'container', 'detail', 'anywhere'],
	['fix', 'detail', 'anywhere'],
	['output', 'detail', 'anywhere'],
	['detail', 'anywhere'],
	['disconnected'],
];

describe('the keymap', () => {
	it.each(scopes.map(scope => [scope]))('gives a key one meaning at %s', scope => {
		// The narrower scope wins over `anywhere`; within one scope two meanings would be a matter of luck.
		for (const one of scope) {
			const keys = keymap.filter(({where}) => where.includes(one)).flatMap(binding => binding.keys);
			expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
		}
	});
	it.each(scopes.map(scope => [scope]))('shows at most eight keys at %s, help among them', scope => {
		const footer = footerOf(scope, keymap);
		expect(footer.length).toBeLessThanOrEqual(footerKeys);
		expect(footer.at(-1)?.does).toBe('beginHelp');
	});
	it.each(scopes.map(scope => [scope]))('shows at %s only keys that work there', scope => {
		for (const binding of footerOf(scope, keymap)) expect(bindingOf(binding.keys[0] ?? '', scope)?.does).toBe(binding.does);
	});
	it('binds none of the keys that destroy something in lazydocker', () => {
		expect(bindingOf('d', ['fleet', 'anywhere'])).toBeUndefined();
		expect(bindingOf('d', ['container', 'detail', 'anywhere'])).toBeUndefined();
	});
	it('is what docs/keys.md says', () => {
		expect(readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8')).toBe(keysPage());
	});
});

it('the search of the help takes what is typed after / as other pages do, and / itself', () => {
	const found = (search: string) =>
		helpLines(search, ['fleet'], 100, keymap).map(line => ('sign' in line ? String(line.sign) : ''));
	expect(found('/SUID')).toEqual(found('suid'));
	expect(found('/SUID')).toContain('SUID');
	expect(found('/').filter(sign => sign === '/').length).toBeGreaterThan(1);
});
