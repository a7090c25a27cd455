import {entryOf} from '../pages/entries.js';
import {hasPanel} from './geometry.js';
import {selectedContainer} from './selection.js';
import type {State} from './state.js';

/** The container whose log the screen shows: the whole of it on the Logs tab, its end on an overview. `null` for none. */
export function logWanted(state: State, how: 'whole' | 'end'): string | null {
	const view = state.frames.at(-1)?.view;
	const tab = how === 'whole' ? 'logs' : 'overview';
	const isShown = view?.kind === 'container' ? view.tab === tab : how === 'end' && view?.kind === 'fleet' && hasPanel(state);
	const id = isShown ? selectedContainer(state) : null;
	return id !== null && entryOf(state, id)?.assessed ? id : null;
}
