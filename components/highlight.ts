import {piece, trusted} from '../src/base/index.js';
import {searchPattern, searchPieces} from '../src/tui/index.js';
import type {Part} from './line.js';

/** The parts with what a search finds inverse; a match may reach over several parts. */
export function highlighted(parts: readonly Part[], search: string): readonly Part[] {
	const pattern = searchPattern(search);
	if (pattern === null) return parts;
	let at = 0;
	const found = searchPieces(trusted(parts.map(({text}) => text).join('')), pattern).map(({text, found}) => {
		const from = at;
		at += text.length;
		return {from, to: at, found};
	});
	if (!found.some(one => one.found)) return parts;
	let start = 0;
	return parts.flatMap(part => {
		const from = start;
		start += part.text.length;
		return found
			.filter(one => one.to > from && one.from < start)
			.map(one => ({
				...part,
				text: piece(part.text, Math.max(0, one.from - from), Math.min(part.text.length, one.to - from)),
				...(one.found ? {inverse: true} : {}),
			}));
	});
}
