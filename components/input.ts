import type {State, Tui} from '../src/tui/index.js';
import {run} from './commands.js';
import {helpLines, selectableLines, selectedHelp} from './help-lines.js';
import {bindingOf, keymapOf, keyScopesOf} from './keymap.js';
import {textOf} from './keys.js';
import {paletteEntries} from './palette-entries.js';

/** Handles one key: it goes to the prompt while there is one, else to the keymap. */
export function press(key: string, {store, actions}: Tui): void {
	if (key === '^c') actions.interrupt();
	else if (store.getState().prompt) pressInPrompt(key, {store, actions});
	else {
		const binding = bindingOf(key, keyScopesOf(store.getState()), keymapOf(store.getState().preferences.keys));
		if (binding) run(binding.does, actions, key);
	}
}

function pressInPrompt(key: string, {store, actions}: Pick<Tui, 'store' | 'actions'>): void {
	const {prompt} = store.getState();
	if (!prompt) return;
	const move = (by: number) => actions.movePrompt(by, entryCount(store.getState()) - 1);
	if (prompt.kind === 'consent') {
		if (key === 'y') actions.rehearse();
		else if (key === 'd') void actions.copyData();
		else actions.refuseConsent();
	} else if (prompt.kind === 'observation') {
		if (key === 'y') actions.observe();
		else actions.refuseObservation();
	} else if (prompt.kind === 'baseline') {
		if (key === 'y') void actions.saveBaseline();
		else actions.closePrompt();
	} else if (prompt.kind === 'advisories') {
		if (key === 'y') actions.downloadAdvisories();
		else if (key === 'o') actions.askOnline();
		else actions.refuseAdvisories();
	} else if (key === 'Esc') actions.cancelPrompt();
	else if (key === 'Enter') accept({store, actions});
	else if (key === 'Backspace' || key === 'Delete') {
		// Backspace in an empty prompt cancels it, as in vim and less.
		if (prompt.text === '') actions.cancelPrompt();
		else actions.rubOut();
	} else if (key === '^w') actions.rubOutWord();
	else if (key === '^u') actions.rubOutLine();
	else if (key === 'Down' || key === '^n' || key === 'Tab') move(1);
	else if (key === 'Up' || key === '^p' || key === 'S-Tab') move(-1);
	else if (key === 'PgDn') move(10);
	else if (key === 'PgUp') move(-10);
	else if (prompt.kind === 'help' && prompt.text === '' && (key === '?' || key === 'q')) actions.closePrompt();
	else {
		const text = textOf(key);
		if (text !== null) actions.typed(text);
	}
}

function accept({store, actions}: Pick<Tui, 'store' | 'actions'>): void {
	const {prompt} = store.getState();
	if (!prompt) return;
	if (prompt.kind === 'waiver-reason' || prompt.kind === 'waiver-expiry') actions.answerWaiver();
	else if (prompt.kind === 'palette') {
		const entries = paletteOf(store.getState());
		const chosen = entries[Math.min(prompt.cursor, entries.length - 1)];
		actions.closePrompt();
		if (chosen) run(chosen.does, actions);
	} else {
		const {open} = selectedHelp(prompt.kind === 'help' ? helpOf(store.getState()) : [], prompt.cursor);
		actions.closePrompt();
		if (open && store.getState().connectionProblem === null) actions.open(open);
	}
}

const paletteOf = (state: State) =>
	paletteEntries(state.prompt?.text ?? '', keyScopesOf(state), keymapOf(state.preferences.keys));

const helpOf = (state: State) =>
	helpLines(state.prompt?.text ?? '', keyScopesOf(state), state.size.columns, keymapOf(state.preferences.keys));

/** What can be selected in the open prompt. */
function entryCount(state: State): number {
	if (state.prompt?.kind === 'palette') return paletteOf(state).length;
	return state.prompt?.kind === 'help' ? selectableLines(helpOf(state)).length : 0;
}
