import {compareText, type SafeText, sanitise, trusted} from '../../base/index.js';
import {compareByRisk, type FleetEntry, gradeWords, reachRank} from '../../judge/index.js';
import {scanSeverities} from '../../scan/index.js';
import type {AlertTally, History} from '../pages/history.js';
import type {ScanResults} from '../pages/scan-results.js';
import {age} from '../pages/words.js';
import {cpuWords, imageWords, memoryWords, reachable} from './cells.js';
import {alertsOf, alertWord, compareAlerts} from './container-alerts.js';
import type {Meter} from './meters.js';

/** What is known besides the entries. */
export type SortedBy = {
	readonly meters: ReadonlyMap<string, Meter>;
	readonly history: History | null;
	readonly scans: Pick<ScanResults, 'counts'> | null;
};

/** What the cells of a container are made of: values that compare, so that a row is painted again only when one of them has changed. */
export type RowSource = {
	readonly entry: FleetEntry;
	readonly up: SafeText;
	readonly tally: SafeText;
	readonly meter: Meter | undefined;
	readonly alerts: AlertTally | null;
};

/** The room that a row has, in columns of the terminal. */
export type Room = {
	readonly columns: number;
	readonly wide: boolean;
	readonly metersOn: boolean;
	/** What the columns before it leave free. */
	readonly free: number;
};

type Compare = (a: FleetEntry, b: FleetEntry) => number;

/** An order of the list; it puts first what needs attention. */
type Order = {
	readonly name: string;
	readonly compare: (by: SortedBy) => Compare;
	/** What it depends on besides the entries. */
	readonly needs?: 'meters' | 'scans' | 'alerts';
};

/** An order that the list shows. */
export type FleetColumn = Order & {
	readonly title: SafeText;
	/** 0 where it is hidden; depends only on the terminal, so that nothing jumps when data changes. */
	readonly width: (room: Room) => number;
	readonly align?: 'right';
	/** The user can do without it: the others are what the list is for. */
	readonly optional?: true;
	readonly cell: (row: RowSource) => SafeText;
};

