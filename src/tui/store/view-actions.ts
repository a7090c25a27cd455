import {trusted} from '../../base/index.js';
import {frame, type Tab, tabs, type View} from '../pages/view.js';
import type {ActionContext} from './action-context.js';
import {pageOf} from './page-of.js';
import {selectedContainer, selectedItem, selectedLine} from './selection.js';

type FilterPart = {
	readonly setFilter: (text: string) => void;
	readonly refilter: (text: string, key: string | undefined) => void;
};

/** Opens and closes pages: a stack, from which Esc removes the top one. */
export function viewActions(context: ActionContext, {setFilter, refilter}: FilterPart) {
	const {store, services, toast} = context;
	const {getState, setState} = store;

	const {open, toggle, replace, back} = pageStack(store, refilter);
	const {showTab, stepTab} = tabStrip(store, replace);
	const onSelected = (go: (id: string) => void) => {
		const id = selectedContainer(getState());
		if (id === null) toast(trusted('select a container first'));
		else go(id);
	};

	return {
		open,
		back,
		/** Enter: opens the selected container, or the target of the selected line. */
		enter() {
			const state = getState();
			if (pageOf(state) === null) {
				const line = selectedLine(state);
				if (line?.kind === 'container') open({kind: 'container', id: line.key, tab: 'overview'});
				if (line?.kind === 'group') setFilter(`proj:"${line.project}"`);
				return;
			}
			const item = selectedItem(state);
			if (item?.open) {
				if (state.frames.at(-1)?.view.kind === 'events') setState({eventsHeld: true});
				open(item.open);
			}
			if (item?.engine !== undefined) services.openEngine(item.engine);
		},
		tabByNumber(number: number) {
			const tab = tabs[number - 1];
			if (tab) showTab(tab);
		},
		showTab,
		nextTab: () => stepTab(1),
		previousTab: () => stepTab(-1),
		openHost: () => toggle({kind: 'host'}),
		openRules: () => toggle({kind: 'rules'}),
		openEscapes: () => toggle({kind: 'escapes'}),
		openNetwork: () => toggle({kind: 'network'}),
		openEvents: () => toggle({kind: 'events'}),
		openPolicy: () => toggle({kind: 'policy'}),
		openRaw: () => onSelected(id => openOrShow(id, 'raw')),
		openVulnerabilities: () => onSelected(id => openOrShow(id, 'vulns')),
		openLogs: () => onSelected(id => openOrShow(id, 'logs')),
		/** Shows the value of one variable, until another is chosen or the page is left. */
		reveal() {
			const item = selectedItem(getState());
			if (item?.reveal === undefined) {
				toast(trusted('nothing to reveal here: choose a masked variable on the Env tab'));
				return;
			}
			const shown = getState().revealed.has(item.reveal);
			setState({revealed: shown ? new Set() : new Set([item.reveal])});
		},
		/** The next or previous container of the list, with the same tab. */
		stepContainer(by: number) {
			const {frames, lines} = getState();
			const view = frames.at(-1)?.view;
			if (view?.kind !== 'container') return;
			const containers = lines.filter(line => line.kind === 'container');
			const next = containers[containers.findIndex(line => line.key === view.id) + by];
			if (!next) return;
			setState({cursor: lines.indexOf(next), revealed: new Set()});
			replace({...view, id: next.key});
		},
	};

	function openOrShow(id: string, tab: Tab) {
		const view = getState().frames.at(-1)?.view;
		if (view?.kind === 'container' && view.id === id) showTab(tab);
		else open({kind: 'container', id, tab});
	}
}

/** The open pages, of which Esc removes the top one. */
function pageStack({getState, setState}: ActionContext['store'], refilter: FilterPart['refilter']) {
	const open = (view: View) => {
		setState({frames: [...getState().frames, frame(view)]});
	};
	/** A page that is already open is not opened a second time. */
	const toggle = (view: View) => {
		if (getState().frames.at(-1)?.view.kind === view.kind) back();
		else open(view);
	};
	const replace = (view: View) => {
		setState({frames: [...getState().frames.slice(0, -1), frame(view)]});
	};
	const back = () => {
		const {frames, toasts, filter} = getState();
		if (toasts.some(toast => toast.error)) setState({toasts: []});
		else if (frames.length > 1) {
			setState({frames: frames.slice(0, -1), revealed: new Set(), ...(frames.length === 2 ? {search: ''} : {})});
		} else if (filter.text !== '') refilter('', selectedLine(getState())?.key);
	};
	return {open, toggle, replace, back};
}

/** The tabs of a container. */
function tabStrip({getState, setState}: ActionContext['store'], replace: (view: View) => void) {
	const showTab = (tab: Tab) => {
		const view = getState().frames.at(-1)?.view;
		if (view?.kind !== 'container' || view.tab === tab) return;
		setState({revealed: new Set()});
		replace({...view, tab});
	};
	const stepTab = (by: number) => {
		const view = getState().frames.at(-1)?.view;
		if (view?.kind !== 'container') return;
		const next = tabs[(tabs.indexOf(view.tab) + by + tabs.length) % tabs.length];
		if (next) showTab(next);
	};
	return {showTab, stepTab};
}
