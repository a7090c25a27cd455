import type {Item} from '../src/pages/layout/page.js';
import type {State} from '../src/store/state.js';
import {actBindings} from './bindings/act.js';
import type {Binding, Place} from './bindings/binding.js';
import {fixBindings} from './bindings/fix.js';
import {listBindings} from './bindings/list.js';
import {moveBindings} from './bindings/move.js';
import {openBindings} from './bindings/open.js';
import {pageBindings} from './bindings/pages.js';
import {programBindings} from './bindings/program.js';
import {vulnerabilityBindings} from './bindings/vulnerabilities.js';

/** Every key of the inspector: the footer, the help, the palette, docs/keys.md and the conflict check read this table. */
export const keymap: readonly Binding[] = [
	...moveBindings,
	...openBindings,
	...listBindings,
	...pageBindings,
	...actBindings,
	...fixBindings,
	...vulnerabilityBindings,
	...programBindings,
];

export const footerKeys = 8;

/** The places that a state is at, the narrower one first. */
export function placesOf({frames, trouble}: Pick<State, 'frames' | 'trouble'>): readonly Place[] {
	const kind = frames.at(-1)?.view.kind ?? 'fleet';
	if (trouble && kind !== 'engines') return ['trouble'];
	if (kind === 'fleet') return ['fleet', 'anywhere'];
	const view = frames.at(-1)?.view;
	if (view?.kind === 'container' && view.tab === 'vulns') return ['vulns', 'container', 'detail', 'anywhere'];
	if (kind === 'container' || kind === 'fix' || kind === 'output') return [kind, 'detail', 'anywhere'];
	return ['detail', 'anywhere'];
}

/** What a key does at those places. */
export function bindingOf(key: string, places: readonly Place[]): Binding | undefined {
	return places.flatMap(place => keymap.filter(({keys, where}) => keys.includes(key) && where.includes(place))).at(0);
}

/**
 * What the footer of a place shows, help last: at most eight.
 *
 * @param selected  of a page, the line that a key would act on; absent on the list, whose keys always have something to act on
 */
export function footerOf(places: readonly Place[], selected?: Item | null): readonly Binding[] {
	const place = places[0] ?? 'anywhere';
	const can = (needs: Binding['needs']): boolean =>
		needs === undefined || selected === undefined || (needs === 'open' ? opens(selected) : selected?.[needs] !== undefined);
	const rank = ({footer}: Binding): number => footer?.[place] ?? -1;
	const offered = keymap.filter(binding => rank(binding) > 0 && can(binding.needs)).toSorted((a, b) => rank(a) - rank(b));
	const help = keymap.filter(binding => rank(binding) === 0);
	return [...offered.slice(0, footerKeys - help.length), ...help];
}

const opens = (item: Item | null): boolean => item?.open !== undefined || item?.engine !== undefined;
