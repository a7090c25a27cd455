import {safe, truncate, truncateError, trusted, widthOf} from '../src/base/index.js';
import type {State} from '../src/tui/index.js';
import type {Part} from './line.js';
import {glyphs} from './theme.js';

type RuleFacts = {
	/** Lines that are hidden on that side. */
	readonly more: number;
	readonly side: 'above' | 'below';
	/** The latest message: it is part of the line, so that the keys below stay readable. */
	readonly toast?: State['toasts'][number] | undefined;
};

/** A horizontal line with the message in it, at its end how much is hidden. */
export function ruleParts(columns: number, {more, side, toast}: RuleFacts): readonly Part[] {
	const hidden = more > 0 ? trusted(` ${side === 'above' ? glyphs.up : glyphs.down} ${more} more ${glyphs.rule}`) : trusted('');
	const room = columns - widthOf(hidden);
	const message = toast ? messageParts(toast, room) : [];
	const used = message.reduce((sum, {text}) => sum + widthOf(text), 0);
	return [...message, {text: trusted(glyphs.rule.repeat(Math.max(0, room - used)) + hidden), tone: 'muted'}];
}

function messageParts({text, error}: State['toasts'][number], room: number): readonly Part[] {
	const end = trusted(error ? ' Esc ' : ' ');
	const width = room - 1 - widthOf(end);
	const shown = error ? truncateError(text, width) : truncate(text, width);
	return [
		{text: safe` ${shown}`, tone: error ? 'critical' : 'strong'},
		{text: end, tone: 'muted'},
	];
}
