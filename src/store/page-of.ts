import {makePage, type PageView} from '../pages/index.js';
import {fitPage} from '../pages/layout/fit-page.js';
import {type Page, prose} from '../pages/layout/page.js';
import type {PageState} from '../pages/page-state.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import type {State} from './state.js';

type Inputs = PageState & {readonly view: PageView; readonly asksConsent: boolean; readonly width: number};

let last: {readonly inputs: Inputs; readonly page: Page} | null = null;

/** The open page, laid out for the width of the screen; `null` for the list. The same object until something that it shows has changed. */
export function pageOf(state: State): Page | null {
	const inputs = inputsOf(state);
	if (inputs === null) return null;
	if (last === null || !isSame(inputs, last.inputs))
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

/** Just the inputs of the page: moving the selection does not build it again. */
function inputsOf(state: State): Inputs | null {
	const view = state.frames.at(-1)?.view;
	if (view === undefined || view.kind === 'fleet') return null;
	const {model, clock, now, gone, policy, revealed, asking, events, engines, canScan, canHarden} = state;
	const {scans, scanRound, scanFilter, fix} = state;
	return {
		view,
		width: Math.max(30, state.size.columns - 1),
		asksConsent: state.prompt?.kind === 'consent',
		model,
		clock,
		now,
		gone,
		policy,
		revealed,
		asking,
		events,
		engines,
		scans,
		scanRound,
		scanFilter,
		fix,
		canScan,
		canHarden,
	};
}

const isSame = (inputs: Inputs, others: Inputs): boolean =>
	(Object.keys(inputs) as (keyof Inputs)[]).every(name => inputs[name] === others[name]);
