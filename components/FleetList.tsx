import {Box, Text} from 'ink';
import {useMemo} from 'react';
import {bodyHeight, listColumns} from '../src/tui/index.js';
import {FleetEmpty} from './FleetEmpty.js';
import {FleetRow} from './FleetRow.js';
import {layOutFleet} from './fleet-layout.js';
import {rowFacts} from './fleet-row.js';
import {GroupRow} from './GroupRow.js';
import {useTuiState} from './use-tui.js';

/** Renders only the visible rows: 500 containers cost as much as a screenful. */
export function FleetList() {
	const lines = useTuiState(state => state.lines);
	const cursor = useTuiState(state => state.cursor);
	const top = useTuiState(state => state.top);
	const height = useTuiState(bodyHeight);
	const columns = useTuiState(listColumns);
	const layout = useFleetLayout();
	const marks = useTuiState(state => state.marks);
	const changed = useTuiState(state => state.changed);
	const worse = useTuiState(state => state.worse);
	const meters = useTuiState(state => state.meters);
	const clock = useTuiState(state => state.clock);
	const scans = useTuiState(state => state.scans);
	const history = useTuiState(state => state.history);
	useTuiState(state => state.scanRound);
	const now = {marks, changed, worse, meters, clock, scans, history};

	if (lines.length === 0) return <FleetEmpty height={height} columns={columns} />;
	return (
		<Box flexDirection="column" width={columns} height={height} flexShrink={0}>
			{lines.slice(top, top + height).map((line, index) => {
				const selected = top + index === cursor;
				if (line.kind === 'group') return <GroupRow key={line.key} line={line} selected={selected} columns={columns} />;
				return <FleetRow key={line.key} layout={layout} selected={selected} {...rowFacts(line, now)} />;
			})}
			{lines.length < height && <Text> </Text>}
		</Box>
	);
}

/** The columns at this width; computed again when one of its inputs changes. */
export function useFleetLayout() {
	const columns = useTuiState(listColumns);
	const metersOn = useTuiState(state => state.metersOn);
	const wide = useTuiState(state => state.wide);
	const shown = useTuiState(state => state.preferences.columns);
	return useMemo(() => layOutFleet(columns, metersOn, wide, shown), [columns, metersOn, wide, shown]);
}
