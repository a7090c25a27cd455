import type {StoreApi} from 'zustand/vanilla';
import {itemPositions, type Page} from '../pages/layout/page.js';
import type {Frame} from '../pages/view.js';
import {bodyHeight, scrollTo} from './geometry.js';
import {pageOf} from './page-of.js';
import type {State} from './state.js';

/** Keeps the selected line of the open page visible when its content changes. Returns a function that stops this. */
export function followPage({getState, setState, subscribe}: StoreApi<State>): () => void {
	let shown = pageOf(getState());
	return subscribe(state => {
		const page = pageOf(state);
		if (page === shown) return;
		shown = page;
		const current = state.frames.at(-1);
		if (page === null || current === undefined) return;
		const placed = placedFrame(current, page, bodyHeight(state));
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
