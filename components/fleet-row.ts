import {fitRight, fitTo, noteUnforeseen, type SafeText, sanitise, trusted} from '../src/base/index.js';
import {gradeCell} from '../src/judge/index.js';
import {
	type AlertTally,
	age,
	alertsOf,
	alertWord,
	type ContainerLine,
	cpuWords,
	imageWords,
	type Meter,
	memoryWords,
	reachable,
	type State,
} from '../src/tui/index.js';
import {fitBadges} from './fit-badges.js';
import {type FleetLayout, gap, meterWidth} from './fleet-layout.js';
import type {Part} from './line.js';
import {glyphs, gradeTone} from './theme.js';

export type FleetRowFacts = {
	readonly line: ContainerLine;
	readonly layout: FleetLayout;
	readonly selected: boolean;
	readonly marked: boolean;
	readonly changed: boolean;
	/** Than the baseline, or than yesterday. */
	readonly worse: boolean;
	readonly up: SafeText;
	readonly tally: SafeText;
	readonly meter: Meter | undefined;
	readonly alerts: AlertTally | null;
};

const space = trusted(' '.repeat(gap));
const worseSign = trusted(glyphs.worse.padEnd(gap));

/** The current content of a container's row, besides its line. */
export function rowFacts(
	line: ContainerLine,
	{
		marks,
		changed,
		worse,
		meters,
		clock,
		scans,
		history,
	}: Pick<State, 'marks' | 'changed' | 'worse' | 'meters' | 'clock' | 'scans' | 'history'>,
) {
	return {
		line,
		marked: marks.has(line.key),
		changed: changed.has(line.key),
		worse: worse.has(line.key),
		up: upOf(line, clock),
		tally: tallyOf(line, scans),
		meter: meters.get(line.key),
		alerts: alertsOf(history, line.entry),
	};
}

/** One container; if it cannot be rendered, its name and why, so that the list continues below it. */
export function fleetRow(facts: FleetRowFacts): readonly Part[] {
	try {
		return rowParts(facts);
	} catch (error) {
		const {line, selected} = facts;
		const reason = noteUnforeseen(`drawing the row of ${line.entry.name}`, error);
		return [
			{text: trusted(selected ? glyphs.selected : ' '), bold: selected},
			{text: sanitise(`?    ${reason}`), inverse: selected},
		];
	}
}

/** Uses few cells: parts without colour are one text. */
function rowParts({line, layout, selected, marked, changed, worse, up, tally, meter, alerts}: FleetRowFacts): readonly Part[] {
	const {assessed, name, failed, state} = line.entry;
	const risk = assessed?.risk;
	const cell = risk ? gradeCell(risk) : {grade: trusted(failed ? '?' : '·'), score: trusted('    ')};
	const known = [...alertBadges(alerts), ...(assessed?.badges ?? [])];
	// Not yet judged is not "none".
	const instead = failed ? trusted('not inspected') : assessed === null && known.length === 0 ? trusted('') : null;
	const badges = instead === null ? fitBadges(known, layout.badges) : [{text: fitTo(instead, layout.badges), severity: null}];
	const title = fitTo(trusted((line.indented ? '  ' : '') + name), layout.name);
	const dim = state !== 'running';
	return [
		{text: signOf({selected, marked, changed}), bold: selected},
		{text: cell.grade, tone: risk ? gradeTone[risk.grade] : 'muted', inverse: selected},
		{text: trusted(`${cell.score}${worse ? worseSign : space}${title}`), inverse: selected, dim},
		{text: space},
		...badges.map(({text, severity}) => ({text, tone: severity ?? undefined})),
		{text: restOf({line, layout, up, tally, meter}), dim},
	];
}

const alertBadges = (alerts: AlertTally | null) =>
	alerts === null ? [] : [{word: alertWord(alerts), severity: alerts.severity}];

/** Everything right of the badges, as one text. */
function restOf({line, layout, up, tally, meter}: Pick<FleetRowFacts, 'line' | 'layout' | 'up' | 'tally' | 'meter'>): SafeText {
	const {entry} = line;
	const reach = entry.state === 'running' ? reachable(entry) : trusted(entry.state);
	const cells: SafeText[] = [];
	if (layout.reach > 0) cells.push(fitTo(reach, layout.reach));
	if (layout.vulns > 0) cells.push(fitTo(tally, layout.vulns));
	if (layout.meters) cells.push(fitRight(cpuWords(meter), meterWidth), fitRight(memoryWords(meter), meterWidth));
	if (layout.up > 0) cells.push(fitRight(up, layout.up));
	if (layout.image > 0) cells.push(fitTo(imageWords(entry.image), layout.image));
	return trusted(cells.map(cell => space + cell).join(''));
}

/** The first column has one sign; on a selected row, which is inverse, the mark takes priority. */
function signOf({selected, marked, changed}: Pick<FleetRowFacts, 'selected' | 'marked' | 'changed'>): SafeText {
	if (marked) return trusted(glyphs.marked);
	if (selected) return trusted(glyphs.selected);
	return trusted(changed ? glyphs.changed : ' ');
}

const upOf = ({entry}: ContainerLine, clock: number): SafeText =>
	entry.state === 'running' ? age(entry.assessed?.facts.startedAt ?? null, clock) : trusted('–');

const tallyOf = ({entry}: ContainerLine, scans: State['scans']): SafeText =>
	scans && entry.assessed ? scans.tally(entry.assessed.facts.imageId) : trusted('?');
