import {compareByRisk, type FleetEntry, type FleetModel} from '../../judge/index.js';
import {comparing, type SortColumn, type SortedBy} from './fleet-columns.js';

export type Sort = {readonly column: SortColumn; readonly reversed: boolean};

/**
 * How the list is sorted now: `null`, the engine's own order, while a fleet loads, since grades arrive one by one, and sorting by them would
 * make every row jump.
 */
export const sortInForce = ({model, sort}: {model: Pick<FleetModel, 'loading'>; sort: Sort}): Sort | null =>
	model.loading.complete || sort.column !== 'risk' ? sort : null;

/** A new array; what is equal in the column is in the order of risk, in both directions. */
export function sortEntries(entries: readonly FleetEntry[], {column, reversed}: Sort, by: SortedBy): readonly FleetEntry[] {
	const compare = comparing(column, by);
	const direction = reversed ? -1 : 1;
	return entries.toSorted((a, b) => direction * compare(a, b) || compareByRisk(a.assessed, b.assessed));
}
