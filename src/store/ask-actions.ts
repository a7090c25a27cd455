import type {OnDemand} from '../fleet/fleet-model.js';
import {errorText} from '../terminal/error-text.js';
import {own} from '../terminal/safe-text.js';
import type {Inspector} from './inspector.js';
import {entryOf} from './selection.js';
import type {Tab} from './view.js';

const asksOf: Partial<Record<Tab, readonly OnDemand[]>> = {
	processes: ['processes', 'execs'],
	// The image itself first: its history and system are kept with it.
	image: ['image', 'history', 'os', 'setuid', 'changes'],
};

/** Evidence that costs the engine something is asked for when its page is opened, once (architecture, law 6). */
export function askActions({store, services, refreshPage, toast}: Inspector) {
	const {getState, setState} = store;
	const asked = new Set<string>();

	const ask = async (id: string, what: OnDemand) => {
		const key = `${id}/${what}`;
		asked.add(key);
		setState({asking: new Set([...getState().asking, key])});
		refreshPage();
		try {
			await services.fleet.ask(id, what);
		} catch (error) {
			toast(errorText(error), true);
		} finally {
			setState({asking: new Set([...getState().asking].filter(other => other !== key))});
			refreshPage();
		}
	};

	const askInTurn = async (id: string, wanted: readonly OnDemand[]) => {
		for (const what of wanted) asked.add(`${id}/${what}`);
		for (const what of wanted) await ask(id, what);
	};

	return {
		/** What a tab needs and nobody has asked for yet. */
		askFor(id: string, tab: Tab) {
			void askInTurn(
				id,
				(asksOf[tab] ?? []).filter(what => !asked.has(`${id}/${what}`)),
			);
		},
		/** `r`: the open page's evidence anew, else the whole fleet. */
		async refresh() {
			if (getState().trouble) return services.retry();
			const view = getState().frames.at(-1)?.view;
			const wanted = view?.kind === 'container' && entryOf(getState(), view.id) ? (asksOf[view.tab] ?? []) : [];
			if (wanted.length > 0 && view?.kind === 'container') await askInTurn(view.id, wanted);
			else {
				try {
					await services.fleet.refresh();
				} catch (error) {
					return toast(errorText(error), true);
				}
			}
			toast(own('read again'));
		},
	};
}
