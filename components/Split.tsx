import {Box, Text} from 'ink';
import type {Tone} from '../src/store/page.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {truncate, widthOf} from '../src/terminal/width.js';
import {styleOf, useTheme} from './theme.js';

export type Part = {readonly text: SafeText; readonly tone?: Tone | undefined};

/** One line: parts from the left, cut where they meet what stands at the right. */
export function Split({columns, left, right}: {columns: number; left: readonly Part[]; right: readonly Part[]}) {
	const theme = useTheme();
	const reserved = right.reduce((sum, {text}) => sum + widthOf(text), 0);
	const shown = cutParts(left, columns - reserved - (reserved > 0 ? 1 : 0));
	const used = shown.reduce((sum, {text}) => sum + widthOf(text), 0);
	const gap: Part = {text: own(' '.repeat(Math.max(0, columns - used - reserved)))};
	return (
		<Box height={1} flexShrink={0}>
			{[...shown, gap, ...right].map((part, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line have no other identity
				<Text key={index} wrap="truncate" {...styleOf(part.tone, theme)}>
					{part.text}
				</Text>
			))}
		</Box>
	);
}

/** What fits, the last part cut: only the end of a line gives way. */
export function cutParts(parts: readonly Part[], width: number): readonly Part[] {
	let room = width;
	return parts.flatMap(part => {
		if (room <= 0) return [];
		const text = truncate(part.text, room);
		room -= widthOf(text);
		return [{...part, text}];
	});
}
