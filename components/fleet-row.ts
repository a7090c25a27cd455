import {fitTo, noteUnforeseen, type SafeText, sanitise, trusted} from '../src/base/index.js';
import {gradeCell} from '../src/judge/index.js';
import {badgesOf, type ContainerLine, type RowSource, rowSource, type State} from '../src/tui/index.js';
import {fitBadges} from './fit-badges.js';
import {type FleetLayout, gap, inColumn} from './fleet-layout.js';
import type {Part} from './line.js';
import {glyphs, gradeTone} from './theme.js';

export type FleetRowFacts = RowSource & {
	readonly layout: FleetLayout;
	readonly selected: boolean;
	readonly indented: boolean;
	readonly marked: boolean;
	readonly changed: boolean;
	/** Than the baseline, or than yesterday. */
	readonly worse: boolean;
};

const space = trusted(' '.repeat(gap));
const worseSign = trusted(glyphs.worse.padEnd(gap));

/** The current content of a container's row. */
export const rowFacts = (
	{key, entry, indented}: ContainerLine,
	state: Pick<State, 'marks' | 'changed' | 'worse' | 'meters' | 'clock' | 'scans' | 'history'>,
) => ({
	...rowSource(entry, state),
	indented,
	marked: state.marks.has(key),
	changed: state.changed.has(key),
	worse: state.worse.has(key),
});

/** One container; if it cannot be rendered, its name and why, so that the list continues below it. */
export function fleetRow(facts: FleetRowFacts): readonly Part[] {
	try {
		return rowParts(facts);
	} catch (error) {
		const {entry, selected} = facts;
		const reason = noteUnforeseen(`drawing the row of ${entry.name}`, error);
		return [
			{text: trusted(selected ? glyphs.selected : ' '), bold: selected},
			{text: sanitise(`?    ${reason}`), inverse: selected},
		];
	}
}

/** Columns with colours; the others are one text. */
const coloured: readonly string[] = ['risk', 'name', 'badges'];

/** Uses few cells: parts without colour are one text. */
function rowParts({layout, selected, indented, ...facts}: FleetRowFacts): readonly Part[] {
	const {assessed, name, failed, state} = facts.entry;
	const risk = assessed?.risk;
	const cell = risk ? gradeCell(risk) : {grade: trusted(failed ? '?' : '·'), score: trusted('    ')};
	const known = badgesOf(facts);
	const widthOf = (column: 'name' | 'badges') => layout.find(shown => shown.column.name === column)?.width ?? 0;
	// Not yet judged is not "none".
	const instead = failed ? trusted('not inspected') : assessed === null && known.length === 0 ? trusted('') : null;
	const badges =
		instead === null ? fitBadges(known, widthOf('badges')) : [{text: fitTo(instead, widthOf('badges')), severity: null}];
	const title = fitTo(trusted((indented ? '  ' : '') + name), widthOf('name'));
	const rest = layout.filter(({column}) => !coloured.includes(column.name));
	const dim = state !== 'running';
	return [
		{text: signOf({selected, ...facts}), bold: selected},
		{text: cell.grade, tone: risk ? gradeTone[risk.grade] : 'muted', inverse: selected},
		{text: trusted(`${cell.score}${facts.worse ? worseSign : space}${title}`), inverse: selected, dim},
		{text: space},
		...badges.map(({text, severity}) => ({text, tone: severity ?? undefined})),
		{text: trusted(rest.map(shown => space + inColumn(shown.column.cell(facts), shown)).join('')), dim},
	];
}

/** The first column has one sign; on a selected row, which is inverse, the mark takes priority. */
function signOf({selected, marked, changed}: Pick<FleetRowFacts, 'selected' | 'marked' | 'changed'>): SafeText {
	if (marked) return trusted(glyphs.marked);
	if (selected) return trusted(glyphs.selected);
	return trusted(changed ? glyphs.changed : ' ');
}
