import {trusted} from '../src/base/index.js';
import {
	bodyHeight,
	hiddenLines,
	listColumns,
	panelBorder,
	panelColumns,
	panelLines,
	type State,
	sortInForce,
	tooSmall,
} from '../src/tui/index.js';
import {containersShown, fleetHeader} from './fleet-header.js';
import {fleetHeadings} from './fleet-headings.js';
import {layOutFleet} from './fleet-layout.js';
import {fleetRow, rowFacts} from './fleet-row.js';
import {keyHints} from './key-hints.js';
import {keymapOf, keyScopesOf} from './keymap.js';
import {cutParts, type Part, splitLine} from './line.js';
import {ruleParts} from './rule-parts.js';
import {glyphs} from './theme.js';
import {triageLines} from './triage-lines.js';

/** Whether `fleetScreen` can show this state. Without rows, or with a banner, an error or a terminal that is too small, Ink does. */
export const isOnFleetScreen = (state: State): boolean =>
	state.lines.length > 0 && state.banner === null && state.connectionProblem === null && !tooSmall(state);

/** The list as rendered by `Fleet` while it loads, line by line, from the same parts: painted before Ink is loaded. */
export function fleetScreen(state: State): readonly (readonly Part[])[] {
	const {lines, size, wide, metersOn, model, title, context, filter, marks, cursor, top, preferences} = state;
	const {columns} = size;
	const layout = layOutFleet(listColumns(state), metersOn, wide, preferences.columns);
	const height = bodyHeight(state);
	const hidden = hiddenLines(state);
	const rows = lines
		.slice(top, top + height)
		.flatMap((line, index) =>
			line.kind === 'container' ? [fleetRow({layout, selected: top + index === cursor, ...rowFacts(line, state)})] : [],
		);
	return [
		fleetHeader({
			columns,
			model,
			title,
			context,
			policy: state.policy,
			filter: filter.text,
			shown: containersShown(lines),
			marked: marks.size,
			// No scan runs while the list loads.
			scan: null,
		}),
		ruleParts(columns, {more: hidden.above, side: 'above'}),
		...withPanel(
			[[fleetHeadings(layout, sortInForce(state))], ...rows, ...Array.from({length: height - rows.length}, () => [])],
			state,
		),
		ruleParts(columns, {more: hidden.below, side: 'below'}),
		...triageLines(lines[cursor], columns),
		keyHints(keyScopesOf(state), columns, keymapOf(state.preferences.keys)),
	];
}

/** The lines of the list with the panel beside it, as `Panel` paints it. */
function withPanel(lines: readonly (readonly Part[])[], state: State): readonly (readonly Part[])[] {
	const columns = panelColumns(state);
	if (columns === 0) return lines;
	const story = panelLines(state);
	const border: Part = {text: trusted(` ${glyphs.border} `), tone: 'muted'};
	return lines.map((parts, row) => [
		...splitLine(listColumns(state), parts),
		border,
		...cutParts(story[row]?.spans ?? [], columns - panelBorder),
	]);
}
