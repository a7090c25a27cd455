import {Box, Text} from 'ink';
import {useMemo} from 'react';
import {bodyHeight} from '../src/store/geometry.js';
import type {FleetLine} from '../src/store/rows.js';
import type {State} from '../src/store/state.js';
import {age} from '../src/store/words.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {FleetEmpty} from './FleetEmpty.js';
import {FleetRow} from './FleetRow.js';
import {layOutFleet} from './fleet-layout.js';
import {GroupRow} from './GroupRow.js';
import {useInspected} from './use-inspector.js';

/** The rows in sight and nothing else: 500 containers cost what a screenful costs. */
export function FleetList() {
	const lines = useInspected(state => state.lines);
	const cursor = useInspected(state => state.cursor);
	const top = useInspected(state => state.top);
	const height = useInspected(bodyHeight);
	const columns = useInspected(state => state.size.columns);
	const layout = useFleetLayout();
	const marks = useInspected(state => state.marks);
	const changed = useInspected(state => state.changed);
	const meters = useInspected(state => state.meters);
	const clock = useInspected(state => state.clock);
	const scans = useInspected(state => state.scans);
	useInspected(state => state.scanRound);

	if (lines.length === 0) return <FleetEmpty height={height} />;
	return (
		<Box flexDirection="column" height={height} flexShrink={0}>
			{lines.slice(top, top + height).map((line, index) => {
				const selected = top + index === cursor;
				if (line.kind === 'group') return <GroupRow key={line.key} line={line} selected={selected} columns={columns} />;
				return (
					<FleetRow
						key={line.key}
						line={line}
						layout={layout}
						selected={selected}
						marked={marks.has(line.key)}
						changed={changed.has(line.key)}
						up={upOf(line, clock)}
						tally={tallyOf(line, scans)}
						meter={meters.get(line.key)}
					/>
				);
			})}
			{lines.length < height && <Text> </Text>}
		</Box>
	);
}

export function useFleetLayout() {
	const columns = useInspected(state => state.size.columns);
	const metersOn = useInspected(state => state.metersOn);
	const wide = useInspected(state => state.wide);
	return useMemo(() => layOutFleet(columns, metersOn, wide), [columns, metersOn, wide]);
}

type ContainerLine = Extract<FleetLine, {kind: 'container'}>;

const upOf = ({entry}: ContainerLine, clock: number): SafeText =>
	entry.state === 'running' ? age(entry.assessed?.facts.startedAt ?? null, clock) : own('–');

const tallyOf = ({entry}: ContainerLine, scans: State['scans']): SafeText =>
	scans && entry.assessed ? scans.tally(entry.assessed.facts.imageId) : own('?');
