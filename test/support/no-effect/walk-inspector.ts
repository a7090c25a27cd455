import type {Binding, KeyScope} from '../../../components/bindings/binding.js';
import {keymap} from '../../../components/keymap.js';
import {type Screen, unsettled} from '../terminal-program.js';
import {keysThatWrite} from './looks.js';

/** Milliseconds in which nothing is drawn: what a key asked for is there. */
const QUIET = 120;

const pressed = (...scopes: readonly KeyScope[]): readonly Binding[] =>
	keymap.filter(
		({does, keys, where}) => !(does in keysThatWrite) && keys.length > 0 && where.some(scope => scopes.includes(scope)),
	);

/**
 * Every tab of some containers, and every key where it does something: questions are asked and not answered.
 *
 * @param isWhole  also the keys that work anywhere, on every page
 */
export async function walkInspector(screen: Screen, names: readonly string[], isWhole: boolean): Promise<void> {
	const press = async (...keys: readonly string[]): Promise<void> => {
		screen.press(...keys);
		await screen.settles(QUIET);
	};
	const backToList = async (): Promise<void> => {
		await press('Esc', 'Esc', 'Esc', 'Esc', 'Esc');
		await screen.shows(/RISK. +NAME/);
	};
	const open = async (name: string): Promise<void> => {
		await backToList();
		await press('/', `name:${name}`, 'Enter');
		await press('Enter');
	};
	const more: readonly KeyScope[] = isWhole ? ['detail', 'search', 'anywhere'] : [];

	await screen.shows(/RISK. +NAME/);
	await screen.hides(unsettled);
	// The stopped ones too.
	await press('a');
	for (const name of names) {
		await open(name);
		for (const tab of pressed('container').flatMap(({does, keys}) => (does === 'tabByNumber' ? keys : []))) await press(tab);
		for (const tab of ['l', 'i', 'v']) await press(tab);
	}
	await backToList();
	for (const {keys} of pressed('fleet', 'anywhere', 'search', 'detail')) {
		await press(keys[0] ?? '');
		await press('Esc', 'Esc', 'Esc');
	}
	const [first = ''] = names;
	for (const [tab, scopes] of [
		['1', ['container', ...more]],
		['9', ['vulns', ...more]],
	] as const)
		for (const {keys} of pressed(...scopes)) {
			await open(first);
			await press(tab, keys[0] ?? '');
		}
	for (const [page, scopes] of [
		['f', ['fix', 'output', ...more]],
		['e', ['events', 'search', ...more]],
		['N', ['search', ...more]],
		['R', ['search', ...more]],
		['H', ['search', ...more]],
	] as const)
		for (const {keys} of pressed(...scopes)) {
			await backToList();
			await press(page);
			await press(keys[0] ?? '');
		}
	await backToList();
}
