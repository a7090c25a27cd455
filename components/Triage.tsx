import {Box} from 'ink';
import type {FleetLine} from '../src/tui/index.js';
import {Boundary} from './Boundary.js';
import {Parts} from './Parts.js';
import {triageLines} from './triage-lines.js';
import {useTuiState} from './use-tui.js';

/** The triage of the selected container. */
export function Triage() {
	const line = useTuiState(state => state.lines[state.cursor]);
	const columns = useTuiState(state => state.size.columns);
	return (
		<Boundary what="drawing the triage" of={line}>
			<TriageLines line={line} columns={columns} />
		</Boundary>
	);
}

function TriageLines({line, columns}: {line: FleetLine | undefined; columns: number}) {
	const [why, path] = triageLines(line, columns);
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Parts parts={why} />
			<Parts parts={path} />
		</Box>
	);
}
