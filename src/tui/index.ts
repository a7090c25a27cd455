export {badgeLegend} from './pages/badge-legend.js';
export {containerName, entryOf} from './pages/entries.js';
export {parseFilter} from './pages/filter-terms.js';
export {type KeyNames, namedCommands} from './pages/key-names.js';
export type {Item, Line, Table, TableLine, TextLine, Tone} from './pages/layout/page.js';
export {cellText, columnGap, type Layout, layOut, toneOfCell} from './pages/layout/table.js';
export type {EngineChoice, WorseThan} from './pages/page-state.js';
export type {RunningScan} from './pages/scan-results.js';
export {searchPattern, searchPieces} from './pages/search.js';
export {cutWords, pathWithin, shortestPath, whyLine} from './pages/triage.js';
export {type Tab, tabs, type View} from './pages/view.js';
export {age, lostWords} from './pages/words.js';
export {
	badgesOf,
	fleetColumns,
	type OptionalColumn,
	optionalColumns,
	type RowSource,
	rowSource,
	sortColumns,
} from './store/fleet-columns.js';
export {bodyHeight, listColumns, panelColumns, smallest, tooSmall} from './store/geometry.js';
export {hiddenLines} from './store/hidden-lines.js';
export {createHistory} from './store/history.js';
export {defaultPreferences, defaultViewSettings, type InitialView, listedState, nothingYet} from './store/initial-state.js';
export {whyNoMatch} from './store/no-match.js';
export {pageOf} from './store/page-of.js';
export {panelBorder, panelLines} from './store/panel-lines.js';
export {type ContainerLine, type FleetLine, type GroupLine, isLive} from './store/rows.js';
export {createScanService} from './store/scan-service.js';
export {searchPlace} from './store/search-actions.js';
export {selectedItem} from './store/selection.js';
export type {EarlierMoments, Services} from './store/services.js';
export {type Sort, sortInForce} from './store/sort.js';
export {
	type KeyOverrides,
	type Preferences,
	type State,
	type ViewSettings,
	viewSettingsOf,
} from './store/state.js';
export {switchableFleet} from './store/switchable-fleet.js';
export {type Actions, createTui, type Tui} from './store/tui.js';
