import {hasProcesses} from '../facts/lifecycle.js';
import type {OnDemand} from '../fleet/fleet-model.js';
import {entryOf} from '../pages/entries.js';
import type {Tab, View} from '../pages/view.js';
import {own} from '../terminal/safe-text.js';
import {troubleText} from '../terminal/unforeseen.js';
import type {ActionContext} from './action-context.js';
import type {State} from './state.js';

const asksOf: Partial<Record<Tab, readonly OnDemand[]>> = {
	processes: ['processes', 'execs'],
	// The image itself first: its history and system are kept with it.
	image: ['image', 'history', 'os', 'setuid', 'changes'],
};

/** Of what runs in it: a container that is stopped has none, and the engine answers with an error. */
const ofProcesses: ReadonlySet<OnDemand> = new Set(['processes', 'execs']);

/** Milliseconds: whoever steps through the tabs comes back sooner. */
const untilLeft = 500;

const openView = ({frames}: State): View | undefined => frames.at(-1)?.view;

/** Evidence that costs the engine something is asked for when its page is opened, once (architecture, law 6). */
export function askActions({store, services, toast}: ActionContext) {
	const {getState, setState} = store;
	const asked = new Set<string>();
	/** What was asked of a container holds until it starts again. */
	const keyOf = (id: string, what: OnDemand) => `${id}/${entryOf(getState(), id)?.assessed?.facts.startedAt ?? ''}/${what}`;
	const needsOf = (id: string, tab: Tab): readonly OnDemand[] => {
		const assessed = entryOf(getState(), id)?.assessed;
		const runs = assessed != null && hasProcesses(assessed.facts);
		return (asksOf[tab] ?? []).filter(what => runs || !ofProcesses.has(what));
	};

	const ask = async (id: string, what: OnDemand, wanted: AbortSignal) => {
		const key = `${id}/${what}`;
		asked.add(keyOf(id, what));
		setState({asking: new Set([...getState().asking, key])});
		try {
			await services.fleet.ask(id, what, wanted);
		} catch (error) {
			toast(troubleText('asking for more', error), true);
		} finally {
			if (wanted.aborted) asked.delete(keyOf(id, what));
			setState({asking: new Set([...getState().asking].filter(other => other !== key))});
		}
	};

	/** Until the page is left: an archive that nobody reads to its end holds the lock of its container, and `docker kill` waits for it. */
	const askInTurn = async (id: string, tab: Tab, wanted: readonly OnDemand[]) => {
		const page = new AbortController();
		let leaving: NodeJS.Timeout | undefined;
		const stop = store.subscribe(({frames}) => {
			if (frames.some(({view}) => view.kind === 'container' && view.id === id && view.tab === tab)) {
				clearTimeout(leaving);
				leaving = undefined;
			} else leaving ??= setTimeout(() => page.abort(), untilLeft);
		});
		for (const what of wanted) asked.add(keyOf(id, what));
		for (const what of wanted) {
			if (page.signal.aborted) asked.delete(keyOf(id, what));
			else await ask(id, what, page.signal);
		}
		stop();
		clearTimeout(leaving);
		// The page may be open again by now.
		if (page.signal.aborted) askForOpen();
	};

	/** What the open page needs and was not asked for yet; a container that has restarted is asked again. */
	const askForOpen = () => {
		const view = openView(getState());
		if (view?.kind !== 'container') return;
		const missing = needsOf(view.id, view.tab).filter(what => !asked.has(keyOf(view.id, what)));
		if (missing.length > 0) void askInTurn(view.id, view.tab, missing);
	};

	return {
		/** From here on evidence is asked for as pages are opened. Returns the way to stop. */
		askAsOpened: () =>
			store.subscribe((state, before) => {
				if (state.model !== before.model || openView(state) !== openView(before)) askForOpen();
			}),
		/** `r`: the evidence of the open page again, else the whole fleet. */
		async refresh() {
			if (getState().connectionProblem) return services.retry();
			const view = openView(getState());
			const wanted = view?.kind === 'container' && entryOf(getState(), view.id) ? needsOf(view.id, view.tab) : [];
			if (wanted.length > 0 && view?.kind === 'container') await askInTurn(view.id, view.tab, wanted);
			else {
				try {
					await services.fleet.refresh();
				} catch (error) {
					return toast(troubleText('asking for more', error), true);
				}
			}
			toast(own('refreshed'));
		},
	};
}
