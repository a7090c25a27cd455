import {Box, Text} from 'ink';
import {memo} from 'react';
import type {TextLine} from '../src/tui/index.js';
import {highlighted} from './highlight.js';
import {cutParts} from './line.js';
import {glyphs, styleOfPart} from './theme.js';
import {useTheme} from './use-theme.js';

type LineProps = {readonly line: TextLine; readonly selected: boolean; readonly columns: number; readonly search: string};

/** One line of a page, with a mark in front when selected. */
export const PageLine = memo(function PageLine({line, selected, columns, search}: LineProps) {
	const theme = useTheme();
	return (
		<Box height={1} flexShrink={0}>
			<Box width={1} flexShrink={0}>
				<Text bold>{selected ? glyphs.selected : ' '}</Text>
			</Box>
			{highlighted(cutParts(line.spans, columns - 1), search).map(({text, tone, inverse}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: spans have no other identity than their place
				<Text key={index} wrap="truncate-end" {...styleOfPart({text, tone, inverse}, theme)} {...(selected ? {bold: true} : {})}>
					{text}
				</Text>
			))}
		</Box>
	);
});