/** Every column of the list and every order, left to right: what is painted, copied, sorted by and configured. */
const orders = [
	{
		name: 'risk',
		title: trusted('RISK'),
		width: () => 5,
		cell: ({entry: {assessed}}) => (assessed ? gradeWords(assessed.risk) : trusted('?')),
		compare: () => (a, b) => compareByRisk(a.assessed, b.assessed),
	},
	{
		name: 'name',
		title: trusted('NAME'),
		// Compose names are long: `monitoring-prometheus-1`.
		width: ({columns, wide}) => {
			if (columns < 80) return Math.min(24, Math.floor(columns / 3));
			if (wide) return Math.floor(columns / 3);
			return columns < 120 ? Math.min(24, 20 + Math.floor((columns - 80) / 8)) : 25 + share(columns);
		},
		cell: ({entry}) => entry.name,
		compare: () => (a, b) => compareText(a.name, b.name),
	},
	{
		name: 'badges',
		title: trusted('BADGES'),
		width: ({free}) => Math.max(4, free),
		cell: row =>
			sanitise(
				badgesOf(row)
					.map(({word}) => word)
					.join(' '),
			),
		compare: () => (a, b) => (b.assessed?.badges.length ?? -1) - (a.assessed?.badges.length ?? -1),
	},
	{
		name: 'alerts',
		needs: 'alerts',
		compare:
			({history}) =>
			(a, b) =>
				compareAlerts(alertsOf(history, a), alertsOf(history, b)),
	},
	{
		name: 'reach',
		title: trusted('REACHABLE'),
		// Meters, which were asked for, take priority over an address.
		width: ({columns, wide, metersOn}) => {
			if (wide || columns < 80) return 0;
			return columns < 120 ? (metersOn && columns < 100 ? 0 : 19) : 20 + share(columns);
		},
		optional: true,
		cell: ({entry}) => (entry.state === 'running' ? reachable(entry) : trusted(entry.state)),
		compare: () => (a, b) => reachRank(a.assessed) - reachRank(b.assessed),
	},
	{
		name: 'vulns',
		title: trusted('VULNS'),
		width: ({columns}) => (columns < 80 ? 0 : 8),
		optional: true,
		cell: ({tally}) => tally,
		needs: 'scans',
		compare: ({scans}) => byVulnerabilities(scans),
	},
	{
		name: 'cpu',
		title: trusted('CPU'),
		width: ({metersOn}) => (metersOn ? 6 : 0),
		align: 'right',
		cell: ({meter}) => cpuWords(meter),
		needs: 'meters',
		compare:
			({meters}) =>
			(a, b) =>
				(meters.get(b.id)?.cpu ?? -1) - (meters.get(a.id)?.cpu ?? -1),
	},
	{
		name: 'mem',
		title: trusted('MEM'),
		width: ({metersOn}) => (metersOn ? 6 : 0),
		align: 'right',
		cell: ({meter}) => memoryWords(meter),
		needs: 'meters',
		compare:
			({meters}) =>
			(a, b) =>
				(meters.get(b.id)?.memory ?? -1) - (meters.get(a.id)?.memory ?? -1),
	},
	{
		name: 'up',
		title: trusted('UP'),
		width: ({columns}) => (columns < 100 ? 0 : 4),
		align: 'right',
		optional: true,
		cell: ({up}) => up,
		compare: () => (a, b) => compareText(startedAt(b) ?? '', startedAt(a) ?? ''),
	},
	{
		name: 'image',
		title: trusted('IMAGE'),
		width: ({columns, wide, free}) => (wide || columns < 120 ? 0 : Math.max(12, Math.min(40, Math.floor(free * 0.3)))),
		optional: true,
		cell: ({entry}) => imageWords(entry.image),
		compare: () => (a, b) => compareText(a.image, b.image),
	},
	{name: 'state', compare: () => (a, b) => compareText(a.state, b.state)},
] as const satisfies readonly (Order | FleetColumn)[];

/** Of what a broad terminal has more than 120 columns, for a text that can use it. */
const share = (columns: number): number => Math.floor((columns - 120) * 0.15);

type Row = (typeof orders)[number];
export type SortColumn = Row['name'];
export type ColumnName = Extract<Row, {title: SafeText}>['name'];
export type OptionalColumn = Extract<Row, {optional: true}>['name'];

export const fleetColumns: readonly (FleetColumn & {readonly name: ColumnName})[] = orders.filter(order => 'title' in order);
export const optionalColumns: readonly OptionalColumn[] = orders.flatMap(order => ('optional' in order ? order.name : []));
export const sortColumns: readonly SortColumn[] = orders.map(({name}) => name);

const orderOf = (column: SortColumn): Order => orders.find(({name}) => name === column) ?? orders[0];

/** Columns that need the meters exist only while these run. */
export const needOf = (column: SortColumn): Order['needs'] => orderOf(column).needs;
export const comparing = (column: SortColumn, by: SortedBy): Compare => orderOf(column).compare(by);

/** What is known of a container's row now. */
export const rowSource = (
	entry: FleetEntry,
	{
		meters,
		clock,
		scans,
		history,
	}: Pick<SortedBy, 'meters' | 'history'> & {readonly clock: number; readonly scans: Pick<ScanResults, 'tally'> | null},
): RowSource => ({
	entry,
	up: entry.state === 'running' ? age(startedAt(entry), clock) : trusted('–'),
	tally: scans && entry.assessed ? scans.tally(entry.assessed.facts.imageId) : trusted('?'),
	meter: meters.get(entry.id),
	alerts: alertsOf(history, entry),
});

/** Alerts come first. */
export const badgesOf = ({entry, alerts}: Pick<RowSource, 'entry' | 'alerts'>) => [
	...(alerts === null ? [] : [{word: alertWord(alerts), severity: alerts.severity}]),
	...(entry.assessed?.badges ?? []),
];

const startedAt = ({assessed}: FleetEntry) => assessed?.facts.startedAt ?? null;

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
