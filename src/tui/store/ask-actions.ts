import {hasProcesses, troubleText, trusted} from '../../base/index.js';
import {gradeNotice, type OnDemand} from '../../judge/index.js';
import {entryOf} from '../pages/entries.js';
import type {Tab, View} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import type {State} from './state.js';

const asksOf: Partial<Record<Tab, readonly OnDemand[]>> = {
	// Accounts for the names of users, which on the host are others.
	processes: ['processes', 'execs', 'accounts'],
	// The image first: its history and operating system are stored with it.
	caps: ['programs'],
	image: ['image', 'history', 'os', 'setuid', 'changes'],
};

/** What changes while a container runs: refreshing asks again for what was asked before. */
const changing: readonly OnDemand[] = ['processes', 'execs', 'changes'];

/** About processes: the engine answers with an error for a stopped container, and no user is to be named. */
const ofProcesses: ReadonlySet<OnDemand> = new Set(['processes', 'execs', 'accounts', 'programs']);

/** Milliseconds: someone who steps through the tabs comes back sooner. */
const untilLeft = 500;

const openView = ({frames}: State): View | undefined => frames.at(-1)?.view;

/** Evidence that costs the engine something is fetched once, when its page is opened (architecture, law 6). */
export function askActions(context: ActionContext) {
	const {store, services, toast} = context;
	const {getState} = store;
	const {ask, asked, keyOf} = asking(context);
	const needsOf = (id: string, tab: Tab): readonly OnDemand[] => {
		const assessed = entryOf(getState(), id)?.assessed;
		const runs = assessed != null && hasProcesses(assessed.facts);
		return (asksOf[tab] ?? []).filter(what => runs || !ofProcesses.has(what));
	};

	/** Aborted when the page is left: an unread archive stream holds the container's lock, and `docker kill` waits for it. */
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
		// The page may have been reopened by now.
		if (page.signal.aborted) askForOpen();
	};

	/** Whatever was asked of a container before, and may have changed without an event. */
	const askChanging = async () => {
		for (const key of [...asked]) {
			const id = key.slice(0, key.indexOf('/'));
			const what = changing.find(one => key === keyOf(id, one));
			const assessed = entryOf(getState(), id)?.assessed;
			if (what && assessed && (hasProcesses(assessed.facts) || !ofProcesses.has(what))) await services.fleet.ask(id, what);
		}
	};

	/** Fetches what the open page needs and has not requested yet; a container that has restarted is queried again. */
	const askForOpen = () => {
		const view = openView(getState());
		if (view?.kind !== 'container') return;
		const missing = needsOf(view.id, view.tab).filter(what => !asked.has(keyOf(view.id, what)));
		if (missing.length > 0) void askInTurn(view.id, view.tab, missing);
	};

	return {
		/** From now on evidence is fetched as pages are opened. Returns a function that stops this. */
		askAsOpened: () =>
			store.subscribe((state, before) => {
				if (state.model !== before.model || openView(state) !== openView(before)) askForOpen();
			}),
		/** `r`: lists and inspects again, and asks again for the evidence of the open page and for what was asked of others and may have changed. */
		async refresh() {
			if (getState().connectionProblem) return services.retry();
			const view = openView(getState());
			try {
				await services.fleet.refresh();
				if (view?.kind === 'container' && entryOf(getState(), view.id))
					await askInTurn(view.id, view.tab, needsOf(view.id, view.tab));
				await askChanging();
			} catch (error) {
				return toast(troubleText('asking for more', error), true);
			}
			toast(trusted('refreshed'));
		},
	};
}

/** Single questions, and which have been asked. */
function asking({store: {getState, setState}, services, toast}: ActionContext) {
	const asked = new Set<string>();
	/** What was fetched for a container is valid until it restarts. */
	const keyOf = (id: string, what: OnDemand) => `${id}/${entryOf(getState(), id)?.assessed?.facts.startedAt ?? ''}/${what}`;
	const ask = async (id: string, what: OnDemand, wanted: AbortSignal) => {
		const key = `${id}/${what}`;
		asked.add(keyOf(id, what));
		const before = entryOf(getState(), id)?.assessed ?? null;
		setState({asking: new Set([...getState().asking, key])});
		try {
			await services.fleet.ask(id, what, wanted);
			const notice = gradeNotice(before, entryOf({model: services.fleet.model()}, id)?.assessed ?? null);
			if (notice !== null) toast(notice);
		} catch (error) {
			toast(troubleText('asking for more', error), true);
		} finally {
			if (wanted.aborted) asked.delete(keyOf(id, what));
			setState({asking: new Set([...getState().asking].filter(other => other !== key))});
		}
	};
	return {ask, asked, keyOf};
}
