import {type ContainerFacts, safe, truncate, trusted, widthOf} from '../src/base/index.js';
import {type FleetEntry, gradeWords} from '../src/judge/index.js';
import {age, containerName, entryOf, lostWords, type RunningScan, type State, type View} from '../src/tui/index.js';
import type {Part} from './line.js';
import {Split} from './Split.js';
import {scanCount, scanPhase} from './scan-words.js';
import {glyphs, gradeTone} from './theme.js';
import {useTuiState} from './use-tui.js';

/** The current location and what Esc returns to. */
export function Breadcrumb() {
	const frames = useTuiState(state => state.frames);
	const model = useTuiState(state => state.model);
	const gone = useTuiState(state => state.gone);
	const clock = useTuiState(state => state.clock);
	const columns = useTuiState(state => state.size.columns);
	const lines = useTuiState(state => state.lines);
	const scans = useTuiState(state => state.scans);
	useTuiState(state => state.scanRound);
	const view = frames.at(-1)?.view;
	const before = frames.at(-2)?.view;
	if (!view) return null;

	const entry = 'id' in view ? entryOf({model}, view.id) : null;
	const name = trusted(isAboutSame(view, before) ? kindOf(view) : nameOf(view, {model, gone}));
	const left: Part[] = [
		// A long name must not push the current page out.
		{
			text: safe` ${trusted(glyphs.back)} ${truncate(trusted(before ? nameOf(before, {model, gone}) : ''), Math.floor(columns / 4))}   `,
			tone: 'muted',
		},
		{text: entry ? truncate(name, Math.floor(columns / 2)) : name, tone: 'strong'},
		...(entry ? aboutEntry(entry, clock, view) : []),
	];
	const lost: Part[] =
		model.connection.state === 'lost' ? [{text: safe`${lostWords(model.connection)}  `, tone: 'critical'}] : [];
	return (
		<Split
			columns={columns}
			left={left}
			right={[
				...lost,
				...scanParts(scans?.running() ?? null, model, columns),
				{text: trusted(`${placeInList(view, lines)} `), tone: 'muted'},
			]}
		/>
	);
}

/** At most a third of the line: a page is about something else. */
function scanParts(scan: RunningScan | null, model: State['model'], columns: number): readonly Part[] {
	if (scan === null) return [];
	const count = scanCount(scan);
	const phase = safe` · ${scanPhase(scan, model)}`;
	const room = Math.floor(columns / 3) - widthOf(count);
	return [
		{text: count, tone: 'strong'},
		{text: safe`${room > 12 ? truncate(phase, room) : trusted('')}  `, tone: 'muted'},
	];
}

const names = {
	fleet: 'fleet',
	rules: 'rules',
	escapes: 'exposure to known escapes',
	host: 'engine and host',
	network: 'who can reach whom',
	events: 'events',
	policy: 'policy',
	engines: 'engines',
} as const;

/** A page reached from a container's page need not repeat its name. */
const isAboutSame = (view: View, before: View | undefined): boolean =>
	'id' in view && before?.kind === 'container' && before.id === view.id && view.kind !== 'container';

const kindOf = (view: View): string => (view.kind === 'output' ? `as ${view.format}` : view.kind);

function nameOf(view: View, state: Pick<State, 'model' | 'gone'>): string {
	if (view.kind === 'container') return containerName(state, view.id);
	if (view.kind === 'fix') return `${containerName(state, view.id)} fix`;
	if (view.kind === 'path') return `${containerName(state, view.id)} path`;
	if (view.kind === 'output') return `as ${view.format}`;
	if (view.kind === 'vulnerability') return `${containerName(state, view.id)} vulnerability`;
	if (view.kind === 'rule') return `rule ${view.slug}`;
	if (view.kind === 'escape') return view.name;
	if (view.kind === 'alert') return `alert ${view.workload}`;
	if (view.kind === 'badge') return `${view.target === null ? '' : `${containerName(state, view.target)} `}badge ${view.word}`;
	if (view.kind === 'plain') return view.title;
	return names[view.kind];
}

function aboutEntry(entry: FleetEntry, clock: number, view: View): readonly Part[] {
	const {assessed} = entry;
	const risk = assessed?.risk;
	const grade: Part[] = risk ? [{text: safe`   ${gradeWords(risk)}`, tone: gradeTone[risk.grade]}] : [];
	if (view.kind !== 'container' || !assessed) return grade;
	const {facts} = assessed;
	const words = [
		entry.state === 'running' ? `running ${age(facts.startedAt, clock)}` : stateWords(entry.state, facts),
		...(facts.health === 'none' ? [] : [facts.health]),
		...(facts.compose ? [`compose: ${facts.compose.project}/${facts.compose.service}`] : []),
	];
	return [...grade, {text: trusted(`   ${words.join(' · ')}`)}];
}

/** `exited (137)`, and `OOM-killed` where the kernel did it. */
const stateWords = (state: string, {exitCode, oomKilled}: ContainerFacts): string =>
	exitCode === null ? state : `${state} (${exitCode}${oomKilled ? ', OOM-killed' : ''})`;

/** `3/23`: the position of the open container in the list. */
function placeInList(view: View, lines: State['lines']): string {
	if (view.kind !== 'container') return '';
	const ids = lines.filter(line => line.kind === 'container').map(line => line.key);
	const index = ids.indexOf(view.id);
	return index === -1 ? '' : `${index + 1}/${ids.length}`;
}
