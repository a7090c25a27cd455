import {shallow} from 'zustand/vanilla/shallow';
import {noteUnforeseen} from '../../base/index.js';
import {makePage, type PageView} from '../pages/index.js';
import {fitPage} from '../pages/layout/fit-page.js';
import {type Page, prose} from '../pages/layout/page.js';
import type {State} from './state.js';

type Inputs = NonNullable<ReturnType<typeof inputsOf>>;

/** The open page, laid out for the width of the screen; `null` for the list. The same object until something that it shows has changed. */
export function pageOf(state: State): Page | null {
	const inputs = inputsOf(state);
	return inputs && openPage(inputs);
}

/** The same for another view than the open one, at that width. */
export function pageBeside(state: State, view: PageView, width: number): Page {
	return pageInPanel({...pageInputs(state), view, asksConsent: false, width});
}

/** Makes a page from inputs, and keeps it until they change. */
function keepingLast(): (inputs: Inputs) => Page {
	let last: {readonly inputs: Inputs; readonly page: Page} | null = null;
	return inputs => {
		if (last === null || !shallow(inputs, last.inputs))
			last = {inputs, page: guarded(() => fitPage(wholePage(inputs), inputs.width), inputs.width)};
		return last.page;
	};
}
const openPage = keepingLast();
const pageInPanel = keepingLast();

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
	return {...pageInputs(state), view, asksConsent: state.prompt?.kind === 'consent', width: pageWidth(state)};
}

function pageInputs({frames, prompt, search, size, lines, cursor, top, changed, toasts, meters, meant, panel, ...shown}: State) {
	return shown;
}
