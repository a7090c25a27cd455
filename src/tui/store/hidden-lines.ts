import {bodyHeight} from './geometry.js';
import {pageOf} from './page-of.js';
import type {State} from './state.js';

/** How many lines of the list, or of the open page, are scrolled out of sight on each side. */
export function hiddenLines(state: State): {readonly above: number; readonly below: number} {
	const page = pageOf(state);
	const above = page ? (state.frames.at(-1)?.top ?? 0) : state.top;
	const count = (page ?? state).lines.length;
	return {above, below: Math.max(0, count - above - bodyHeight(state))};
}
