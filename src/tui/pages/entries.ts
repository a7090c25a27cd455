import {type SafeText, sanitise} from '../../base/index.js';
import type {FleetEntry} from '../../judge/index.js';
import type {PageState} from './page-state.js';

/** `null` once the container is gone. */
export function entryOf(state: Pick<PageState, 'model'>, id: string): FleetEntry | null {
	return state.model.entries.find(entry => entry.id === id) ?? null;
}

/** What a container is called, or was called when its page was opened. */
export function containerName(state: Pick<PageState, 'model' | 'gone'>, id: string): SafeText {
	return entryOf(state, id)?.name ?? state.gone.get(id) ?? sanitise(id.slice(0, 12));
}
