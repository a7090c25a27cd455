import {everything, parseFilter} from '../pages/filter-terms.js';
import {itemPositions} from '../pages/layout/page.js';
import {troubleText} from '../terminal/unforeseen.js';
import type {ActionContext} from './action-context.js';
import type {HistoryService} from './history.js';
import {pageOf} from './page-of.js';
import type {State} from './state.js';

/** Lines before the end of the Events page at which older ones are read. */
const ahead = 100;

/** What happened on the engine: loaded after the fleet, shown by the Events page. */
export function historyActions({store, services, toast}: ActionContext, rearrangeByAlerts: () => void) {
	const {getState, setState} = store;
	let service: HistoryService | null = null;
	let isLoading = false;

	const load = async () => {
		const found = (await services.loadHistory?.()) ?? null;
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
	const isOpen = ({frames}: State) => frames.some(({view}) => view.kind === 'events');

	return {
		loadHistory() {
			if (isLoading) return;
			isLoading = true;
			load().catch((error: unknown) => toast(troubleText('reading what was recorded', error), true));
		},
		/** Reads on as the page is scrolled, and begins anew when it is left. Returns a function that stops this. */
		followEvents: () =>
			store.subscribe((state, before) => {
				if (!isOpen(state)) {
					if (isOpen(before)) setState({paused: null, eventFilter: everything});
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
		closeHistory: () => service?.close(),
	};
}
