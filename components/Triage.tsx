import {Box, Text} from 'ink';
import type {FleetLine} from '../src/store/rows.js';
import {cutWords, pathWords, shortestPath, whyLine} from '../src/store/triage.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {fitTo, truncate, widthOf} from '../src/terminal/width.js';
import {styleOf, useTheme} from './theme.js';
import {useInspected} from './use-inspector.js';

/** Why the selected container has its grade, and the shortest way out of it with what cuts it: the triage, read while moving down. */
export function Triage() {
	const line = useInspected(state => state.lines[state.cursor]);
	const columns = useInspected(state => state.size.columns);
	const theme = useTheme();
	const nameWidth = columns < 80 ? 12 : 18;
	const room = columns - nameWidth - 4;
	const {name, why, path, cut} = wordsOf(line, room);
	// The path is what must be understood; what cuts it gets what the path leaves, and a third at least.
	const cutShown = truncate(cut, Math.max(Math.floor(room / 3), room - widthOf(path) - 2));
	const pathShown = fitTo(path, room - (cut === '' ? 0 : widthOf(cutShown) + 1));
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Box height={1}>
				<Text bold>{` ${fitTo(name, nameWidth)}  `}</Text>
				<Text>{why}</Text>
			</Box>
			<Box height={1}>
				<Text dimColor>{` ${fitTo(own(path === '' ? '' : 'path'), nameWidth)}  `}</Text>
				<Text>{pathShown}</Text>
				{cut !== '' && <Text {...styleOf('ok', theme)}>{` ${cutShown}`}</Text>}
			</Box>
		</Box>
	);
}

function wordsOf(line: FleetLine | undefined, room: number): {name: SafeText; why: SafeText; path: SafeText; cut: SafeText} {
	const none = own('');
	if (!line) return {name: none, why: none, path: none, cut: none};
	if (line.kind === 'group') return {name: line.name, why: own('the worst grade of its containers'), path: none, cut: none};
	const path = line.entry.assessed ? shortestPath(line.entry.assessed) : null;
	return {
		name: line.entry.name,
		why: whyLine(line.entry, room),
		path: path ? pathWords(path) : none,
		cut: path ? own(`cut by: ${cutWords(path)}`) : none,
	};
}
