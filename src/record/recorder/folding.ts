import {type SafeText, shortened, trusted} from '../../base/index.js';

const hour = 3_600_000;
/** Rows that are remembered. */
const MAX_ROWS = 20_000;

/** Characters of a path or command. */
const MAX_LENGTH = 300;

/** A text of foreign origin as it is stored. */
export const brief = (text: SafeText): SafeText => shortened(text, MAX_LENGTH);

/** Alerts beyond the first ones of a rule. */
export const moreOfTheSame = trusted('more of the same kind');

/**
 * Folds what happens again and again: the first is written at once, equal ones within the window are counted, and the count is written by `flush`.
 *
 * @param window  milliseconds
 * @param write  one row, for so many of the same from `first` to `last` (milliseconds since the epoch)
 */
export function foldRepeats<Row>(window: number, write: (row: Row, count: number, first: number, last: number) => void) {
	const rows = new Map<string, {readonly row: Row; readonly began: number; pending: number; first: number; last: number}>();
	const settle = (key: string): void => {
		const found = rows.get(key);
		if (found !== undefined && found.pending > 0) write(found.row, found.pending, found.first, found.last);
		if (found !== undefined) found.pending = 0;
	};

	return {
		/** @param at  milliseconds since the epoch @param now  milliseconds by a steady clock */
		add(key: string, row: Row, at: number, now: number): void {
			const found = rows.get(key);
			if (found !== undefined && now - found.began < window) {
				if (found.pending === 0) found.first = at;
				found.last = at;
				found.pending += 1;
				return;
			}
			settle(key);
			write(row, 1, at, at);
			rows.delete(key);
			rows.set(key, {row, pending: 0, first: at, last: at, began: now});
			const [oldest] = rows.keys();
			if (rows.size <= MAX_ROWS || oldest === undefined) return;
			settle(oldest);
			rows.delete(oldest);
		},
		/** Writes what was counted. */
		flush(now: number): void {
			for (const [key, {began}] of rows) {
				settle(key);
				if (now - began >= window) rows.delete(key);
			}
		},
	};
}

/** Gives the first so many different texts of a group as they are, and all further ones of the same hour as one. */
export function limitTexts(mostTexts: number) {
	const groups = new Map<string, {readonly texts: Set<string>; readonly began: number}>();
	return (group: string, text: SafeText, now: number): SafeText => {
		let found = groups.get(group);
		if (found === undefined || now - found.began >= hour) {
			found = {texts: new Set(), began: now};
			groups.delete(group);
			groups.set(group, found);
			const [oldest] = groups.keys();
			if (groups.size > MAX_ROWS && oldest !== undefined) groups.delete(oldest);
		}
		if (found.texts.has(text)) return text;
		if (found.texts.size >= mostTexts) return moreOfTheSame;
		found.texts.add(text);
		return text;
	};
}
