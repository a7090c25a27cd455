import {memo} from 'react';
import {Parts} from './Parts.js';
import {ruleParts} from './rule-parts.js';

/** A horizontal line over the whole width; with `more`, how many lines are hidden on its side. */
export const Rule = memo(function Rule({columns, more = 0, side = 'below'}: RuleProps) {
	return <Parts parts={ruleParts(columns, {more, side})} />;
});

type RuleProps = {readonly columns: number; readonly more?: number; readonly side?: 'above' | 'below'};
