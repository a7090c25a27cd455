import {trusted} from '../../base/index.js';
import {itemPositions, type Page} from '../pages/layout/page.js';
import {matchingLines} from '../pages/search.js';
import type {Frame} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {bodyHeight} from './geometry.js';
import {pageOf, pageWidth} from './page-of.js';
import type {State} from './state.js';

/** Search within a page: `/` finds while typing, `n` and `N` go on. The text stays until the list is shown again. */
export function searchActions({store, toast}: ActionContext) {
	const {getState, setState} = store;
	/** Where the page stood when the search began: each typed letter searches from there, and Esc returns to it. */
	let origin: Frame | null = null;

	const show = (frame: Frame) => setState({frames: [...getState().frames.slice(0, -1), frame]});

	/** `from` excludes the line at which it stands. */
	const goTo = (from: Frame, by: 1 | -1, start: number): boolean => {
		const state = getState();
		const page = pageOf(state);
		const found = page ? matchingLines(page, state.search, pageWidth(state)) : [];
		if (page === null || found.length === 0) return false;
		const next = by === 1 ? found.find(at => at > start) : found.findLast(at => at < start);
		show(frameAt(from, page, next ?? (by === 1 ? found[0] : found.at(-1)) ?? 0, bodyHeight(state)));
		return true;
	};
	const step = (by: 1 | -1) => {
		const state = getState();
		const frame = state.frames.at(-1);
		if (!frame || state.search === '') return;
		if (!goTo(frame, by, lineOf(frame, bodyHeight(state), by))) toast(trusted('no match on this page'));
	};

	return {
		beginSearch() {
			origin = getState().frames.at(-1) ?? null;
			setState({prompt: {kind: 'search', text: '', cursor: 0, before: getState().search}});
		},
		/** Finds the first match from where the search began; without one, the page stays there. */
		search(text: string) {
			setState({search: text});
			if (origin !== null && !goTo(origin, 1, origin.top - 1)) show(origin);
		},
		cancelSearch(before: string) {
			setState({search: before});
			if (origin !== null) show(origin);
		},
		nextMatch: () => step(1),
		previousMatch: () => step(-1),
	};
}

/** The line to go on from: that of the last match while it is visible, else the edge of the screen. */
function lineOf({found, top}: Frame, height: number, by: 1 | -1): number {
	if (found !== undefined && found >= top && found < top + height) return found;
	return by === 1 ? top - 1 : top + height;
}

/** The frame with a line in sight, a third from the top where it was not, and the item that it belongs to selected. */
function frameAt(frame: Frame, page: Page, line: number, height: number): Frame {
	const last = Math.max(0, page.lines.length - height);
	const isVisible = line >= frame.top && line < frame.top + height;
	const top = isVisible ? frame.top : Math.max(0, Math.min(line - Math.floor(height / 3), last));
	const cursor = Math.max(
		0,
		itemPositions(page).findLastIndex(at => at <= line),
	);
	return {...frame, cursor, top, found: line};
}

/** `3 of 17`: which match the page stands at, and how many there are; `at` is 0 before one is chosen. `null` without a search. */
export function searchPlace(state: State): {readonly at: number; readonly count: number} | null {
	const page = state.search === '' ? null : pageOf(state);
	if (page === null) return null;
	const found = matchingLines(page, state.search, pageWidth(state));
	return {at: found.indexOf(state.frames.at(-1)?.found ?? -1) + 1, count: found.length};
}
