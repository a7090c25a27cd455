import type {FleetEntry} from '../fleet/fleet-model.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {type Item, itemPositions} from './page.js';
import type {State} from './state.js';

/** The id of the container that the screen is about: the open one, or the selected row; `null` where there is none. */
export function selectedContainer(state: State): string | null {
	const view = state.frames.at(-1)?.view;
	if (view && 'id' in view) return view.id;
	if (view?.kind === 'rule') return view.target;
	if (view?.kind !== 'fleet') return null;
	const line = state.lines[state.cursor];
	return line?.kind === 'container' ? line.key : null;
}

/** `null` once the container is gone. */
export function entryOf(state: Pick<State, 'model'>, id: string): FleetEntry | null {
	return state.model.entries.find(entry => entry.id === id) ?? null;
}

/** What a container is called, or was called when its page was opened. */
export function containerName(state: Pick<State, 'model' | 'gone'>, id: string): SafeText {
	return entryOf(state, id)?.name ?? state.gone.get(id) ?? sanitise(id.slice(0, 12));
}

/** What the selected line of the open page leads to. */
export function selectedItem({page, frames}: Pick<State, 'page' | 'frames'>): Item | null {
	const cursor = frames.at(-1)?.cursor ?? 0;
	return page?.lines[itemPositions(page)[cursor] ?? -1]?.item ?? null;
}
