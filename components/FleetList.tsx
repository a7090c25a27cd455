import {Box, Text} from 'ink';
import {useMemo} from 'react';
import {bodyHeight} from '../src/store/geometry.js';
import {FleetEmpty} from './FleetEmpty.js';
import {FleetRow} from './FleetRow.js';
import {layOutFleet} from './fleet-layout.js';
import {rowFacts} from './fleet-row.js';
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
	const now = {marks, changed, meters, clock, scans};

	if (lines.length === 0) return <FleetEmpty height={height} />;
	return (
		<Box flexDirection="column" height={height} flexShrink={0}>
			{lines.slice(top, top + height).map((line, index) => {
				const selected = top + index === cursor;
				if (line.kind === 'group') return <GroupRow key={line.key} line={line} selected={selected} columns={columns} />;
				return <FleetRow key={line.key} layout={layout} selected={selected} {...rowFacts(line, now)} />;
			})}
			{lines.length < height && <Text> </Text>}
		</Box>
	);
}

/** Which columns the list has at this width; laid out again when one of its inputs changes. */
export function useFleetLayout() {
	const columns = useInspected(state => state.size.columns);
	const metersOn = useInspected(state => state.metersOn);
	const wide = useInspected(state => state.wide);
	return useMemo(() => layOutFleet(columns, metersOn, wide), [columns, metersOn, wide]);
}
