import {type Item, itemPositions} from '../pages/layout/page.js';
import {pageOf} from './page-of.js';
import type {FleetLine} from './rows.js';
import type {State} from './state.js';

/** The id of the container that the screen is about: the open one, or the selected row; `null` for none. */
export function selectedContainer(state: State): string | null {
	const view = state.frames.at(-1)?.view;
	if (view && 'id' in view) return view.id;
	if (view?.kind === 'rule' || view?.kind === 'badge') return view.target;
	if (view?.kind !== 'fleet') return null;
	const line = selectedLine(state);
	return line?.kind === 'container' ? line.key : null;
}

/** The row of the list that a key acts on. */
export const selectedLine = ({lines, cursor, meant}: State): FleetLine | undefined =>
	lines.find(({key}) => key === meant) ?? lines[cursor];

/** The target of the selected line of the open page. */
export function selectedItem(state: State): Item | null {
	const page = pageOf(state);
	const cursor = state.frames.at(-1)?.cursor ?? 0;
	return page?.lines[itemPositions(page)[cursor] ?? -1]?.item ?? null;
}
