/** Paints a full screen line by line, writing only the lines that have changed. */
export type Painter = {
	readonly paint: (lines: readonly string[]) => void;
	/** After a resize: assumes that nothing painted is still there. */
	readonly forget: () => void;
};

/** Terminals that support it show no half-painted frame. @source https://github.com/contour-terminal/vt-extensions, mode 2026 */
const synchronised = (text: string): string => `\x1b[?2026h${text}\x1b[?2026l`;

/** @param write  to the terminal, whose alternate screen is on */
export function createPainter(write: (text: string) => void): Painter {
	let painted: readonly string[] | null = null;
	return {
		paint(lines) {
			const changed = lines.flatMap((line, row) => (line === painted?.[row] ? [] : [`\x1b[${row + 1}H\x1b[2K${line}`]));
			if (changed.length > 0) write(synchronised((painted === null ? '\x1b[2J' : '') + changed.join('')));
			painted = lines;
		},
		forget() {
			painted = null;
		},
	};
}
