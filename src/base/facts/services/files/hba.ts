import type {RawSetting} from './config-file.js';
import {shortLine, splitWords} from './words.js';

/** Types of rows about connections over a network. */
const overNetwork = new Set(['host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc']);

/**
 * The rows of pg_hba.conf about connections over a network: the type is the name, the value is `database user address method` without
 * the options of the method, in which a password may be. An address with a separate mask becomes `address/mask`.
 *
 * @source postgresql.org/docs, 20.1 The pg_hba.conf File
 */
export function hbaRows(text: string): readonly RawSetting[] {
	return joined(text.split('\n')).flatMap(({line, text: row}) => {
		const [type = '', database = '', user = '', address = '', ...rest] = splitWords(beforeComment(row), '"');
		if (/^@|^include(?:_if_exists|_dir)?$/.test(type)) return [{name: 'include', value: database, line}];
		if (!overNetwork.has(type)) return [];
		const hasMask = /^[\d.:a-f]+$/i.test(rest[0] ?? '') && /[.:]/.test(rest[0] ?? '');
		const [mask, method = ''] = hasMask ? rest : [null, rest[0]];
		return [{name: type, value: [database, user, mask === null ? address : `${address}/${mask}`, method].join(' '), line}];
	});
}

function beforeComment(row: string): string {
	const start = row.indexOf('#');
	return start === -1 ? row : row.slice(0, start);
}

/** Lines that end with a backslash go on in the next one. */
function joined(lines: readonly string[]): readonly {readonly line: number; readonly text: string}[] {
	const rows: {line: number; text: string}[] = [];
	let isOpen = false;
	for (const [index, line] of lines.entries()) {
		const piece = shortLine(line).replace(/\\$/, '');
		const last = rows.at(-1);
		if (isOpen && last !== undefined) last.text += ` ${piece}`;
		else rows.push({line: index + 1, text: piece});
		isOpen = shortLine(line).endsWith('\\');
	}
	return rows;
}
