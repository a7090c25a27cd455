import type {HistoryRow} from '../recorder/events/history-row.js';
import {isoTime} from '../terminal/iso-time.js';
import {piece, type SafeText, safe, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {fitTo} from '../terminal/width.js';
import {itemLine, type Line, say} from './layout/page.js';

/** Columns from which severities are words. */
const wide = 79;

const lines = new WeakMap<HistoryRow, {readonly width: number; readonly line: Line}>();

/** ` 14:03:59  high      web                 exec as root, privileged: id`: the same object each time, since a page has thousands. */
export function eventLine(row: HistoryRow, width: number): Line {
	const known = lines.get(row);
	if (known?.width === width) return known.line;
	const made = makeLine(row, width);
	lines.set(row, {width, line: made});
	return made;
}

function makeLine(row: HistoryRow, width: number): Line {
	const {at, kind, severity, workload, container, text} = row;
	const isWide = width >= wide;
	const word = severity === 'info' ? trusted('') : isWide ? trusted(severity) : trusted(severity.slice(0, 1).toUpperCase());
	const name = workload === '' ? piece(container, 0, 12) : workload;
	const copy = safe`${clockTime(at)} ${trusted(severity)} ${name} ${text}`;
	return itemLine(
		/^[\da-f]{64}$/.test(container) ? {copy, open: {kind: 'container', id: container, tab: 'runtime'}} : {copy},
		say(safe` ${clockTime(at)}  `, 'muted'),
		say(fitTo(word, isWide ? 9 : 2), severity === 'info' ? 'muted' : severity),
		say(safe`${fitTo(name, isWide ? 18 : 12)}  `, kind === 'alert' ? 'strong' : undefined),
		say(text),
	);
}

/** `14:03:59`, in UTC as the engine reports it. */
export const clockTime = (at: number): SafeText => sanitise(isoTime(at)?.slice(11, 19) ?? '??:??:??');
