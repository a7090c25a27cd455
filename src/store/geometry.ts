import type {State} from './state.js';

/** Nothing useful fits in less. */
export const smallest = {columns: 40, rows: 10} as const;

/** Whether to ask for a larger terminal instead of painting. */
export const tooSmall = ({size}: Pick<State, 'size'>): boolean => size.columns < smallest.columns || size.rows < smallest.rows;

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
