/** Reports of buttons and the wheel, as SGR: without movements. @source xterm, ctlseqs: Mouse Tracking */
export const mouseOn = '\x1b[?1000h\x1b[?1006h';
export const mouseOff = '\x1b[?1006l\x1b[?1000l';

export type MouseEvent = {
	readonly what: 'press' | 'wheel-up' | 'wheel-down';
	/** From 1, as the terminal counts. */
	readonly column: number;
	readonly row: number;
};

const kinds: Readonly<Record<string, MouseEvent['what']>> = {'0': 'press', '64': 'wheel-up', '65': 'wheel-down'};

/**
 * The events of one read, without what is not used: releases, other buttons, and those with a modifier, with which a terminal selects text.
 *
 * @param input  as Ink passes it, without the escape character of the first report
 */
export function mouseEvents(input: string): readonly MouseEvent[] {
	return [...input.matchAll(/\[<(\d{1,3});(\d{1,5});(\d{1,5})([Mm])/g)].flatMap(([, button = '', column, row, end]) => {
		const what = end === 'M' ? kinds[button] : undefined;
		return what === undefined ? [] : [{what, column: Number(column), row: Number(row)}];
	});
}
