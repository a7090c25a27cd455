import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {Binding} from '../../components/bindings/binding.js';
import type {KeyCommand} from '../../components/commands.js';
import {keymap} from '../../components/keymap.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {dockscope, type ProgramOptions, type Screen, unsettled} from '../support/terminal-program.js';
import {onDemo} from './key-proofs/on-demo.js';
import {onEngine} from './key-proofs/on-engine.js';
import {onShortScreen, selected} from './key-proofs/on-short-screen.js';
import type {Proof, Proofs} from './key-proofs/proof.js';

/** Proven where there is something to do it to, without a terminal. */
const elsewhere: Partial<Record<KeyCommand, string>> = {
	raiseThreshold: 'test/scanners/inspector.test.ts',
	lowerThreshold: 'test/scanners/inspector.test.ts',
	toggleFixable: 'test/scanners/inspector.test.ts',
	toggleLoaded: 'test/scanners/inspector.test.ts',
	openDemo: 'test/e2e/demo.test.ts',
	save: 'below',
};

const bindingsWith = (proofs: Proofs): readonly (readonly [string, KeyCommand, Proof])[] =>
	keymap.flatMap(({keys, does}: Binding) => {
		const proof = proofs[does];
		return proof ? sample(keys, keys.length).map(key => [key, does, proof] as const) : [];
	});

it('has a proof for every key', () => {
	const proven = new Set(Object.keys({...onDemo, ...onShortScreen, ...onEngine, ...elsewhere}));
	expect(keymap.map(({does}) => does).filter(does => !proven.has(does))).toEqual([]);
});

const screens: Screen[] = [];
afterEach(async () => {
	for (const screen of screens.splice(0)) await screen.stop();
});
async function open(options: ProgramOptions): Promise<Screen> {
	const screen = await dockscope(options);
	screens.push(screen);
	await screen.shows(/▌[A-F] +\d+/);
	await screen.hides(unsettled);
	await screen.settles(150);
	return screen;
}

describe('on the demo fleet', () => {
	it.each(bindingsWith(onDemo))('%s does what it says: %s', async (key, _does, proof) => {
		await proof(await open({args: ['--demo'], columns: 80, rows: 24}), key);
	});
	it.each(bindingsWith(onShortScreen))('%s does what it says: %s', async (key, _does, proof) => {
		const screen = await open({args: ['--demo'], columns: 80, rows: 14});
		screen.press('s');
		await screen.shows(/NAME▼/);
		await screen.shows(selected('backup'));
		await proof(screen, key);
	});
	it('`:save` writes the page to a file', async () => {
		const screen = await open({args: ['--demo'], columns: 120, rows: 24});
		screen.press(':', 'save', 'Enter');
		await screen.shows(/written to \S+page\.txt, readable only by you/);
	});
	it('`:q` leaves, as a hand that knows vim types it', async () => {
		const screen = await open({args: ['--demo'], columns: 80, rows: 24});
		screen.press(':', 'q');
		await screen.shows(/▌quit/);
		screen.press('Enter');
		expect(await screen.exit()).toBe(0);
	});
});

describe.skipIf(await whyNoEngine())('on a real engine', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await startIdle(engine, 'only', '--env', 'API_TOKEN=s3cr3t-Value-9f8e7d6c');
	});
	afterAll(() => engine?.stop());

	it.each(bindingsWith(onEngine))('%s does what it says: %s', async (key, _does, proof) => {
		const screen = await open({args: ['--host', engine.host], columns: 120, rows: 24});
		await proof(screen, key);
	});
});
