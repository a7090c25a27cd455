import {Box, Text} from 'ink';
import {wrap} from '../src/terminal/wrap.js';
import {BottomRule} from './BottomRule.js';
import {Footer} from './Footer.js';
import {Rule} from './Rule.js';
import {styleOf} from './theme.js';
import {useTheme} from './use-theme.js';
import {useTuiState} from './use-tui.js';

/** Shown without a fleet: why, and what can be done. */
export function ConnectionProblem() {
	const connectionProblem = useTuiState(state => state.connectionProblem);
	const {columns, rows} = useTuiState(state => state.size);
	const theme = useTheme();
	if (!connectionProblem) return null;
	return (
		<>
			<Text bold> dockscope</Text>
			<Rule columns={columns} />
			<Box flexDirection="column" height={rows - 4} overflow="hidden" paddingX={1} paddingTop={1}>
				<Text {...styleOf('critical', theme)}>No engine.</Text>
				<Text> </Text>
				{wrap(connectionProblem.message, columns - 2).map(line => (
					<Text key={line}>{line}</Text>
				))}
				<Text> </Text>
				<Text>r tries again · E another engine · d opens the demo fleet · q quits</Text>
				<Text dimColor>In a shell, dockscope doctor shows what was tried and what is missing.</Text>
			</Box>
			<BottomRule columns={columns} />
			<Footer />
		</>
	);
}
