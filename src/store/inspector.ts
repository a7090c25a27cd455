import {createStore, type StoreApi} from 'zustand/vanilla';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import {askActions} from './ask-actions.js';
import {copyActions} from './copy-actions.js';
import {engineActions} from './engine-actions.js';
import {eventActions} from './event-actions.js';
import {fixActions} from './fix-actions.js';
import {fleetActions} from './fleet-actions.js';
import {type Beginning, initialState} from './initial-state.js';
import {meterActions} from './meter-actions.js';
import {moveActions} from './move-actions.js';
import {pageRefresher} from './pages/index.js';
import {promptActions} from './prompt-actions.js';
import {rehearsalActions} from './rehearsal-actions.js';
import {scanActions} from './scan-actions.js';
import type {Services} from './services.js';
import type {State} from './state.js';
import {toaster} from './toasts.js';
import {viewActions} from './view-actions.js';
import {waiverActions} from './waiver-actions.js';

/** What every group of actions works with. */
export type Inspector = {
	readonly store: StoreApi<State>;
	readonly services: Services;
	/** Makes the lines of the page that is open anew; its place stays. */
	readonly refreshPage: () => void;
	readonly toast: (text: SafeText, error?: boolean) => void;
};

export type Actions = ReturnType<typeof actionsOf>;
export type RunningInspector = {readonly store: StoreApi<State>; readonly actions: Actions; readonly close: () => void};

/** Milliseconds after the last grade. */
const afterFirstFrames = 300;

/** The whole state of the inspector with everything that can be done to it; knows nothing of terminals or React. */
export function createInspector(services: Services, beginning: Beginning): RunningInspector {
	const store = createStore<State>()(() => initialState(beginning, services.policy, services.now()));
	const inspector: Inspector = {store, services, refreshPage: pageRefresher(store, services), toast: toaster(store)};
	const actions = actionsOf(inspector);
	const stop = actions.follow();
	if (store.getState().metersOn) actions.startMeters();
	// Tallies of earlier scans belong to the list, but neither its grades nor the first key may wait for what reads them.
	let scansSoon: NodeJS.Timeout | undefined;
	const stopWaiting = store.subscribe(({model}) => {
		if (!model.loading.complete) return;
		stopWaiting();
		scansSoon = setTimeout(() => void actions.loadScans(), afterFirstFrames).unref();
	});
	return {
		store,
		actions,
		close() {
			stop();
			stopWaiting();
			clearTimeout(scansSoon);
			store.getState().scans?.cancel();
			actions.stopMeters();
		},
	};
}

function actionsOf(inspector: Inspector) {
	const fleet = fleetActions(inspector);
	const asking = askActions(inspector);
	const rehearsal = rehearsalActions(inspector);
	const scans = scanActions(inspector, rehearsal.cancelRehearsal);
	const views = viewActions(inspector, {
		setFilter: fleet.setFilter,
		askFor(id, tab) {
			asking.askFor(id, tab);
			if (tab === 'vulns') void scans.loadScans();
		},
	});
	return {
		...fleet,
		...views,
		...moveActions(inspector),
		...promptActions(inspector, fleet.setFilter),
		...copyActions(inspector, views.open),
		...asking,
		...meterActions(inspector, fleet),
		...eventActions(inspector, fleet, asking.askForOpen),
		...engineActions(inspector, views.open),
		...fixActions(inspector),
		...rehearsal,
		...waiverActions(inspector),
		...scans,
		/** Shows what nobody foresaw, until Esc. */
		stopped: (what: string, error: unknown) => inspector.toast(sanitise(noteUnforeseen(what, error)), true),
	};
}
