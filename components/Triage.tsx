import {Box} from 'ink';
import {Parts} from './Parts.js';
import {triageLines} from './triage-lines.js';
import {useTuiState} from './use-tui.js';

/** The triage of the selected container. */
export function Triage() {
	const line = useTuiState(state => state.lines[state.cursor]);
	const columns = useTuiState(state => state.size.columns);
	const [why, path] = triageLines(line, columns);
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Parts parts={why} />
			<Parts parts={path} />
		</Box>
	);
}
