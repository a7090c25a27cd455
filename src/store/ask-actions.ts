import {hasProcesses} from '../facts/lifecycle.js';
import type {OnDemand} from '../fleet/fleet-model.js';
import {own} from '../terminal/safe-text.js';
import {troubleText} from '../terminal/unforeseen.js';
import type {Inspector} from './inspector.js';
import {entryOf} from './selection.js';
import type {Tab} from './view.js';

const asksOf: Partial<Record<Tab, readonly OnDemand[]>> = {
	processes: ['processes', 'execs'],
	// The image itself first: its history and system are kept with it.
	image: ['image', 'history', 'os', 'setuid', 'changes'],
};

/** Of what runs in it: a container that is stopped has none, and the engine answers with an error. */
const ofProcesses: ReadonlySet<OnDemand> = new Set(['processes', 'execs']);

/** Milliseconds: whoever steps through the tabs comes back sooner. */
const untilLeft = 500;

/** Evidence that costs the engine something is asked for when its page is opened, once (architecture, law 6). */
export function askActions({store, services, refreshPage, toast}: Inspector) {
	const {getState, setState} = store;
	const asked = new Set<string>();
	/** What was asked of a container holds until it starts anew. */
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
		refreshPage();
		try {
			await services.fleet.ask(id, what, wanted);
		} catch (error) {
			toast(troubleText('asking for more', error), true);
		} finally {
			if (wanted.aborted) asked.delete(keyOf(id, what));
			setState({asking: new Set([...getState().asking].filter(other => other !== key))});
			refreshPage();
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
	};

	/** What a tab needs and nobody has asked for yet. */
	const askFor = (id: string, tab: Tab) => {
		void askInTurn(
			id,
			tab,
			needsOf(id, tab).filter(what => !asked.has(keyOf(id, what))),
		);
	};

	return {
		askFor,
		/** The container of the open page may have started anew, and its answers with it. */
		askForOpen() {
			const view = getState().frames.at(-1)?.view;
			if (view?.kind === 'container' && entryOf(getState(), view.id)?.assessed) askFor(view.id, view.tab);
		},
		/** `r`: the open page's evidence anew, else the whole fleet. */
		async refresh() {
			if (getState().trouble) return services.retry();
			const view = getState().frames.at(-1)?.view;
			const wanted = view?.kind === 'container' && entryOf(getState(), view.id) ? needsOf(view.id, view.tab) : [];
			if (wanted.length > 0 && view?.kind === 'container') await askInTurn(view.id, view.tab, wanted);
			else {
				try {
					await services.fleet.refresh();
				} catch (error) {
					return toast(troubleText('asking for more', error), true);
				}
			}
			toast(own('read again'));
		},
	};
}
