import {type SafeText, safe, trusted} from '../../base/index.js';
import type {FleetModel} from '../../judge/index.js';
import {entryOf} from '../pages/entries.js';
import {parseFilter} from '../pages/filter-terms.js';
import type {ActionContext} from './action-context.js';
import {clockOf} from './clock.js';
import {needOf, type SortColumn, sortColumns} from './fleet-columns.js';
import {bodyHeight, scrollTo} from './geometry.js';
import {arrange} from './rows.js';
import {membersOfSelected, selectedLine} from './selection.js';
import {sortInForce} from './sort.js';
import type {State} from './state.js';
import {worseIn} from './worse.js';

/** How long a changed row is marked. */
const changeShown = 2_000;

/** Milliseconds in which no one reacts to a row that has taken the place of another. */
const reaction = 300;

const selectedKey = ({lines, cursor}: State): string | undefined => lines[cursor]?.key;

/** What the list shows and in which order. */
export function fleetActions(context: ActionContext) {
	const {store, services, toast} = context;
	const {getState, setState} = store;

	const rearrange = rearranging(store);

	/** A key that is already on its way is for the row that was selected when it was pressed. */
	const keepMeaning = (meant: string) => {
		if (getState().meant !== null) return;
		setState({meant});
		setTimeout(() => setState({meant: null}), reaction).unref();
	};

	return {
		takeModel(model: FleetModel) {
			const now = services.now();
			const gone = goneFrom(getState(), model);
			const before = getState();
			const shown = before.lines[before.cursor]?.key;
			rearrange(
				{model, gone, now, clock: clockOf(model, now), changed: changedSince(model, now - changeShown)},
				!before.model.settled,
			);
			if (shown !== undefined && selectedKey(getState()) !== shown) keepMeaning(shown);
		},
		/** Marks what is worse than at an earlier moment. */
		compareWith(earlier: State['earlier']) {
			rearrange({earlier, worse: new Map()}, false);
		},
		/** Advances the clock: updates uptimes, and removes change marks that have expired. */
		tick() {
			const now = services.now();
			const {model} = getState();
			setState({now, clock: clockOf(model, now), changed: changedSince(model, now - changeShown)});
		},
		/** Columns and lines of the terminal. */
		resize(columns: number, rows: number) {
			rearrange({size: {columns, rows}});
		},
		setFilter(text: string) {
			const change = {filter: parseFilter(text), cursor: 0, top: 0};
			setState({cursor: 0, top: 0});
			rearrange(change);
		},
		/** Changes the filter and keeps the row selected, where it is still shown; `top` is the scroll offset to return to. */
		refilter(text: string, key: string | undefined, top = getState().top) {
			rearrange({filter: parseFilter(text)}, false);
			const {lines} = getState();
			const cursor = Math.max(
				0,
				lines.findIndex(line => line.key === key),
			);
			setState({meant: null, cursor, top: scrollTo(cursor, top, bodyHeight(getState()), lines.length)});
		},
		...sortActions(context, rearrange),
		toggleStopped() {
			rearrange({stopped: !getState().stopped});
			toast(trusted(getState().stopped ? 'stopped containers too' : 'running containers only'));
		},
		toggleTree() {
			rearrange({tree: !getState().tree});
		},
		toggleWide() {
			setState({wide: !getState().wide});
		},
		mark: () => markLine(store),
	};
}

type Rearrange = ReturnType<typeof rearranging>;

/** Changes the state and arranges the lines again; the selected line stays selected, unless the cursor is still at the top where it started and `atTop` keeps it there. */
function rearranging({getState, setState}: ActionContext['store']) {
	return (change: Partial<State>, atTop = true): void => {
		const wanted = {...getState(), ...change};
		const state = {...wanted, worse: worseIn(wanted)};
		const lines = arrange(state.model, {...state, sort: sortInForce(state)}, state.meters);
		const selected = selectedKey(getState());
		const kept = atTop && getState().cursor === 0 ? 0 : lines.findIndex(line => line.key === selected);
		const cursor = kept === -1 ? Math.max(0, Math.min(getState().cursor, lines.length - 1)) : kept;
		const top = scrollTo(cursor, getState().top, bodyHeight(state), lines.length);
		setState({...change, worse: state.worse, lines, cursor, top});
	};
}

/** The order of the list: chosen, or made again by news that it depends on. */
function sortActions({store, toast}: ActionContext, rearrange: Rearrange) {
	const {getState} = store;
	const sortBy = (column: SortColumn) => rearrange({sort: {column, reversed: false}});

	return {
		sortNext() {
			const {column} = getState().sort;
			const offered = sortColumns.filter(name => getState().metersOn || needOf(name) !== 'meters');
			const next = offered[(offered.indexOf(column) + 1) % offered.length] ?? 'risk';
			sortBy(next);
			toast(safe`sorted by ${trusted(next)}`);
		},
		sortBy,
		sortReversed() {
			const {column, reversed} = getState().sort;
			rearrange({sort: {column, reversed: !reversed}});
		},
		/** Arranges again after new alerts, if that depends on them. */
		rearrangeByAlerts() {
			const {sort, filter} = getState();
			const isNamed = filter.terms.some(({field}) => field === 'alert' || field === 'badge');
			if (needOf(sort.column) === 'alerts' || isNamed) rearrange({}, false);
		},
		/** Sorts again after new meter readings, if the order depends on them. */
		resort() {
			if (needOf(getState().sort.column) === 'meters') rearrange({}, false);
		},
		/** Sorts again after news of a scan, if the order depends on it. */
		resortByScans() {
			if (needOf(getState().sort.column) === 'scans') rearrange({}, false);
		},
	};
}

/** Marks the selected line, or each of its group, and moves to the next. */
function markLine({getState, setState}: ActionContext['store']): void {
	const {lines, marks} = getState();
	const line = selectedLine(getState());
	if (line === undefined) return;
	const members = line.kind === 'group' ? membersOfSelected(getState()) : [line.key];
	const others = new Set([...marks].filter(id => !members.includes(id)));
	const next = members.every(id => marks.has(id)) ? others : new Set([...marks, ...members]);
	const below = Math.min(lines.indexOf(line) + (line.kind === 'group' ? 0 : 1), lines.length - 1);
	setState({marks: next, cursor: below, top: scrollTo(below, getState().top, bodyHeight(getState()), lines.length)});
}

function changedSince(model: FleetModel, since: number): ReadonlySet<string> {
	return new Set(model.entries.filter(entry => entry.changedAt > since).map(entry => entry.id));
}

/** Names of the containers of open pages that are no longer in the new model. */
function goneFrom({frames, model: before, gone}: State, model: FleetModel): ReadonlyMap<string, SafeText> {
	const open = frames.flatMap(({view}) => ('id' in view ? [view.id] : []));
	return new Map(
		open.flatMap(id => {
			const name = entryOf({model: before}, id)?.name ?? gone.get(id);
			return entryOf({model}, id) === null && name !== undefined ? [[id, name] as const] : [];
		}),
	);
}
