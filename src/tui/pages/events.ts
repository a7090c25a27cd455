import {isoTime, type SafeText, type Severity, safe, sanitise, severities, trusted} from '../../base/index.js';
import {type HistoryRow, workloadOf} from '../../record/index.js';
import {eventLine} from './event-lines.js';
import {isProject, type Term} from './filter-terms.js';
import {foldRows} from './fold-rows.js';
import {heading, type Line, line, type Page, prose, say} from './layout/page.js';
import type {FleetEvent, PageContext, PageState} from './page-state.js';

/** What happened on the engine, newest first; times in UTC. */
export function eventsPage({state, width}: PageContext): Page {
	const {model, eventFilter} = state;
	if (model.connection.state === 'replayed') return {lines: [line(' a recorded fleet does not change'), hint]};
	const {rows: shown, newer} = shownRows(state);
	const all = foldRows(shown);
	const imageOf = imagesIn(model.entries);
	const rows =
		eventFilter.terms.length === 0
			? all
			: all.filter(row => eventFilter.terms.every(term => holds(term, row, imageOf) !== term.inverted));
	const lines: Line[] = [];
	let day = isoTime(state.now)?.slice(0, 10);
	for (const row of rows) {
		const own = isoTime(row.at)?.slice(0, 10);
		if (own !== day) lines.push(heading(` ${own ?? 'at an unknown time'}`));
		day = own;
		lines.push(eventLine(row, width));
	}
	return {
		lines: [
			...stateLines(state, {width, found: rows.length, of: all.length, newer}),
			...lines,
			...endLines(state, all.length, width),
		],
	};
}

/** Recorded and seen rows and what the terminal UI notices itself, newest first. A change that the engine has an event for is shown as that. */
export function rowsOf(
	{history, events}: Pick<PageState, 'history' | 'events'>,
	{model}: Pick<PageState, 'model'>,
): readonly HistoryRow[] {
	const isFollowed = history !== null && !model.blindSpots.some(({source}) => source === 'engine:/events');
	const noted = events.filter(({hasEvent}) => !(hasEvent && isFollowed)).map(noteOf);
	if (noted.length === 0) return history?.rows ?? [];
	return [...(history?.rows ?? []), ...noted].sort((a, b) => b.at - a.at);
}

/** While paused, older rows are added as they are read; newer ones are only counted. */
function shownRows(state: PageState): {readonly rows: readonly HistoryRow[]; readonly newer: number} {
	const all = rowsOf(state, state);
	if (state.paused === null) return {rows: all, newer: 0};
	const held = rowsOf(state.paused, state);
	const last = held.at(-1);
	const end = last === undefined ? -1 : all.indexOf(last);
	const known = new Set(held);
	return {
		rows: end === -1 ? held : [...held, ...all.slice(end + 1)],
		newer: all.slice(0, end === -1 ? all.length : end).filter(row => !known.has(row)).length,
	};
}

const notes = new WeakMap<FleetEvent, HistoryRow>();
/** A change that the terminal UI notices, as a row: the same object each time. */
function noteOf(event: FleetEvent): HistoryRow {
	const {at, id, name: workload, text} = event;
	const row =
		notes.get(event) ?? ({at, kind: 'note', severity: 'info', workload, container: sanitise(id), text, count: 1} as const);
	notes.set(event, row);
	return row;
}

/**
 * As in the list: `sev:high` is that severity or a worse one, `alert:` the same of alerts only; `proj:` and `img:` are those of the
 * container. Other words are looked for in the line.
 */
function holds(term: Term, row: HistoryRow, imageOf: (row: HistoryRow) => string): boolean {
	const {field, value} = term;
	const {kind, severity, workload, text} = row;
	const isAsBad = (): boolean => rankOf(severity) <= severities.findIndex(one => one.startsWith(value));
	switch (field) {
		case 'name':
			return workload.toLowerCase().includes(value);
		case 'sev':
			return isAsBad();
		case 'alert':
			return kind === 'alert' && isAsBad();
		case 'proj':
			return isProject(term, workload.includes('/') ? (workload.split('/')[0] ?? '') : '');
		case 'img':
			return imageOf(row).toLowerCase().includes(value);
		default: {
			const word = field === 'any' ? value : `${field}:${value}`;
			return `${severity} ${workload} ${text}`.toLowerCase().includes(word);
		}
	}
}

const rankOf = (severity: Severity): number => severities.indexOf(severity);

/** Of the container of a row, or of one that has taken its place; empty for none. */
function imagesIn(entries: PageState['model']['entries']): (row: HistoryRow) => string {
	const images = new Map<string, string>();
	for (const {id, image, assessed} of entries) {
		images.set(id, image);
		if (assessed !== null) images.set(workloadOf(assessed.facts), image);
	}
	return ({container, workload}) => images.get(container) ?? images.get(workload) ?? '';
}

type Counts = {readonly width: number; readonly found: number; readonly of: number; readonly newer: number};

/** Where the rows come from, and what is not shown. */
function stateLines(
	{history, paused, eventsHeld, eventFilter, keyNames}: PageState,
	{width, found, of, newer}: Counts,
): readonly Line[] {
	const follows = eventsHeld ? safe`${keyNames.toTop} follows the newest` : trusted('follows the newest');
	const lines = [...prose(safe`${sourceWords(history)} · times in UTC · ${follows}`, width, {tone: 'muted'})];
	if (history?.problem != null) lines.push(...prose(history.problem, width, {tone: 'medium'}));
	if (paused !== null) {
		const words = newer > 0 ? safe`paused, ${newer} newer` : trusted('paused');
		lines.push(line(say(safe` ${words}: ${keyNames.togglePause} goes on`, 'strong')));
	}
	if (eventFilter.text !== '') lines.push(line(say(safe` /${trusted(sanitise(eventFilter.text))}: ${found} of ${of}`, 'strong')));
	return lines;
}

function sourceWords(history: PageState['history']): SafeText {
	if (history === null) return trusted('what changes from now on; what was recorded has not been read');
	const since = sanitise(isoTime(history.since)?.slice(0, 19) ?? '');
	if (history.recorder === 'recording') return trusted('recorded by dockscope record, which runs now');
	const own = safe`watched since ${since}Z, when this program had loaded`;
	if (history.problem !== null) return safe`${own}; what was recorded could not be read`;
	return history.recorder === 'stopped'
		? safe`${own}; before that as recorded: the recorder does not run now`
		: safe`${own}; nothing was recorded before: dockscope record keeps a history`;
}

const hint = line(say(' In a shell, dockscope events follows them as text or JSON', 'muted'));

function endLines({history}: PageState, count: number, width: number): readonly Line[] {
	if (history?.older === 'more') return [line(say(' older ones are read as you scroll', 'muted'))];
	if (history?.older === 'kept') return prose('older ones: dockscope events --since 30d', width, {tone: 'muted'});
	return count === 0 ? [line(' nothing seen yet'), hint] : [];
}
