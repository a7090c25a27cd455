import type {Binding, KeyScope} from './bindings/binding.js';
import {keymap} from './keymap.js';

/** The commands that hold every word typed, those of the present scope first; each command once. */
export function paletteEntries(text: string, scopes: readonly KeyScope[]): readonly Binding[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const found = keymap.filter(binding => {
		const haystack = `${binding.label} ${binding.help} ${binding.group} ${binding.keys.join(' ')}`.toLowerCase();
		if (binding.does === 'tabByNumber') return false;
		return binding.keys.includes(text.trim()) || words.every(word => haystack.includes(word));
	});
	const here = (binding: Binding): number => (binding.where.some(scope => scopes.includes(scope)) ? 0 : 1);
	// A command whose own word was typed comes before those that merely mention it.
	const named = (binding: Binding): number => {
		// `:q` is what a hand types; a person who opened the palette to read it does not look for `j`.
		if (binding.keys.includes(text.trim())) return 0;
		if (words.length > 0 && binding.label.startsWith(words[0] ?? '')) return 1;
		return binding.group === 'Move' ? 3 : 2;
	};
	return found.filter(binding => here(binding) === 0).toSorted((a, b) => named(a) - named(b));
}
