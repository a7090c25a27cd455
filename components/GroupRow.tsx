import {Box, Text} from 'ink';
import {memo} from 'react';
import {counted, truncate} from '../src/base/index.js';
import {gradeCell} from '../src/judge/index.js';
import type {GroupLine} from '../src/tui/index.js';
import {glyphs, gradeTone, styleOf} from './theme.js';
import {useTheme} from './use-theme.js';

/** A Compose project with the worst grade in it. */
export const GroupRow = memo(function GroupRow({line, selected, columns}: {line: GroupLine; selected: boolean; columns: number}) {
	const theme = useTheme();
	const {name, count} = line;
	const risk = line.worst?.assessed?.risk;
	const cell = risk ? gradeCell(risk) : {grade: '·', score: '    '};
	return (
		<Box height={1}>
			<Text bold={selected}>{selected ? glyphs.selected : ' '}</Text>
			<Text inverse={selected} {...styleOf(risk ? gradeTone[risk.grade] : 'muted', theme)}>
				{cell.grade}
			</Text>
			<Text inverse={selected} bold>
				{`${cell.score}  ${truncate(name, columns - 26)}`}
			</Text>
			<Text dimColor>{`  ${counted(count, 'container')}`}</Text>
		</Box>
	);
});
