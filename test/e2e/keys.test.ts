import {describe, expect, it} from 'vitest';
import type {KeyCommand} from '../../components/commands.js';
import {keymap} from '../../components/keymap.js';
import {onDemo} from './key-proofs/on-demo.js';
import {onEngine} from './key-proofs/on-engine.js';
import {onShortScreen, selected} from './key-proofs/on-short-screen.js';
import {keysWith, opener} from './key-proofs/open.js';

/** Proven where there is something to do it to, without a terminal. */
const elsewhere: Partial<Record<KeyCommand, string>> = {
	raiseThreshold: 'test/scan/inspector.test.ts',
	lowerThreshold: 'test/scan/inspector.test.ts',
	toggleFixable: 'test/scan/inspector.test.ts',
	toggleLoaded: 'test/scan/inspector.test.ts',
	openDemo: 'test/e2e/demo.test.ts',
	save: 'below',
};

it('has a proof for every key', () => {
	const proven = new Set(Object.keys({...onDemo, ...onShortScreen, ...onEngine, ...elsewhere}));
	expect(keymap.map(({does}) => does).filter(does => !proven.has(does))).toEqual([]);
});

const open = opener();

describe('on the demo fleet', () => {
	it.each(keysWith(onDemo))('%s does what it says: %s', async (key, _does, proof) => {
		await proof(await open({args: ['--demo'], columns: 80, rows: 24}), key);
	});
	it.each(keysWith(onShortScreen))('%s does what it says: %s', async (key, _does, proof) => {
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
