import {Text} from 'ink';
import {smallest} from '../src/store/geometry.js';
import {useTuiState} from './use-tui.js';

/** What a pane shows in which nothing useful fits. */
export function TooSmall() {
	const {columns, rows} = useTuiState(state => state.size);
	return (
		<Text wrap="wrap">
			dockscope needs {smallest.columns}×{smallest.rows}, this is {columns}×{rows}. Make it larger, or q.
		</Text>
	);
}
