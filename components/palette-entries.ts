import type {Binding, Place} from './bindings/binding.js';
import {keymap} from './keymap.js';

/** The commands that hold every word typed, those of the present place first; each command once. */
export function paletteEntries(text: string, places: readonly Place[]): readonly Binding[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const found = keymap.filter(binding => {
		const haystack = `${binding.label} ${binding.help} ${binding.group} ${binding.keys.join(' ')}`.toLowerCase();
		return binding.does !== 'tabByNumber' && words.every(word => haystack.includes(word));
	});
	const here = (binding: Binding): number => (binding.where.some(place => places.includes(place)) ? 0 : 1);
	// A command whose own word was typed comes before those that merely mention it.
	const named = (binding: Binding): number => (words.length > 0 && binding.label.startsWith(words[0] ?? '') ? 0 : 1);
	return found.filter(binding => here(binding) === 0).toSorted((a, b) => named(a) - named(b));
}
