import {fitRight, fitTo, type SafeText} from '../src/base/index.js';
import {fleetColumns, type OptionalColumn, optionalColumns} from '../src/tui/index.js';

/** The columns that are shown, left to right. */
export type FleetLayout = readonly {readonly column: (typeof fleetColumns)[number]; readonly width: number}[];

export const gap = 2;

/** Each column takes its width of what those before it leave free; the badges get the rest, and what hidden columns would take. */
export function layOutFleet(
	columns: number,
	metersOn: boolean,
	wide: boolean,
	shown: readonly OptionalColumn[] = optionalColumns,
): FleetLayout {
	// The sign before each row and, where there is room enough, a margin behind it.
	let free = columns - 1 - (columns < 120 || wide ? 0 : gap);
	let freed = 0;
	const widths = new Map<string, number>();
	for (const {name, width} of fleetColumns.toSorted((a, b) => Number(a.name === 'badges') - Number(b.name === 'badges'))) {
		const wanted = width({columns, wide, metersOn, free});
		if (wanted > 0) free -= wanted + gap;
		const isHidden = optionalColumns.some(one => one === name && !shown.includes(one));
		if (isHidden && wanted > 0) freed += wanted + gap;
		widths.set(name, isHidden ? 0 : name === 'badges' ? wanted + freed : wanted);
	}
	return fleetColumns.map(column => ({column, width: widths.get(column.name) ?? 0})).filter(({width}) => width > 0);
}

/** Exactly as wide as its column. */
export const inColumn = (text: SafeText, {column, width}: FleetLayout[number]): SafeText =>
	column.align === 'right' ? fitRight(text, width) : fitTo(text, width);
