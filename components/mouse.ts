import type {MouseEvent} from '../src/base/index.js';
import {bodyHeight, listColumns, type State, type Tui} from '../src/tui/index.js';
import {tabAt} from './tab-labels.js';

/** Rows of one notch of the wheel. */
const notch = 3;

/** Handles one event: the wheel moves, a click on a row selects it, on the selected row opens it, on a tab shows it. Prompts have no mouse. */
export function point({what, column, row}: MouseEvent, {store, actions}: Tui): void {
	const state = store.getState();
	if (!state.mouse || state.prompt || state.connectionProblem) return;
	if (what !== 'press') actions.move(what === 'wheel-up' ? -notch : notch);
	else click(column, row, {store, actions});
}

function click(column: number, row: number, {store, actions}: Pick<Tui, 'store' | 'actions'>): void {
	const state = store.getState();
	const above = rowsAbove(state);
	const tab = row === above - 1 ? tabAt(column, state) : null;
	if (tab !== null) actions.showTab(tab);
	const line = row - above - 1;
	const isList = state.frames.at(-1)?.view.kind === 'fleet';
	if (line < 0 || line >= bodyHeight(state) || (isList && column > listColumns(state))) return;
	const top = isList ? state.top : (state.frames.at(-1)?.top ?? 0);
	if (actions.pick(top + line) === 'again') actions.enter();
}

/** Heading, banner, tabs or column titles, rule. */
const rowsAbove = ({frames, banner}: State): number => {
	const kind = frames.at(-1)?.view.kind;
	return 2 + (banner === null ? 0 : 1) + (kind === 'fleet' || kind === 'container' ? 1 : 0);
};
