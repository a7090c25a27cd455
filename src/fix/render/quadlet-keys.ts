import {
	isThere,
	notInPodman,
	type OptionRow,
	type QuadletKey,
	type QuadletLine,
	type RunOption,
	rowOf,
} from '../../judge/index.js';

type Translated = {readonly lines: readonly QuadletLine[]; readonly warnings: readonly string[]};

/** One option of `docker run` as lines of a unit: by the key in its row of the table of run options, else with `PodmanArgs`. */
export function quadletLine({name, value}: RunOption): Translated {
	const row = rowOf(name);
	const column = row?.quadlet ?? 'PodmanArgs';
	if (column === notInPodman) return lost(`${name} ${value ?? ''} is omitted: Podman has no such option`);
	if (value === null) return isLines(column) ? keys(...column.lines) : keys(['PodmanArgs', name]);

	const asked = row?.podman?.(value) ?? {value, lost: []};
	const key = typeof column === 'function' ? column(asked.value, value) : column;
	const {lines, warnings} = written(key, name, asked.value);
	return {lines, warnings: [...warnings, ...asked.lost]};
}

function written(column: QuadletKey, name: string, value: string): Translated {
	if (typeof column !== 'string') {
		if (isLines(column)) return {lines: column.lines, warnings: column.warnings ?? []};
		return isThere(column) ? keys([column.words, quote(value)]) : lost(column.without);
	}
	const isLiteral = column !== 'PodmanArgs' && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$|^$/u.test(value);
	return isLiteral ? keys([column, value]) : keys(['PodmanArgs', quote(`${name}=${value}`)]);
}

const isLines = (column: OptionRow['quadlet']): column is Extract<QuadletKey, {lines: unknown}> =>
	typeof column === 'object' && 'lines' in column;

const keys = (...lines: readonly QuadletLine[]): Translated => ({lines, warnings: []});
const lost = (warning: string): Translated => ({lines: [], warnings: [warning]});

/** systemd's C-style quoting, which preserves newlines. */
export function quote(text: string): string {
	if (/^[A-Za-z0-9_@:,./=+-]+$/.test(text)) return text;
	const escaped = text
		.replace(/[\\"]/g, character => `\\${character}`)
		.replaceAll('\n', '\\n')
		.replaceAll('\t', '\\t')
		.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapedCharacter);
	return `"${escaped}"`;
}

/** By code point, not by bytes: Podman reads `\\xe2` as a character. */
function escapedCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
	return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
