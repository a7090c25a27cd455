import type {Binding, KeyScope} from './bindings/binding.js';

/** The commands that contain every typed word, those of the current scope first; without duplicates. */
export function paletteEntries(text: string, scopes: readonly KeyScope[], bindings: readonly Binding[]): readonly Binding[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const found = bindings.filter(binding => {
		const haystack = `${binding.label} ${binding.help} ${binding.group} ${binding.keys.join(' ')}`.toLowerCase();
		if (binding.does === 'tabByNumber') return false;
		return binding.keys.includes(text.trim()) || words.every(word => haystack.includes(word));
	});
	const here = (binding: Binding): number => (binding.where.some(scope => scopes.includes(scope)) ? 0 : 1);
	// A command that has the typed word as its own comes before those that just mention it.
	const named = (binding: Binding): number => {
		// `:q` is typed from habit; but someone who reads the palette is not looking for `j`.
		if (binding.keys.includes(text.trim())) return 0;
		if (words.length > 0 && binding.label.startsWith(words[0] ?? '')) return 1;
		return binding.group === 'Move' ? 3 : 2;
	};
	return found.filter(binding => here(binding) === 0).toSorted((a, b) => named(a) - named(b));
}
