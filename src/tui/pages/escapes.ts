import {counted, groupBy, type SafeText, safe, sanitise, truncate, trusted} from '../../base/index.js';
import {
	beyondTable,
	type EntryReport,
	escapeTable,
	type FleetModel,
	isOpenTo,
	leftOpen,
	startsOnHost,
	surviveReport,
} from '../../judge/index.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, type Span, say, type Tone} from './layout/page.js';
import type {PageContext} from './page-state.js';

type State = EntryReport['host']['state'];

/** Letters, so that the grid is read without colours too. */
const marks: Readonly<Record<State, readonly [string, Tone]>> = {
	open: ['O', 'critical'],
	verify: ['V', 'medium'],
	unknown: ['?', 'low'],
	closed: ['·', 'ok'],
	fixed: ['·', 'ok'],
	elsewhere: ['·', 'muted'],
};

/** Containers that answer alike to every entry; their column in the grid. */
type Alike = {
	readonly name: string;
	readonly members: readonly {readonly id: string; readonly name: SafeText}[];
	readonly index: number;
};

const columnNames = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Exposure to known escapes: entries × containers, worst first. Enter shows who is open to one, why, and what closes it. */
export function escapesPage({state: {model, now}, width}: PageContext): Page {
	const {engine, host} = model;
	if (engine === null) return {lines: [line(' the engine has not answered yet')]};
	const report = surviveReport(model, null);
	const beyond = beyondTable({engine, host}, new Date(now).toISOString());
	// In each part as the report has them: the exploited ones first.
	const shown = [...report.filter(isOpenTo), ...report.filter(one => !isOpenTo(one) && doubtful(one))];
	const all = columnsOf(model, shown);
	const columns = all.slice(0, Math.max(4, Math.min(columnNames.length, Math.floor(width / 4))));
	const hidden = all.length - columns.length;
	return {
		lines: [
			...prose(headline(report), width, {tone: 'strong'}),
			...(beyond === null
				? []
				: prose(safe`${beyond}: what is not open here is not known to be closed`, width, {tone: 'medium'})),
			...prose('O open   V verify: a distribution may have the fix   ? unknown   · closed, fixed or not reachable', width, {
				tone: 'muted',
			}),
			blank,
			...(shown.length === 0
				? [line(' none is open, and none is to be verified')]
				: [
						heading(` ${'ESCAPE'.padEnd(20)}${' '.repeat(11)}HOST ${columns.map(({name}) => name).join('')} WHAT`),
						...shown.map(one => entryLine(one, columns, width)),
						blank,
					]),
			...(shown.length > 0 && columns.length > 0 ? [heading(' CONTAINERS')] : []),
			...(shown.length === 0 ? [] : columns.flatMap(column => columnLine(column, width))),
			...(hidden === 0
				? []
				: [line(say(`   and ${counted(hidden, 'more kind')} of container, which the page of an entry lists`, 'muted'))]),
		],
	};
}

/** `open to 4 of 155 known escapes, table of 2026-12-02; with the changes proposed here: 1` */
function headline(report: readonly EntryReport[]): SafeText {
	const {asOf, entries} = escapeTable();
	const open = report.filter(isOpenTo).length;
	const verify = report.filter(one => !isOpenTo(one) && doubtful(one)).length;
	const left = open === 0 ? '' : `; with the changes proposed here: ${leftOpen(report).length}`;
	const doubts = verify === 0 ? '' : `; ${verify} to verify`;
	return safe`open to ${open} of ${entries.length} known escapes, table of ${trusted(asOf)}${trusted(left)}${trusted(doubts)}`;
}

const doubtful = ({entry, host, containers}: EntryReport): boolean =>
	containers.some(({state}) => state === 'verify' || state === 'unknown') ||
	(startsOnHost(entry) && (host.state === 'verify' || host.state === 'unknown'));

/** Those that are open to most come first. */
function columnsOf({entries}: FleetModel, report: readonly EntryReport[]): readonly Alike[] {
	const containers = entries.flatMap(({id, assessed}) => (assessed === null ? [] : [{id, name: assessed.facts.name}]));
	const answers = (index: number) => report.map(({containers: all}) => marks[all[index]?.state ?? 'unknown'][0]).join('');
	const alike = [...groupBy([...containers.keys()], answers)];
	const count = (key: string, mark: string) => key.split(mark).length;
	return alike
		.toSorted(([a], [b]) => count(b, 'O') - count(a, 'O') || count(b, 'V') - count(a, 'V') || count(b, '?') - count(a, '?'))
		.map(([, indexes], order) => ({
			name: columnNames[order] ?? ' ',
			members: indexes.flatMap(index => containers[index] ?? []),
			index: indexes[0] ?? 0,
		}));
}

const markOf = (state: State): Span => say(...marks[state]);

/** One line, so that the grid stays one: Enter leads to the whole title. */
function entryLine(one: EntryReport, columns: readonly Alike[], width: number): Line {
	const {entry, host, containers} = one;
	const known = entry.kev !== undefined ? 'exploited' : entry.public === true ? 'public' : '';
	return itemLine(
		{copy: sanitise(`${entry.id} ${entry.title}`), open: {kind: 'escape', name: entry.id}},
		say(` ${entry.id.padEnd(20)}`),
		say(known.padEnd(11), entry.kev === undefined ? 'medium' : 'critical'),
		...(startsOnHost(entry) ? [markOf(host.state), '    '] : ['     ']),
		...columns.map(({index}) => markOf(containers[index]?.state ?? 'unknown')),
		say(safe` ${truncate(trusted(entry.title), Math.max(10, width - 38 - columns.length))}`),
	);
}

function columnLine({name, members}: Alike, width: number): readonly Line[] {
	const [first] = members;
	if (first === undefined) return [];
	const names = members.slice(0, 12).map(one => one.name);
	const more = members.length > names.length ? `, and ${members.length - names.length} more` : '';
	return prose(sanitise(`${name}  ${counted(members.length, 'container')}: ${names.join(', ')}${more}`), width, {
		indent: 3,
		item: {copy: sanitise(members.map(one => one.name).join(' ')), open: {kind: 'container', id: first.id, tab: 'overview'}},
	});
}
