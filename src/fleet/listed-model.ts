import type {ContainerRow} from '../answers/index.js';
import {entryOf, newRecord} from './container-record.js';
import type {FleetModel} from './fleet-model.js';

/** The fleet when its list has come and nothing else: what a fleet that loads shows first. */
export function listedModel(rows: readonly ContainerRow[]): FleetModel {
	const entries = rows.map(row => entryOf(newRecord(row.Id, row)));
	return {
		connection: {state: 'connected'},
		engine: null,
		host: null,
		images: new Map(),
		entries,
		verdicts: [],
		blindSpots: [],
		loading: {done: 0, total: entries.length, complete: false},
		settled: false,
	};
}
