import {fitTo, isoTime, piece, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {HistoryRow} from '../../record/index.js';
import {keyOf} from './fold-rows.js';
import {itemLine, type Line, say} from './layout/page.js';
import type {View} from './view.js';

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
	const words = safe`${text}${timesWords(row)}`;
	const copy = safe`${clockTime(at)} ${trusted(severity)} ${name} ${words}`;
	const open = openedBy(row);
	return itemLine(
		{copy, same: keyOf(row), ...(open === null ? {} : {open})},
		say(safe` ${clockTime(at)}  `, 'muted'),
		say(fitTo(word, isWide ? 9 : 2), severity === 'info' ? 'muted' : severity),
		say(safe`${fitTo(name, isWide ? 18 : 12)}  `, kind === 'alert' ? 'strong' : undefined),
		say(words),
	);
}

/** ` (3 times since 14:01:10)`; empty for once. */
export function timesWords({at, count, first = at}: Pick<HistoryRow, 'at' | 'count' | 'first'>): SafeText {
	if (count === 1) return trusted('');
	return first === at ? safe` (${count} times)` : safe` (${count} times since ${clockTime(first)})`;
}

/** An alert has a page; another row leads to its container, where that is known. */
export function openedBy({container, workload, alert}: HistoryRow): View | null {
	const id = /^[\da-f]{64}$/.test(container) ? container : null;
	if (alert !== undefined) return {kind: 'alert', source: alert.source, rule: alert.rule, workload, target: id};
	return id === null ? null : {kind: 'container', id, tab: 'runtime'};
}

/** `14:03:59`, in UTC as the engine reports it. */
export const clockTime = (at: number): SafeText => sanitise(isoTime(at)?.slice(11, 19) ?? '??:??:??');
