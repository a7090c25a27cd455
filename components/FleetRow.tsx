import {Box, Text} from 'ink';
import {memo} from 'react';
import {cpuWords, imageWords, memoryWords, reachable} from '../src/store/cells.js';
import type {Meter} from '../src/store/meters.js';
import type {ContainerLine} from '../src/store/rows.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {fitTo} from '../src/terminal/width.js';
import {fitRight} from '../src/terminal/wrap.js';
import {fitBadges} from './fit-badges.js';
import {type FleetLayout, gap, meterWidth} from './fleet-layout.js';
import {glyphs, gradeTone, styleOf, useTheme} from './theme.js';

type RowProps = {
	readonly line: ContainerLine;
	readonly layout: FleetLayout;
	readonly selected: boolean;
	readonly marked: boolean;
	readonly changed: boolean;
	readonly up: SafeText;
	readonly tally: SafeText;
	readonly meter: Meter | undefined;
};

const space = own(' '.repeat(gap));

/** One container. Few cells: what has no colour of its own is one text. */
export const FleetRow = memo(function FleetRow({line, layout, selected, marked, changed, up, tally, meter}: RowProps) {
	const theme = useTheme();
	const {assessed, name, failed} = line.entry;
	const risk = assessed?.risk;
	const badges = failed
		? [{text: fitTo(own('not inspected'), layout.badges), severity: null}]
		: fitBadges(assessed?.badges ?? [], layout.badges);
	const title = fitTo(own((line.indented ? '  ' : '') + name), layout.name);
	const live = line.entry.state === 'running';
	return (
		<Box height={1}>
			<Text bold={selected}>{signOf({selected, marked, changed})}</Text>
			<Text inverse={selected} {...styleOf(risk ? gradeTone[risk.grade] : 'muted', theme)}>
				{risk?.grade ?? (failed ? '!' : '·')}
			</Text>
			<Text inverse={selected} dimColor={!live}>
				{`${String(risk?.score ?? '').padStart(4)}${space}${title}`}
			</Text>
			<Text>{space}</Text>
			{badges.map(({text, severity}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: runs of badges have no other identity
				<Text key={index} {...styleOf(severity ?? undefined, theme)}>
					{text}
				</Text>
			))}
			<Text dimColor={!live}>{restOf({line, layout, up, tally, meter})}</Text>
		</Box>
	);
});

/** Everything right of the badges, in one text. */
function restOf({line, layout, up, tally, meter}: Pick<RowProps, 'line' | 'layout' | 'up' | 'tally' | 'meter'>): string {
	const {entry} = line;
	const reach = entry.state === 'running' ? reachable(entry) : own(entry.state);
	const cells: SafeText[] = [];
	if (layout.reach > 0) cells.push(fitTo(reach, layout.reach));
	if (layout.vulns > 0) cells.push(fitTo(tally, layout.vulns));
	if (layout.meters) cells.push(fitRight(cpuWords(meter), meterWidth), fitRight(memoryWords(meter), meterWidth));
	if (layout.up > 0) cells.push(fitRight(up, layout.up));
	if (layout.image > 0) cells.push(fitTo(imageWords(entry.image), layout.image));
	return cells.map(cell => space + cell).join('');
}

/** The first column holds one sign; of a selected row, which is inverse, the mark matters more. */
function signOf({selected, marked, changed}: Pick<RowProps, 'selected' | 'marked' | 'changed'>): string {
	if (marked) return glyphs.marked;
	if (selected) return glyphs.selected;
	return changed ? glyphs.changed : ' ';
}
