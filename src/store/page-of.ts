import {shallow} from 'zustand/vanilla/shallow';
import {makePage} from '../pages/index.js';
import {fitPage} from '../pages/layout/fit-page.js';
import {type Page, prose} from '../pages/layout/page.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import type {State} from './state.js';

type Inputs = NonNullable<ReturnType<typeof inputsOf>>;

let last: {readonly inputs: Inputs; readonly page: Page} | null = null;

/** The open page, laid out for the width of the screen; `null` for the list. The same object until something that it shows has changed. */
export function pageOf(state: State): Page | null {
	const inputs = inputsOf(state);
	if (inputs === null) return null;
	if (last === null || !shallow(inputs, last.inputs))
		last = {inputs, page: guarded(() => fitPage(wholePage(inputs), inputs.width), inputs.width)};
	return last.page;
}

/** The open page for a copy or a file: at that width, without broken lines or revealed values. */
export function pageToCopy(state: State, width: number): Page | null {
	const inputs = inputsOf({...state, revealed: new Set()});
	return inputs && guarded(() => wholePage({...inputs, width}), width);
}

const wholePage = ({view, asksConsent, width, ...state}: Inputs): Page => makePage(view, {state, asksConsent, width});

/** A page that fails to render becomes one line with the reason, and the keys still work: one odd container must not end the program. */
function guarded(make: () => Page, width: number): Page {
	try {
		return make();
	} catch (error) {
		return {lines: prose(noteUnforeseen('making this page', error), width)};
	}
}

/** Columns of a page: one is for the mark of the selected line. */
export const pageWidth = ({size}: Pick<State, 'size'>): number => Math.max(30, size.columns - 1);

/** What the page is made from. The rest changes with a moved selection, a message or a meter: no page reads it. */
function inputsOf(state: State) {
	const view = state.frames.at(-1)?.view;
	if (view === undefined || view.kind === 'fleet') return null;
	const {frames, prompt, search, size, lines, cursor, top, changed, toasts, meters, ...shown} = state;
	return {...shown, view, asksConsent: prompt?.kind === 'consent', width: pageWidth({size})};
}
