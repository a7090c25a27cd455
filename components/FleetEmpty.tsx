import {Box, Text} from 'ink';
import {counted} from '../src/base/index.js';
import {whyNoMatch} from '../src/tui/index.js';
import {useTuiState} from './use-tui.js';

/** Why there are no rows, and what to do. */
export function FleetEmpty({height, columns}: {height: number; columns: number}) {
	const loading = useTuiState(state => !state.model.loading.complete);
	const filter = useTuiState(state => state.filter.text);
	const why = useTuiState(state => whyNoMatch(state).join('\n'));
	const keys = useTuiState(state => state.keyNames);
	const total = useTuiState(state => state.model.entries.length);
	return (
		<Box flexDirection="column" width={columns} height={height} flexShrink={0} paddingLeft={1} paddingTop={1}>
			{loading ? (
				<Text>asking the engine …</Text>
			) : filter !== '' ? (
				<>
					<Text>Nothing matches this filter among {counted(total, 'container')}.</Text>
					{why !== '' && <Text>{why}</Text>}
					<Text dimColor>
						{keys.back} clears it; {keys.beginFilter} changes it; ! in front of a word inverts it.
					</Text>
				</>
			) : total > 0 ? (
				<>
					<Text>No container is running; {total} are stopped.</Text>
					<Text dimColor>
						{keys.toggleStopped} shows them. {keys.openHost} checks the engine and the host.
					</Text>
				</>
			) : (
				<>
					<Text>This engine has no containers.</Text>
					<Text dimColor>New containers appear here automatically. {keys.openHost} checks the engine and the host.</Text>
				</>
			)}
		</Box>
	);
}
