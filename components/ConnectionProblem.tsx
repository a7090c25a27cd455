import {Box, Text} from 'ink';
import {safe, trusted, wrap} from '../src/base/index.js';
import {BottomRule} from './BottomRule.js';
import {Footer} from './Footer.js';
import {Rule} from './Rule.js';
import {styleOf} from './theme.js';
import {useTheme} from './use-theme.js';
import {useTuiState} from './use-tui.js';

/** Lines around the message besides the hints: its title, and the blank ones. */
const aroundMessage = 4;

/** Shown without a fleet: why, and what can be done. */
export function ConnectionProblem() {
	const connectionProblem = useTuiState(state => state.connectionProblem);
	const {columns, rows} = useTuiState(state => state.size);
	const keys = useTuiState(state => state.keyNames);
	const theme = useTheme();
	if (!connectionProblem) return null;
	const message = wrap(connectionProblem.message, columns - 2);
	const whatNow = wrap(
		safe`${keys.refresh} tries again · ${keys.openEngines} another engine · ${keys.openDemo} opens the demo fleet · ${keys.quit} quits`,
		columns - 2,
	);
	const inShell = wrap(trusted('In a shell, dockscope doctor shows what was tried and what is missing.'), columns - 2);
	const room = rows - 4 - aroundMessage - whatNow.length - inShell.length;
	return (
		<>
			<Text bold> dockscope</Text>
			<Rule columns={columns} />
			<Box flexDirection="column" height={rows - 4} overflowY="hidden" paddingX={1} paddingTop={1}>
				<Text {...styleOf('critical', theme)}>No engine.</Text>
				<Text> </Text>
				{message.map(line => (
					<Text key={line}>{line}</Text>
				))}
				<Text> </Text>
				{whatNow.map(line => (
					<Text key={line}>{line}</Text>
				))}
				{inShell.map(line => (
					<Text key={line} dimColor>
						{line}
					</Text>
				))}
			</Box>
			<BottomRule columns={columns} more={Math.max(0, message.length - room)} />
			<Footer />
		</>
	);
}
