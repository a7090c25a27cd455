import {type SafeText, trusted, widthOf} from '../src/base/index.js';
import type {Item} from '../src/tui/index.js';
import type {Binding, KeyScope} from './bindings/binding.js';
import {footerOf} from './keymap.js';
import type {Part} from './line.js';

/**
 * The keys for a scope, in at most `columns`. Hints are never cut; help is last and always shown. `selected`: see
 * `footerOf`.
 */
export function keyHints(
	scopes: readonly KeyScope[],
	columns: number,
	keys: readonly Binding[],
	selected?: Item | null,
): readonly Part[] {
	const bindings = footerOf(scopes, keys, selected);
	const help = bindings.at(-1);
	const shown: Binding[] = [];
	let used = help ? widthOf(hint(help)) : 0;
	for (const binding of bindings.slice(0, -1)) {
		const width = widthOf(hint(binding));
		if (used + width > columns) break;
		shown.push(binding);
		used += width;
	}
	return [...shown, ...(help ? [help] : [])].flatMap(binding => [
		{text: trusted(` ${binding.keys[0] ?? ''}`), tone: 'strong' as const},
		{text: trusted(` ${binding.label} `), tone: 'muted' as const},
	]);
}

const hint = ({keys, label}: Binding): SafeText => trusted(` ${keys[0] ?? ''} ${label} `);
