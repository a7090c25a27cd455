import {type Item, itemPositions} from '../pages/layout/page.js';
import type {View} from '../pages/view.js';
import {pageOf} from './page-of.js';
import type {FleetLine} from './rows.js';
import type {State} from './state.js';

/** The id of the container that the screen is about: the open one, or that of the selected row; `null` for none. */
export function selectedContainer(state: State): string | null {
	const view = state.frames.at(-1)?.view;
	if (view && 'id' in view) return view.id;
	if (view?.kind === 'rule' || view?.kind === 'badge' || view?.kind === 'alert') return view.target;
	if (view?.kind === 'events') return containerOf(selectedItem(state)?.open);
	if (view?.kind !== 'fleet') return null;
	const line = selectedLine(state);
	return line?.kind === 'container' ? line.key : null;
}

/** The container of a row of the Events page. */
function containerOf(opened: View | undefined): string | null {
	if (opened?.kind === 'alert') return opened.target;
	return opened?.kind === 'container' ? opened.id : null;
}

/** The ids that a key for several containers acts on: those marked, else those shown below the selected project, else the selected one. */
export function chosenContainers(state: State): ReadonlySet<string> {
	if (state.marks.size > 0) return state.marks;
	const project = membersOfSelected(state);
	if (project.length > 0) return new Set(project);
	const selected = selectedContainer(state);
	return new Set(selected === null ? [] : [selected]);
}

/** The ids of the containers below the selected project of the list; none where another row, or a page, is shown. */
export function membersOfSelected(state: State): readonly string[] {
	const {lines, frames} = state;
	const selected = frames.length === 1 ? selectedLine(state) : undefined;
	if (selected?.kind !== 'group') return [];
	const after = lines.slice(lines.indexOf(selected) + 1);
	const next = after.findIndex(({kind}) => kind === 'group');
	return after.slice(0, next === -1 ? undefined : next).map(({key}) => key);
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
