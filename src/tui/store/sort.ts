import {compareText} from '../../base/index.js';
import {compareByRisk, type FleetEntry, type FleetModel, reachRank} from '../../judge/index.js';
import {scanSeverities} from '../../scan/index.js';
import type {History} from '../pages/history.js';
import type {ScanResults} from '../pages/scan-results.js';
import {alertsOf, compareAlerts} from './container-alerts.js';
import type {Meter} from './meters.js';

export const sortColumns = ['risk', 'name', 'badges', 'alerts', 'reach', 'vulns', 'cpu', 'mem', 'up', 'image', 'state'] as const;
export type SortColumn = (typeof sortColumns)[number];
/** Columns that exist only while the meters run. */
export const needsMeters = (column: SortColumn): boolean => column === 'cpu' || column === 'mem';
export type Sort = {readonly column: SortColumn; readonly reversed: boolean};

/**
 * How the list is sorted now: `null`, the engine's own order, while a fleet loads, since grades arrive one by one, and sorting by them would
 * make every row jump.
 */
export const sortInForce = ({model, sort}: {model: Pick<FleetModel, 'loading'>; sort: Sort}): Sort | null =>
	model.loading.complete || sort.column !== 'risk' ? sort : null;

/** What is known besides the entries. */
export type SortedBy = {
	readonly meters: ReadonlyMap<string, Meter>;
	readonly history: History | null;
	readonly scans: Pick<ScanResults, 'counts'> | null;
};

type Compare = (a: FleetEntry, b: FleetEntry) => number;

const byName: Compare = (a, b) => compareText(a.name, b.name);

const startedAt = (entry: FleetEntry): string => entry.assessed?.facts.startedAt ?? '';

/** The most of the worst severity first, then of the next; those of images that no scan has judged come last. */
function byVulnerabilities(scans: SortedBy['scans']): Compare {
	const countsOf = ({assessed}: FleetEntry) => (assessed === null ? null : (scans?.counts(assessed.facts.imageId) ?? null));
	return (a, b) => {
		const [ofA, ofB] = [countsOf(a), countsOf(b)];
		if (ofA === null || ofB === null) return Number(ofA === null) - Number(ofB === null);
		const differing = scanSeverities.find(severity => ofA[severity] !== ofB[severity]);
		return differing === undefined ? 0 : ofB[differing] - ofA[differing];
	};
}

/** Each column sorts what needs attention first. */
function comparing(column: SortColumn, {meters, history, scans}: SortedBy): Compare {
	switch (column) {
		case 'risk':
			return (a, b) => compareByRisk(a.assessed, b.assessed);
		case 'name':
			return byName;
		case 'badges':
			return (a, b) => (b.assessed?.badges.length ?? -1) - (a.assessed?.badges.length ?? -1);
		case 'alerts':
			return (a, b) => compareAlerts(alertsOf(history, a), alertsOf(history, b));
		case 'reach':
			return (a, b) => reachRank(a.assessed) - reachRank(b.assessed);
		case 'vulns':
			return byVulnerabilities(scans);
		case 'cpu':
			return (a, b) => (meters.get(b.id)?.cpu ?? -1) - (meters.get(a.id)?.cpu ?? -1);
		case 'mem':
			return (a, b) => (meters.get(b.id)?.memory ?? -1) - (meters.get(a.id)?.memory ?? -1);
		case 'up':
			return (a, b) => compareText(startedAt(b), startedAt(a));
		case 'image':
			return (a, b) => compareText(a.image, b.image);
		case 'state':
			return (a, b) => compareText(a.state, b.state);
	}
}

/** A new array; what is equal in the column is in the order of risk, in both directions. */
export function sortEntries(entries: readonly FleetEntry[], {column, reversed}: Sort, by: SortedBy): readonly FleetEntry[] {
	const compare = comparing(column, by);
	const direction = reversed ? -1 : 1;
	return entries.toSorted((a, b) => direction * compare(a, b) || compareByRisk(a.assessed, b.assessed));
}
