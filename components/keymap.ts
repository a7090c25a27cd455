import {type SafeText, sanitise} from '../src/base/index.js';
import {type Item, type KeyNames, type KeyOverrides, namedCommands, type State} from '../src/tui/index.js';
import {actBindings} from './bindings/act.js';
import type {Binding, KeyScope} from './bindings/binding.js';
import {fixBindings} from './bindings/fix.js';
import {listBindings} from './bindings/list.js';
import {moveBindings} from './bindings/move.js';
import {openBindings} from './bindings/open.js';
import {pageBindings} from './bindings/pages.js';
import {programBindings} from './bindings/program.js';
import {vulnerabilityBindings} from './bindings/vulnerabilities.js';
import type {KeyCommand} from './commands.js';

/** Every key of the TUI: the footer, the help, the palette, docs/keys.md and the conflict check use this table. */
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

/** With the user's keys instead of those that the table has. One result for each object, so that views can compare it. */
export function keymapOf(overrides: KeyOverrides): readonly Binding[] {
	const known = keymaps.get(overrides);
	if (known !== undefined) return known;
	const made = keymap.map(binding => {
		const keys = Object.hasOwn(overrides, binding.does) ? overrides[binding.does] : undefined;
		return keys === undefined ? binding : {...binding, keys};
	});
	keymaps.set(overrides, made);
	return made;
}
const keymaps = new WeakMap<KeyOverrides, readonly Binding[]>();

/** What texts on the screen call the keys. */
export function keyNamesOf(overrides: KeyOverrides): KeyNames {
	const bindings = keymapOf(overrides);
	const nameOf = (command: keyof KeyNames): SafeText => {
		const binding = bindings.find(({does}) => does === command);
		return sanitise(binding?.keys[0] ?? `:${binding?.label}`);
	};
	return Object.fromEntries(namedCommands.map(command => [command, nameOf(command)])) as KeyNames;
}

/** The scopes that are active together; `search` joins those of a page. */
const pages: readonly (readonly KeyScope[])[] = [
	['disconnected'],
	['fleet', 'anywhere'],
	['vulns', 'container', 'search', 'detail', 'anywhere'],
	['events', 'search', 'detail', 'anywhere'],
	['fix', 'search', 'detail', 'anywhere'],
	['output', 'search', 'detail', 'anywhere'],
];

type SharedKey = {readonly key: string; readonly commands: readonly [KeyCommand, KeyCommand]};

/** Keys that two commands have on the same page, beyond those of the usual keymap, where the narrower scope is meant to win. */
export function conflictsIn(bindings: readonly Binding[]): readonly SharedKey[] {
	const usual = new Set(sharedKeys(keymap).map(({key, commands}) => [key, ...commands].join(' ')));
	return sharedKeys(bindings).filter(({key, commands}) => !usual.has([key, ...commands].join(' ')));
}

function sharedKeys(bindings: readonly Binding[]): readonly SharedKey[] {
	const found = new Map<string, SharedKey>();
	for (const scopes of pages) {
		const commands = new Map<string, KeyCommand[]>();
		for (const {keys, does} of bindings.filter(binding => binding.where.some(scope => scopes.includes(scope))))
			for (const key of keys) {
				const others = commands.get(key) ?? [];
				for (const other of others) if (other !== does) found.set(`${key} ${other} ${does}`, {key, commands: [other, does]});
				commands.set(key, [...others, does]);
			}
	}
	return [...found.values()];
}

export const footerKeys = 8;

/** The scopes of a state, the narrowest first. */
export function keyScopesOf(state: Pick<State, 'frames' | 'connectionProblem' | 'search'>): readonly KeyScope[] {
	const scopes = pageScopes(state);
	const isSearched = scopes.includes('detail') && state.search !== '';
	// After the narrowest, by which the footer goes.
	return isSearched ? scopes.toSpliced(1, 0, 'search') : scopes;
}

function pageScopes({frames, connectionProblem}: Pick<State, 'frames' | 'connectionProblem'>): readonly KeyScope[] {
	const kind = frames.at(-1)?.view.kind ?? 'fleet';
	if (connectionProblem && kind !== 'engines') return ['disconnected'];
	if (kind === 'fleet') return ['fleet', 'anywhere'];
	const view = frames.at(-1)?.view;
	if (view?.kind === 'container' && view.tab === 'vulns') return ['vulns', 'container', 'detail', 'anywhere'];
	if (kind === 'container' || kind === 'fix' || kind === 'output' || kind === 'events') return [kind, 'detail', 'anywhere'];
	return ['detail', 'anywhere'];
}

/** The binding of a key at those scopes. */
export function bindingOf(key: string, scopes: readonly KeyScope[], bindings = keymap): Binding | undefined {
	return scopes.flatMap(scope => bindings.filter(({keys, where}) => keys.includes(key) && where.includes(scope))).at(0);
}

/**
 * The footer of a scope, help last: at most eight keys.
 *
 * @param selected  on a page, the line that a key would act on; absent on the list, where there is always something to act on
 */
export function footerOf(scopes: readonly KeyScope[], bindings: readonly Binding[], selected?: Item | null): readonly Binding[] {
	const scope = scopes[0] ?? 'anywhere';
	const can = (needs: Binding['needs']): boolean =>
		needs === undefined || selected === undefined || (needs === 'open' ? opens(selected) : selected?.[needs] !== undefined);
	// A user may have given it no key, and a narrower scope may have the same one.
	const rank = (binding: Binding): number =>
		bindingOf(binding.keys[0] ?? '', scopes, bindings) === binding ? (binding.footer?.[scope] ?? -1) : -1;
	const offered = bindings.filter(binding => rank(binding) > 0 && can(binding.needs)).toSorted((a, b) => rank(a) - rank(b));
	const help = bindings.filter(binding => rank(binding) === 0);
	return [...offered.slice(0, footerKeys - help.length), ...help];
}

const opens = (item: Item | null): boolean => item?.open !== undefined || item?.engine !== undefined;
