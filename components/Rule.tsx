import {Text} from 'ink';
import {memo} from 'react';
import {glyphs} from './theme.js';

/** A horizontal line over the whole width. */
export const Rule = memo(function Rule({columns}: {columns: number}) {
	return <Text dimColor>{glyphs.rule.repeat(columns)}</Text>;
});
