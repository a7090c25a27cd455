import type {StoreApi} from 'zustand/vanilla';
import {itemPositions, type Page} from '../pages/layout/page.js';
import type {Frame, View} from '../pages/view.js';
import {bodyHeight, scrollTo} from './geometry.js';
import {pageOf} from './page-of.js';
import type {State} from './state.js';

/** Keeps the selected line of the open page visible when its content changes. Returns a function that stops this. */
export function followPage({getState, setState, subscribe}: StoreApi<State>): () => void {
	let shown = pageOf(getState());
	let view = getState().frames.at(-1)?.view;
	/** Events go on while a page that was opened from them covers them. */
	let events: {readonly view: View; readonly page: Page} | null = null;
	return subscribe(state => {
		const page = pageOf(state);
		if (page === shown) return;
		const current = state.frames.at(-1);
		if (shown !== null && view?.kind === 'events') events = {view, page: shown};
		const before = current?.view === view ? shown : current !== undefined && current.view === events?.view ? events.page : null;
		shown = page;
		view = current?.view;
		if (page === null || current === undefined) return;
		const height = bodyHeight(state);
		const placed = isLog(current)
			? frameOfLog(current, before, page, height)
			: current.view.kind === 'events' && before !== null && (current.cursor > 0 || state.eventsHeld)
				? frameOnItem(current, before, page, height)
				: placedFrame(current, page, height);
		if (placed !== current) setState({frames: [...state.frames.slice(0, -1), placed]});
	});
}

/** The position in a page, as far as it still exists there. */
function placedFrame(frame: Frame, page: Page, height: number): Frame {
	const items = itemPositions(page);
	const cursor = Math.max(0, Math.min(frame.cursor, items.length - 1));
	const top =
		items.length === 0 || frame.cursor === 0
			? Math.min(frame.top, Math.max(0, page.lines.length - height))
			: scrollTo(items[cursor] ?? 0, frame.top, height, page.lines.length);
	return cursor === frame.cursor && top === frame.top ? frame : {...frame, cursor, top};
}

const isLog = ({view}: Frame): boolean => view.kind === 'container' && view.tab === 'logs';

/** A log goes on at its end while its last line is selected. */
function frameOfLog(frame: Frame, before: Page | null, page: Page, height: number): Frame {
	const last = Math.max(0, page.lines.length - height);
	if (before === null || frame.cursor >= itemPositions(before).length - 1)
		return {...frame, cursor: Math.max(0, itemPositions(page).length - 1), top: last};
	return frameOnItem(frame, before, page, height);
}

/** The selected line stays where it is, whatever is added and dropped; once it is dropped itself, the first line is selected. */
function frameOnItem(frame: Frame, before: Page, page: Page, height: number): Frame {
	const items = itemPositions(page);
	const last = Math.max(0, page.lines.length - height);
	const oldLine = itemPositions(before)[frame.cursor] ?? 0;
	const selected = before.lines[oldLine]?.item;
	const itself = items.findIndex(at => page.lines[at]?.item === selected);
	// An event that happens again is the same one, with its new time and count.
	const kept =
		itself === -1 && selected?.same !== undefined ? items.findIndex(at => page.lines[at]?.item?.same === selected.same) : itself;
	if (kept === -1) return {...frame, cursor: 0, top: 0};
	const moved = (items[kept] ?? 0) - oldLine;
	const found = frame.found === undefined ? {} : {found: frame.found + moved};
	return {...frame, ...found, cursor: kept, top: Math.max(0, Math.min(frame.top + moved, last))};
}
