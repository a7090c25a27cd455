import {afterEach} from 'vitest';
import type {Binding} from '../../../components/bindings/binding.js';
import type {KeyCommand} from '../../../components/commands.js';
import {keymap} from '../../../components/keymap.js';
import {sample} from '../../support/slow.js';
import {dockscope, type ProgramOptions, type Screen, unsettled} from '../../support/terminal-program.js';
import type {Proof, Proofs} from './proof.js';

/** The keys that have one of these proofs, each with its command and the proof. In `npm test` one key of every other command. */
export const keysWith = (proofs: Proofs): readonly (readonly [key: string, does: KeyCommand, proof: Proof])[] =>
	sample(
		keymap.filter(({does}) => proofs[does] !== undefined),
		2,
	).flatMap(({keys, does}: Binding) => {
		const proof = proofs[does];
		return proof ? sample(keys, keys.length).map(key => [key, does, proof] as const) : [];
	});

/** Opens the program with its list at rest. Call it once in a file: its programs are stopped after each test. */
export function opener(): (options: ProgramOptions) => Promise<Screen> {
	const screens: Screen[] = [];
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	return async options => {
		const screen = await dockscope(options);
		screens.push(screen);
		await screen.shows(/▌[A-F] +\d+/);
		await screen.hides(unsettled);
		// A key within 300 ms of a change in the order still means the row that was selected before it.
		await screen.settles(400);
		return screen;
	};
}
