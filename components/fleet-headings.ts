import {trusted} from '../src/base/index.js';
import type {Sort} from '../src/tui/index.js';
import {type FleetLayout, gap, inColumn} from './fleet-layout.js';
import type {Part} from './line.js';
import {glyphs} from './theme.js';

/** Column titles; the column by which the rows are sorted has an arrow. */
export function fleetHeadings(layout: FleetLayout, sort: Sort | null): Part {
	const cells = layout.map(shown => {
		const {name, title} = shown.column;
		const arrow = name !== sort?.column ? '' : sort.reversed ? glyphs.up : glyphs.down;
		return inColumn(trusted(title + arrow), shown);
	});
	return {text: trusted(` ${cells.join(' '.repeat(gap))}`), tone: 'muted'};
}
