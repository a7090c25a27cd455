import type {StoreApi} from 'zustand/vanilla';
import {type SafeText, safe} from '../../base/index.js';
import {containerName, entryOf} from '../pages/entries.js';
import {blank, heading, type Page, say, type TextLine} from '../pages/layout/page.js';
import {bodyHeight, hasPanel, panelColumns} from './geometry.js';
import {pageBeside} from './page-of.js';
import type {State} from './state.js';

/** Columns of the border of the panel, with the spaces around it. */
export const panelBorder = 3;
/** Milliseconds without a move: a key that comes just after the panel was painted would wait for Ink's next frame. */
const rest = 150;

/** The story of a container for the panel beside the list: what its overview says, as much as fits. Empty until it is judged. */
export function panelLines(state: State): readonly TextLine[] {
	const {panel: id} = state;
	if (id === null || !hasPanel(state) || entryOf(state, id)?.assessed == null) return none;
	// The same object, by which the page is kept.
	if (view?.id !== id) view = {kind: 'container', id, tab: 'overview'};
	const page = pageBeside(state, view, panelColumns(state) - panelBorder);
	const name = containerName(state, id);
	// The rows of the list, and the line of its headings.
	const height = bodyHeight(state) + 1;
	if (last?.page !== page || last.name !== name || last.height !== height) {
		const lines = [heading(` ${name}`), blank, ...page.lines].flatMap(one => (one.kind === 'text' ? [one] : []));
		last = {page, name, height, lines: cutOff(lines, height, state.keyNames.enter)};
	}
	return last.lines;
}

/** With a last line that says how many do not fit. */
function cutOff(lines: readonly TextLine[], height: number, key: SafeText): readonly TextLine[] {
	if (lines.length <= height) return lines;
	const hidden = lines.length - height + 1;
	return [...lines.slice(0, height - 1), {kind: 'text', spans: [say(safe`   ${hidden} more lines: ${key} opens it`, 'muted')]}];
}

/** The same lines until something in them changes: the panel is painted only then. */
let last: {
	readonly page: Page;
	readonly name: SafeText;
	readonly height: number;
	readonly lines: readonly TextLine[];
} | null = null;
let view: {readonly kind: 'container'; readonly id: string; readonly tab: 'overview'} | null = null;
const none: readonly TextLine[] = [];

/** Sets the container of the panel shortly after the selection. Returns a function that stops this. */
export function followSelection({getState, setState, subscribe}: StoreApi<State>): () => void {
	let timer: NodeJS.Timeout | null = null;
	const selected = ({lines, cursor}: State): string | null => {
		const line = lines[cursor];
		return line?.kind === 'group' ? (line.worst?.id ?? null) : (line?.key ?? null);
	};
	const set = () => {
		timer = null;
		const panel = selected(getState());
		if (panel !== getState().panel) setState({panel});
	};
	let followed: string | null = null;
	const stop = subscribe(state => {
		const now = selected(state);
		if (!hasPanel(state) || now === followed) return;
		followed = now;
		clearTimeout(timer ?? undefined);
		if (state.panel === null) set();
		else timer = setTimeout(set, rest).unref();
	});
	return () => {
		stop();
		if (timer !== null) clearTimeout(timer);
	};
}
