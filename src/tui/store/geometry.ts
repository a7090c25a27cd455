import type {State} from './state.js';

/** Nothing useful fits in less. */
export const smallest = {columns: 40, rows: 10} as const;

/** Whether to ask for a larger terminal instead of painting. */
export const tooSmall = ({size}: Pick<State, 'size'>): boolean => size.columns < smallest.columns || size.rows < smallest.rows;

/** Columns from which the list leaves room for a panel on the selected row. */
const widest = 160;
/** Columns of that panel, its border included; 0 for none. */
export const panelColumns = ({size}: Pick<State, 'size'>): number =>
	size.columns < widest ? 0 : Math.min(90, Math.floor(size.columns * 0.38));

/** Whether the list has a panel beside it. */
export const hasPanel = (state: Pick<State, 'size'>): boolean => panelColumns(state) > 0;

/** Columns of the list itself. */
export const listColumns = (state: Pick<State, 'size'>): number => state.size.columns - panelColumns(state);

/** Lines between the heading and the footer. */
export function bodyHeight(state: Pick<State, 'size' | 'banner' | 'frames'>): number {
	const view = state.frames.at(-1)?.view.kind ?? 'fleet';
	return Math.max(1, state.size.rows - chrome(view) - (state.banner ? 1 : 0));
}

/** Heading, rules, column titles, the two lines on the selected row, footer. */
function chrome(view: string): number {
	if (view === 'fleet') return 7;
	return view === 'container' ? 5 : 4;
}

/** The scroll offset at which the lines from `from` to `to` are visible; if there are too many, the first of them. */
export function scrollToSee(from: number, to: number, top: number, height: number, count: number): number {
	return scrollTo(from, scrollTo(Math.min(to, from + height - 1), top, height, count), height, count);
}

/** The scroll offset, changed as little as needed to make `position` visible. */
export function scrollTo(position: number, top: number, height: number, count: number): number {
	const last = Math.max(0, count - height);
	if (position < top) return Math.max(0, Math.min(position, last));
	if (position >= top + height) return Math.max(0, Math.min(position - height + 1, last));
	return Math.min(top, last);
}
