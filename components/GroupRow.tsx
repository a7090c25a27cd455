import {Box, Text} from 'ink';
import {memo} from 'react';
import type {GroupLine} from '../src/store/rows.js';
import {plural} from '../src/store/words.js';
import {truncate} from '../src/terminal/width.js';
import {glyphs, gradeTone, styleOf} from './theme.js';
import {useTheme} from './use-theme.js';

/** A Compose project with the worst grade in it. */
export const GroupRow = memo(function GroupRow({line, selected, columns}: {line: GroupLine; selected: boolean; columns: number}) {
	const theme = useTheme();
	const {worst, name, count} = line;
	return (
		<Box height={1}>
			<Text bold={selected}>{selected ? glyphs.selected : ' '}</Text>
			<Text inverse={selected} {...styleOf(worst ? gradeTone[worst.grade] : 'muted', theme)}>
				{worst?.grade ?? '·'}
			</Text>
			<Text inverse={selected} bold>
				{`${String(worst?.score ?? '').padStart(4)}  ${truncate(name, columns - 26)}`}
			</Text>
			<Text dimColor>{`  ${plural(count, 'container')}`}</Text>
		</Box>
	);
});
