import {counted, jsonText, type SafeText, safe, trusted} from '../../base/index.js';
import type {FleetModel} from '../inventory/fleet-model.js';
import {type Closer, closersForAll, closersOf, updateFor} from './closers.js';
import {type EscapeEntry, escapeTable, worstEntryFirst} from './escape-table.js';
import {type Exposure, exposuresOf, hostExposure} from './exposure.js';
import type {Exposed} from './need-of.js';

type Answer = Pick<Exposure, 'state' | 'why'>;
type Named = Answer & {readonly container: SafeText};

/** One entry against a fleet. */
export type EntryReport = {
	readonly entry: EscapeEntry;
	/** Where no container has to start it. */
	readonly host: Answer;
	readonly containers: readonly Named[];
	/** Changes of which each closes it for all that are open to it. */
	readonly closers: readonly Closer[];
	/** The first release with the fix after the one that runs; `null`: none is known. */
	readonly update: string | null;
};

/** One container against the table, and what closes an entry for it when that is asked. */
type Answers = {
	readonly exposed: Exposed;
	readonly exposures: ReadonlyMap<EscapeEntry, Exposure>;
	readonly closersOf: (entry: EscapeEntry) => readonly Closer[];
};

/** A container that did not change answers as before: with 500 containers the page follows each event of the engine. */
const answered = new WeakMap<Exposed['container'], Answers>();

function answerOf(exposed: Exposed): Answers {
	const before = answered.get(exposed.container);
	if (before?.exposed.engine === exposed.engine && before.exposed.host === exposed.host) return before;
	const closers = new Map<EscapeEntry, readonly Closer[]>();
	const answers: Answers = {
		exposed,
		exposures: new Map(exposuresOf(exposed).map(exposure => [exposure.entry, exposure])),
		closersOf(entry) {
			const found = closers.get(entry) ?? closersOf(entry, exposed);
			closers.set(entry, found);
			return found;
		},
	};
	answered.set(exposed.container, answers);
	return answers;
}

/** What closes an entry for one container of a fleet. */
export const closersFor = (entry: EscapeEntry, exposed: Exposed): readonly Closer[] => answerOf(exposed).closersOf(entry);

/** Entries that stay open when all that the report proposes for containers is done. */
export const leftOpen = (report: readonly EntryReport[]): readonly EntryReport[] =>
	report.filter(one => isOpenTo(one) && (one.closers.length === 0 || (startsOnHost(one.entry) && one.host.state === 'open')));

/** Each entry against each container of a fleet, the exploited and public ones first. */
export function surviveReport({engine, host, entries: fleet}: FleetModel, only: EscapeEntry | null): readonly EntryReport[] {
	if (engine === null) return [];
	const entries = only === null ? escapeTable().entries.toSorted(worstEntryFirst) : [only];
	const all = fleet.flatMap(({assessed}) => (assessed === null ? [] : [answerOf({container: assessed.facts, engine, host})]));
	return entries.map(entry => {
		const answers = all.flatMap(one => {
			const found = one.exposures.get(entry);
			return found === undefined ? [] : [{one, state: found.state, why: found.why}];
		});
		const open = answers.filter(({state}) => state === 'open' || state === 'verify').map(({one}) => one);
		const version = {linux: engine.kernel, docker: engine.version, podman: engine.version} as const;
		const running = {...version, runc: engine.runcVersion, containerd: engine.containerdVersion} as Record<string, string | null>;
		return {
			entry,
			host: hostExposure(entry, {engine, host}),
			containers: answers.map(({one, state, why}) => ({container: one.exposed.container.name, state, why})),
			closers: closersForAll(open.map(one => one.closersOf(entry))),
			update: updateFor(entry, running[entry.component] ?? ''),
		};
	});
}

/** On the host too only where it is not a container that starts it. */
export const isOpenTo = ({entry, host, containers}: EntryReport): boolean =>
	containers.some(({state}) => state === 'open') || (startsOnHost(entry) && host.state === 'open');

export const startsOnHost = ({reach}: EscapeEntry): boolean => ['build', 'api', 'local', 'network'].includes(reach);

