import {troubleText} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import {noFilter, parseFilter} from '../pages/filter-terms.js';
import {itemPositions} from '../pages/layout/page.js';
import type {ActionContext} from './action-context.js';
import type {HistoryService} from './history.js';
import {pageOf} from './page-of.js';
import type {State} from './state.js';

/** Lines before the end of the Events page at which older ones are read. */
const ahead = 100;
/** Milliseconds between two looks at what is recorded of a container. */
const between = 2_000;

/** What happened on the engine: loaded after the fleet, shown by the Events page. */
export function historyActions({store, services, toast}: ActionContext, rearrangeByAlerts: () => void) {
	const {getState, setState} = store;
	let service: HistoryService | null = null;
	let isLoading = false;
	let isClosed = false;

	const load = async () => {
		const found = (await services.loadHistory?.()) ?? null;
		if (isClosed) return found?.close();
		service = found;
		if (found === null) return;
		const show = () => {
			const before = getState().history?.alerts;
			setState({history: found.view()});
			if (getState().history?.alerts !== before) rearrangeByAlerts();
		};
		found.subscribe(show);
		show();
	};
	/** The summary of the open Runtime tab is read when it is opened, and while it is from time to time. */
	const readRecorded = () => {
		const view = getState().frames.at(-1)?.view;
		if (service === null || view?.kind !== 'container' || view.tab !== 'runtime') return;
		const facts = entryOf(getState(), view.id)?.assessed?.facts;
		if (facts !== undefined) setState({recorded: {id: view.id, generation: service.generation(facts)}});
	};
	const isOpen = ({frames}: State) => frames.some(({view}) => view.kind === 'events');

	return {
		loadHistory() {
			if (isLoading) return;
			isLoading = true;
			load().catch((error: unknown) => toast(troubleText('reading what was recorded', error), true));
		},
		/** Returns a function that stops this. */
		readRecordedAsOpened() {
			const timer = setInterval(readRecorded, between).unref();
			const stop = store.subscribe((state, before) => {
				if (state.frames.at(-1)?.view !== before.frames.at(-1)?.view || (state.history !== null && before.history === null))
					readRecorded();
			});
			return () => {
				clearInterval(timer);
				stop();
			};
		},
		/** Reads on as the page is scrolled, and begins again when it is left. Returns a function that stops this. */
		followEvents: () =>
			store.subscribe((state, before) => {
				if (!isOpen(state)) {
					if (isOpen(before)) setState({paused: null, eventsHeld: false, eventFilter: noFilter});
					return;
				}
				const frame = state.frames.at(-1);
				if (frame?.view.kind !== 'events' || state.history?.older !== 'more') return;
				const page = pageOf(state);
				if (page !== null && itemPositions(page).length - frame.cursor < ahead) service?.older();
			}),
		/** Space: new rows do not move what is read. */
		togglePause() {
			const {paused, history, events} = getState();
			setState({paused: paused === null ? {history, events} : null});
		},
		filterEvents: (text: string) => setState({eventFilter: parseFilter(text)}),
		closeHistory() {
			isClosed = true;
			service?.close();
		},
	};
}
