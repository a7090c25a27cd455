import type {SafeText} from '../../base/index.js';
import type {FleetModel} from '../../judge/index.js';
import {noFilter} from '../pages/filter-terms.js';
import type {KeyNames} from '../pages/key-names.js';
import {allVulnerabilities} from '../pages/scan-filter.js';
import {frame} from '../pages/view.js';
import {optionalColumns} from './fleet-columns.js';
import {arrange} from './rows.js';
import type {Services} from './services.js';
import type {Preferences, State, ViewSettings} from './state.js';

export type InitialView = {
	readonly title: SafeText;
	readonly banner: SafeText | null;
	readonly context?: SafeText | null;
	/** Of the engine that was shown before this one. */
	readonly viewSettings?: ViewSettings | null;
	readonly preferences?: Preferences;
	readonly keyNames: KeyNames;
	readonly columns: number;
	readonly rows: number;
};

/** Services that a run may not have. */
type Offered = Pick<Services, 'policy' | 'loadScans' | 'loadHardener' | 'readLog'>;
const nothingOffered: Offered = {policy: null, loadScans: null, loadHardener: null, readLog: null};

export const defaultPreferences: Preferences = {keys: {}, columns: optionalColumns, readonly: null};

export const defaultViewSettings: ViewSettings = {
	filter: noFilter,
	sort: {column: 'risk', reversed: false},
	stopped: false,
	tree: false,
	wide: false,
	metersOn: false,
	mouse: false,
};

/** Before the engine has answered. */
export const nothingYet: FleetModel = {
	connection: {state: 'connecting'},
	engine: null,
	host: null,
	images: new Map(),
	entries: [],
	verdicts: [],
	hidden: {disabled: [], lowered: []},
	blindSpots: [],
	loading: {done: 0, total: 0, complete: false},
	settled: false,
};

/** @param now milliseconds since the epoch */
export function initialState(
	{title, banner, context = null, viewSettings = null, preferences = defaultPreferences, keyNames, columns, rows}: InitialView,
	{policy, loadScans, loadHardener, readLog}: Offered,
	now: number,
): State {
	return {
		model: nothingYet,
		clock: now,
		now,
		canScan: loadScans !== null,
		canHarden: loadHardener !== null,
		title,
		banner,
		context,
		connectionProblem: null,
		preferences,
		keyNames,
		size: {columns, rows},
		...(viewSettings ?? defaultViewSettings),
		lines: [],
		cursor: 0,
		top: 0,
		meant: null,
		panel: null,
		marks: new Set(),
		changed: new Set(),
		earlier: null,
		worse: new Map(),
		frames: [frame({kind: 'fleet'})],
		gone: new Map(),
		search: '',
		prompt: null,
		policy,
		offer: null,
		waiver: null,
		toasts: [],
		revealed: new Set(),
		asking: new Set(),
		events: [],
		history: null,
		usage: new Map(),
		recorded: null,
		paused: null,
		eventsHeld: false,
		eventFilter: noFilter,
		log: null,
		logEnds: new Map(),
		hasLogs: readLog !== null,
		engines: [],
		meters: new Map(),
		scans: null,
		scanRound: 0,
		scanFilter: allVulnerabilities,
		fix: null,
	};
}

/** When the containers are listed but none is judged: in the engine's order, as the list shows them until it is loaded. */
export function listedState(initialView: InitialView, model: FleetModel, now: number): State {
	const state = {...initialState(initialView, nothingOffered, now), model};
	return {...state, lines: arrange(model, {...state, sort: null}, state.meters)};
}
