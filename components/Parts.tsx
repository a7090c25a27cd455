import {Box, Text} from 'ink';
import type {Part} from './line.js';
import {styleOfPart} from './theme.js';
import {useTheme} from './use-theme.js';

/** One line as laid out. */
export function Parts({parts}: {parts: readonly Part[]}) {
	const theme = useTheme();
	return (
		<Box height={1} flexShrink={0}>
			{parts.map((part, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line have no other identity
				<Text key={index} wrap="truncate" {...styleOfPart(part, theme)}>
					{part.text}
				</Text>
			))}
		</Box>
	);
}