export function surviveText(report: readonly EntryReport[], all: boolean, beyond: SafeText | null): string {
	const {asOf, entries} = escapeTable();
	const [only] = report;
	const doubt = beyond === null ? [] : [`${beyond}: what is not open here is not known to be closed`, ''];
	if (report.length === 1 && only !== undefined) return `${[...doubt, ...firstAid(only)].join('\n')}\n`;
	const open = report.filter(isOpenTo);
	const shown = all ? report : report.filter(one => isOpenTo(one) || doubtsOf(one) > 0);
	return [
		`open to ${open.length} of ${counted(entries.length, 'known way', 'known ways')} across a container's boundary, as of ${asOf}`,
		'',
		...doubt,
		...shown.map(lineOf),
		'',
		'dockscope survive CVE says who is open, what closes it, and the update. It says nothing of what is published later.',
		'',
	].join('\n');
}

const count = ({containers}: EntryReport, ...states: readonly string[]): number =>
	containers.filter(({state}) => states.includes(state)).length;
const doubtsOf = (one: EntryReport): number =>
	count(one, 'verify', 'unknown') + (startsOnHost(one.entry) && /verify|unknown/.test(one.host.state) ? 1 : 0);

function lineOf(one: EntryReport): string {
	const {entry, host, containers} = one;
	const who = startsOnHost(entry)
		? `host ${host.state}`
		: `${count(one, 'open')} open, ${count(one, 'verify')} verify, ${count(one, 'unknown')} unknown of ${containers.length}`;
	const mark = entry.kev !== undefined ? 'exploited' : entry.public === true ? 'public' : '';
	return `${entry.id.padEnd(20)} ${mark.padEnd(9)} ${who.padEnd(38)} ${entry.title}`;
}

/** For an entry in the news: who is open, the one change, the update, what not to do, and a text for a ticket. */
function firstAid(one: EntryReport): readonly string[] {
	const {entry, host, containers, closers, update} = one;
	const named = (state: string) => containers.filter(each => each.state === state);
	const lines = ['open', 'verify', 'unknown', 'closed'].flatMap(state => {
		const found = named(state);
		return found.length === 0
			? []
			: [`${state} (${found.length})`, ...found.map(({container, why}) => `  ${container}: ${why}`), ''];
	});
	const about = [
		`${entry.id}  ${entry.title}${entry.kev === undefined ? '' : `  (exploited, CISA KEV ${entry.kev})`}`,
		`${entry.component}, ${entry.kind}, started by: ${entry.reach}. ${entry.source}`,
		`host: ${host.state}, ${host.why}`,
		'',
		...lines,
	];
	if (!isOpenTo(one) && doubtsOf(one) === 0) return [...about, 'nothing to do here for this one'];
	const [closer] = closers;
	return [
		...about,
		...(closer === undefined
			? []
			: [`closes it for all that are open: ${closer.change}`, `  its cost: it may stop ${closer.cost}`]),
		`update: ${update === null ? 'no later release with the fix is known here' : `${entry.component} ${update} or later`}`,
		'do not: run with seccomp=unconfined or --privileged to keep a program going: it opens more than this closes',
		'',
		'for a ticket:',
		`  ${entry.id} (${entry.title}): ${named('open').length} of ${counted(containers.length, 'container')} open, ${named('verify').length} to verify.`,
		`  ${closer === undefined ? 'No change of a container alone closes it.' : `Until the update, use ${closer.change}.`} Update ${entry.component}${update === null ? '' : ` to ${update}`}.`,
	];
}

/** `dockscope.survive/1` */
export function surviveJson(
	report: readonly EntryReport[],
	about: {readonly version: string; readonly now: string; readonly beyond: SafeText | null},
): string {
	const {asOf} = escapeTable();
	return jsonText({
		schema: 'dockscope.survive/1',
		tool: {name: 'dockscope', version: about.version},
		generatedAt: about.now,
		table: {asOf, entries: escapeTable().entries.length, doesNotKnow: about.beyond},
		open: report.filter(isOpenTo).length,
		entries: report.map(({entry: {needs: _needs, ...entry}, ...rest}) => ({...entry, ...rest})),
	});
}

export const unnamed = (id: string): SafeText => {
	const excluded = escapeTable().excluded.find(one => one.id === id.toUpperCase());
	return excluded === undefined
		? safe`The table of ${trusted(escapeTable().asOf)} does not name it: nothing is known of it here.`
		: safe`The table leaves it out: ${trusted(excluded.why)}.`;
};
