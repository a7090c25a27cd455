import {Text} from 'ink';
import {smallest} from '../src/tui/index.js';
import {useTuiState} from './use-tui.js';

/** Shown when the terminal is too small for anything useful. */
export function TooSmall() {
	const {columns, rows} = useTuiState(state => state.size);
	const {quit} = useTuiState(state => state.keyNames);
	return (
		<Text wrap="wrap">
			dockscope needs {smallest.columns}×{smallest.rows}, this is {columns}×{rows}. Make it larger, or {quit} quits.
		</Text>
	);
}
