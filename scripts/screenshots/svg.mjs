// A terminal's screen as SVG: one rectangle for each run of a background, one text for each run of a style.
const cell = {width: 8.43, height: 18};
const padding = 14;
const size = 14;

/** The palette of the picture; the program itself uses the terminal's own 16 colours. */
const colours = [
	'#1d2026',
	'#f0616d',
	'#8cc570',
	'#e5c07b',
	'#61afef',
	'#c678dd',
	'#56c2d6',
	'#d7dae0',
	'#5c6370',
	'#ff7a85',
	'#a5e075',
	'#f2d08e',
	'#7fc1ff',
	'#d895ee',
	'#7fdcec',
	'#ffffff',
];
const background = '#16181d';
const foreground = '#d7dae0';
const dimmed = '#868c98';

export function svgOf(terminal, title) {
	const width = terminal.cols * cell.width + 2 * padding;
	const height = terminal.rows * cell.height + 2 * padding;
	const rows = Array.from({length: terminal.rows}, (_, row) => rowOf(terminal.buffer.active.getLine(row), row, terminal.cols));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height.toFixed(0)}" viewBox="0 0 ${width.toFixed(1)} ${height.toFixed(1)}">`,
		`<title>${escapeXml(title)}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
		`<g font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${size}" xml:space="preserve">`,
		...rows.flat(),
		'</g></svg>',
		'',
	].join('\n');
}

function rowOf(line, row, columns) {
	if (!line) return [];
	const y = padding + row * cell.height;
	return runsOf(line, columns).flatMap(({text, style, from, length}) => {
		const x = (padding + from * cell.width).toFixed(2);
		const shapes = [];
		if (style.fill !== background)
			shapes.push(
				`<rect x="${x}" y="${y}" width="${(length * cell.width).toFixed(2)}" height="${cell.height}" fill="${style.fill}"/>`,
			);
		if (text.trim() !== '')
			shapes.push(
				`<text x="${x}" y="${(y + 13.5).toFixed(1)}" fill="${style.ink}"${style.bold ? ' font-weight="bold"' : ''} textLength="${(length * cell.width).toFixed(2)}">${escapeXml(text)}</text>`,
			);
		return shapes;
	});
}

/** Neighbouring cells of one style; a blank run ends where words begin, so that every word stands exactly in its cell. */
function runsOf(line, columns) {
	const runs = [];
	for (let column = 0; column < columns; column++) {
		const one = line.getCell(column);
		if (!one || one.getWidth() === 0) continue;
		const style = styleOf(one);
		const text = one.getChars() || ' ';
		const last = runs.at(-1);
		if (last && same(last.style, style)) {
			last.text += text;
			last.length += one.getWidth();
		} else runs.push({text, style, from: column, length: one.getWidth()});
	}
	return runs;
}

function styleOf(one) {
	let ink = one.isFgDefault() ? foreground : (colours[one.getFgColor()] ?? foreground);
	let fill = one.isBgDefault() ? background : (colours[one.getBgColor()] ?? background);
	if (one.isDim()) ink = one.isFgDefault() ? dimmed : ink;
	if (one.isInverse()) [ink, fill] = [fill, ink];
	return {ink, fill, bold: one.isBold() !== 0};
}

const same = (a, b) => a.ink === b.ink && a.fill === b.fill && a.bold === b.bold;
const escapeXml = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
