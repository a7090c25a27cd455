import {itemPositions, type Page} from '../pages/layout/page.js';
import type {Frame} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {bodyHeight, scrollTo, scrollToSee} from './geometry.js';
import {pageOf} from './page-of.js';

/** Moves in the list and in pages: only an index changes, nothing is recomputed. */
export function moveActions({store}: ActionContext) {
	const {getState, setState} = store;

	const moveInFleet = (by: number) => {
		const {lines, cursor, top} = getState();
		const next = Math.max(0, Math.min(cursor + by, lines.length - 1));
		if (next === cursor) return;
		setState({meant: null, cursor: next, top: scrollTo(next, top, bodyHeight(getState()), lines.length)});
	};

	const moveInPage = (page: Page, by: number) => {
		const {frames} = getState();
		const current = frames.at(-1);
		if (!current) return;
		const next = movedFrame(current, page, by, bodyHeight(getState()));
		// Whoever moves has seen a row: it stays selected, until the top is asked for.
		const held = current.view.kind === 'events' ? {eventsHeld: by !== Number.NEGATIVE_INFINITY} : {};
		if (next !== current || current.view.kind === 'events') setState({...held, frames: [...frames.slice(0, -1), next]});
	};

	const move = (by: number) => {
		const page = pageOf(getState());
		if (page) moveInPage(page, by);
		else moveInFleet(by);
	};

	/** A click: selects what it is on, and opens it where it is selected already. @param line  of the list or the page, from 0 */
	const pick = (line: number): 'selected' | 'again' | 'nothing' => {
		const state = getState();
		const page = pageOf(state);
		const position = page ? itemPositions(page).findLastIndex(at => at <= line) : line;
		const count = page ? page.lines.length : state.lines.length;
		if (position < 0 || line >= count) return 'nothing';
		const by = position - (page ? (state.frames.at(-1)?.cursor ?? 0) : state.cursor);
		if (by === 0) return 'again';
		move(by);
		return 'selected';
	};

	return {
		move,
		pick,
		down: () => move(1),
		up: () => move(-1),
		halfPageDown: () => move(Math.ceil(bodyHeight(getState()) / 2)),
		halfPageUp: () => move(-Math.ceil(bodyHeight(getState()) / 2)),
		pageDown: () => move(bodyHeight(getState())),
		pageUp: () => move(-bodyHeight(getState())),
		toTop: () => move(Number.NEGATIVE_INFINITY),
		toBottom: () => move(Number.POSITIVE_INFINITY),
	};
}

/** A page with items moves from item to item, and scrolls on when there are no more; one without items scrolls by lines. */
export function movedFrame(frame: Frame, page: Page, by: number, height: number): Frame {
	const items = itemPositions(page);
	const last = Math.max(0, page.lines.length - height);
	const scrolled = (top: number): Frame => {
		const bounded = Math.max(0, Math.min(top, last));
		return bounded === frame.top ? frame : {...frame, top: bounded};
	};
	if (items.length === 0) return scrolled(frame.top + by);

	const cursor = Math.max(0, Math.min(frame.cursor + by, items.length - 1));
	const position = items[cursor] ?? 0;
	// Includes what follows the item: the evidence of a finding, the rest of a wrapped line; after the last item, the end of the page.
	const end = (items[cursor + 1] ?? page.lines.length) - 1;
	// At either end, scrolls to the lines before the first and after the last item.
	if (cursor === frame.cursor) return scrolled(frame.top + by);
	if (cursor === 0 && position < height) return {...frame, cursor, top: 0};
	// Moves by a screen at most: jumping to a distant item would skip text that was not read.
	return {...frame, cursor, top: scrollToSee(position, end, frame.top, height, page.lines.length)};
}
