import {expect, it, vi} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Fix, Hardener} from '../../../src/fix/fix.js';
import {type CopyReading, noCopies} from '../../../src/fix/rehearsal/copies.js';
import {shop} from '../../support/sample-fleet.js';
import {inspect} from './inspect.js';

/** The Fix page of a live container, whose observation lasts until it is ended. */
async function fixPage(readCopies: Fix['readCopies']) {
	const rung = {enabled: new Set<string>(), risk: null, paths: 0};
	const view = {
		command: trusted('docker run web'),
		diff: [],
		replace: trusted(''),
		rollBack: trusted(''),
		warnings: [],
		outcome: trusted('now A 0'),
	};
	const rehearse = vi.fn<Fix['rehearse']>(() => new Promise(() => undefined));
	const fix: Fix = {
		...{changes: [], blindSpots: [], recorded: null, safe: rung, least: rung, hasData: false, readCopies, rehearse},
		view: () => ({...view, risk: null, paths: [], output: () => ({text: trusted(''), warnings: []})}),
		consent: () => [trusted('Rehearse web?')],
		observer: {
			question: async () => ({ok: true, creates: false, lines: []}),
			observe: signal =>
				new Promise(resolve => signal.addEventListener('abort', () => resolve({fix, summary: [trusted('watched 1 s')]}))),
		},
	};
	const hardener: Hardener = {open: async () => fix, openMarked: async () => null};
	const shown = inspect(shop, {loadHardener: async () => hardener});
	await shown.actions.openFix();
	return {...shown, rehearse, said: () => shown.state().toasts.map(({text}) => String(text))};
}

const observing = 'an observation is running: ^x ends it and keeps what was seen';

it('R is refused while an observation is running, also on the page of another container', async () => {
	const readCopies = vi.fn<Fix['readCopies']>(async () => ({ok: true, copies: noCopies}));
	const {actions, state, said} = await fixPage(readCopies);
	await actions.askObservation();
	await actions.askRehearsal();
	expect(said()).toContain(observing);
	expect(state().prompt).toBeNull();
	actions.back();
	actions.move(1);
	await actions.openFix();
	expect(state().fix?.observation).toBeNull();
	await actions.askRehearsal();
	expect(readCopies).not.toHaveBeenCalled();
	await actions.leaveObservation();
	await actions.askRehearsal();
	expect(state().prompt?.kind).toBe('consent');
});

it('nor does y start one where an observation began while the mounts were read', async () => {
	let read = (_: CopyReading): void => undefined;
	const reading = new Promise<CopyReading>(resolve => {
		read = resolve;
	});
	const {actions, state, said, rehearse} = await fixPage(() => reading);
	const asked = actions.askRehearsal();
	await actions.askObservation();
	read({ok: true, copies: noCopies});
	await asked;
	expect(state().prompt?.kind).toBe('consent');
	actions.rehearse();
	expect(rehearse).not.toHaveBeenCalled();
	expect(said()).toContain(observing);
	expect(state()).toMatchObject({prompt: null, fix: {copies: null, rehearsal: null}});
	await actions.leaveObservation();
});
