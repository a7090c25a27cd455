import {createStore, type StoreApi} from 'zustand/vanilla';
import {noteUnforeseen, sanitise} from '../../base/index.js';
import type {ActionContext} from './action-context.js';
import {askActions} from './ask-actions.js';
import {baselineActions} from './baseline-actions.js';
import {copyActions} from './copy-actions.js';
import {engineActions} from './engine-actions.js';
import {eventActions} from './event-actions.js';
import {fixActions} from './fix-actions.js';
import {fleetActions} from './fleet-actions.js';
import {followPage} from './follow-page.js';
import {freezeActions} from './freeze-actions.js';
import {historyActions} from './history-actions.js';
import {type InitialView, initialState} from './initial-state.js';
import {logActions} from './log-actions.js';
import {meterActions} from './meter-actions.js';
import {moveActions} from './move-actions.js';
import {observationActions} from './observation-actions.js';
import {followSelection} from './panel-lines.js';
import {promptActions} from './prompt-actions.js';
import {rehearsalActions} from './rehearsal-actions.js';
import {scanActions} from './scan-actions.js';
import {searchActions} from './search-actions.js';
import type {Services} from './services.js';
import type {State} from './state.js';
import {terminalActions} from './terminal-actions.js';
import {toaster} from './toasts.js';
import {viewActions} from './view-actions.js';
import {waiverActions} from './waiver-actions.js';

export type Actions = ReturnType<typeof actionsOf>;
export type Tui = {readonly store: StoreApi<State>; readonly actions: Actions; readonly close: () => void};

/** Milliseconds after the last grade. */
const afterFirstFrames = 300;

/** The whole state of the TUI and all actions on it; independent of terminals and React. */
export function createTui(services: Services, initialView: InitialView): Tui {
	const store = createStore<State>()(() => initialState(initialView, services, services.now()));
	const context: ActionContext = {store, services, toast: toaster(store)};
	const actions = actionsOf(context);
	const stops = [
		followPage(store),
		followSelection(store),
		actions.askAsOpened(),
		actions.loadScansAsOpened(),
		actions.readLogsAsOpened(),
		actions.follow(),
		actions.compareAsLoaded(),
		actions.followEvents(),
		actions.readRecordedAsOpened(),
		actions.measureAsOpened(),
	];
	if (store.getState().metersOn) actions.startMeters();
	// Tallies of earlier scans are part of the list, but reading them must not delay the grades or the first key.
	let scansSoon: NodeJS.Timeout | undefined;
	const stopWaiting = store.subscribe(({model}) => {
		if (!model.loading.complete) return;
		stopWaiting();
		scansSoon = setTimeout(() => {
			void actions.loadScans();
			actions.loadHistory();
		}, afterFirstFrames).unref();
	});
	return {
		store,
		actions,
		close() {
			for (const stop of stops) stop();
			stopWaiting();
			clearTimeout(scansSoon);
			store.getState().scans?.close();
			actions.stopMeters();
			actions.closeHistory();
			actions.cancelFreeze();
		},
	};
}

function actionsOf(context: ActionContext) {
	const fleet = fleetActions(context);
	const observation = observationActions(context);
	const rehearsal = rehearsalActions(context, observation.isObserving);
	const freezing = freezeActions(context);
	const scans = scanActions(
		context,
		fleet.resortByScans,
		() => rehearsal.cancelRehearsal() || observation.endObservation() || freezing.cancelFreeze(),
	);
	const history = historyActions(context, fleet.rearrangeByAlerts);
	const views = viewActions(context, fleet);
	const searching = searchActions(context);
	return {
		...fleet,
		...baselineActions(context, fleet),
		...views,
		...terminalActions(context),
		...moveActions(context),
		...searching,
		...promptActions(context, {...fleet, filterEvents: history.filterEvents}, searching),
		...copyActions(context, views.open),
		...askActions(context),
		...meterActions(context, fleet),
		...logActions(context),
		...eventActions(context, fleet),
		...history,
		...engineActions(context, views.open),
		...fixActions(context),
		...rehearsal,
		...observation,
		...waiverActions(context),
		...freezing,
		...scans,
		/** Shows an unexpected error until Esc. */
		stopped: (what: string, error: unknown) => context.toast(sanitise(noteUnforeseen(what, error)), true),
	};
}
