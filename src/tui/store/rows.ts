import {type SafeText, trusted} from '../../base/index.js';
import {compareByRisk, type FleetEntry, type FleetModel} from '../../judge/index.js';
import type {Filter} from '../pages/filter-terms.js';
import type {History} from '../pages/history.js';
import type {ScanResults} from '../pages/scan-results.js';
import {alertsOf} from './container-alerts.js';
import {matches} from './filter.js';
import type {Meter} from './meters.js';
import {type Sort, sortEntries} from './sort.js';

export type ContainerLine = {
	readonly kind: 'container';
	readonly key: string;
	readonly entry: FleetEntry;
	readonly indented: boolean;
};
/** A Compose project; its members follow. */
export type GroupLine = {
	readonly kind: 'group';
	readonly key: string;
	readonly name: SafeText;
	/** `''` for those without one. */
	readonly project: string;
	readonly count: number;
	/** The one with the worst grade, `null` while none is known. */
	readonly worst: FleetEntry | null;
};
export type FleetLine = ContainerLine | GroupLine;

/** `sort` is `null` for the engine's own order. */
export type Arrangement = {
	readonly filter: Filter;
	readonly sort: Sort | null;
	readonly stopped: boolean;
	readonly tree: boolean;
	/** Containers that are worse than at an earlier moment. */
	readonly worse: ReadonlyMap<string, unknown>;
	readonly history: History | null;
	readonly scans: Pick<ScanResults, 'counts'> | null;
};

/** States in which processes run, or will soon run again. */
const live = new Set(['running', 'paused', 'restarting']);
/** Whether the list shows it when stopped containers are hidden. */
export const isLive = (entry: FleetEntry): boolean => live.has(entry.state);

/** The lines of the list: filtered, sorted, grouped. Pure, and recomputed only when an input changes, not on every key. */
export function arrange(model: FleetModel, how: Arrangement, meters: ReadonlyMap<string, Meter>): readonly FleetLine[] {
	const {filter, worse, history, scans} = how;
	const shown = model.entries.filter(
		entry => (how.stopped || isLive(entry)) && matches(filter, entry, {worse, alerts: alertsOf(history, entry)}),
	);
	const sorted = how.sort ? sortEntries(shown, how.sort, {meters, history, scans}) : shown;
	return how.tree ? byProject(sorted) : sorted.map(entry => containerLine(entry, false));
}

const lines = new WeakMap<FleetEntry, {flat: ContainerLine; indented: ContainerLine}>();
/** The same object for the same entry: an unchanged row is not painted again. */
function containerLine(entry: FleetEntry, indented: boolean): ContainerLine {
	let both = lines.get(entry);
	if (!both) {
		const line = {kind: 'container', key: entry.id, entry} as const;
		both = {flat: {...line, indented: false}, indented: {...line, indented: true}};
		lines.set(entry, both);
	}
	return indented ? both.indented : both.flat;
}

const withoutProject = trusted('no Compose project');

/** Projects in the order of their first member, so the sort also orders the groups; containers without a project come last. */
function byProject(sorted: readonly FleetEntry[]): readonly FleetLine[] {
	const groups = new Map<SafeText, FleetEntry[]>();
	for (const entry of sorted) {
		const project = entry.assessed?.facts.compose?.project ?? withoutProject;
		groups.set(project, [...(groups.get(project) ?? []), entry]);
	}
	const rest = groups.get(withoutProject);
	groups.delete(withoutProject);
	if (rest) groups.set(withoutProject, rest);
	return [...groups].flatMap(([name, members]) => [
		groupLine(name, members),
		...members.map(entry => containerLine(entry, true)),
	]);
}

function groupLine(name: SafeText, members: readonly FleetEntry[]): GroupLine {
	const worst = members.filter(({assessed}) => assessed).toSorted((a, b) => compareByRisk(a.assessed, b.assessed))[0] ?? null;
	return {
		kind: 'group',
		key: `project:${name}`,
		name,
		project: name === withoutProject ? '' : name,
		count: members.length,
		worst,
	};
}
