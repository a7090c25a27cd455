import {type OptionalColumn, optionalColumns} from '../src/tui/index.js';

/** Width of each part of a row; 0 is hidden. Depends only on the terminal's width, so that nothing jumps when data changes. */
export type FleetLayout = {
	readonly name: number;
	readonly badges: number;
	readonly reach: number;
	readonly vulns: number;
	readonly meters: boolean;
	readonly up: number;
	readonly image: number;
};

export const gap = 2;
/** Mark, `F 100`, gap. */
const riskWidth = 1 + 5 + gap;
export const meterWidth = 6;

/** Drop order: image, uptime, address, vulnerabilities; never the name, the badges, or the meters once they are on. */
export function layOutFleet(
	columns: number,
	metersOn: boolean,
	wide: boolean,
	shown: readonly OptionalColumn[] = optionalColumns,
): FleetLayout {
	const layout = layOutAll(columns, metersOn, wide);
	const hidden = optionalColumns.filter(name => layout[name] > 0 && !shown.includes(name));
	const freed = hidden.reduce((sum, name) => sum + layout[name] + gap, 0);
	return {...layout, ...Object.fromEntries(hidden.map(name => [name, 0])), badges: layout.badges + freed};
}

function layOutAll(columns: number, metersOn: boolean, wide: boolean): FleetLayout {
	if (columns < 80)
		return filled(columns, {name: Math.min(24, Math.floor(columns / 3)), reach: 0, vulns: 0, meters: metersOn, up: 0});
	if (columns < 120 || wide)
		return filled(columns, {
			name: wide ? Math.floor(columns / 3) : Math.min(24, 20 + Math.floor((columns - 80) / 8)),
			// Meters, which were asked for, take priority over an address.
			reach: wide || (metersOn && columns < 100) ? 0 : 19,
			vulns: 8,
			meters: metersOn,
			up: columns >= 100 ? 4 : 0,
		});
	const room = columns - 120;
	// Compose names are long: `monitoring-prometheus-1`.
	const fixed = {name: 25 + Math.floor(room * 0.15), reach: 20 + Math.floor(room * 0.15), vulns: 8, meters: metersOn, up: 4};
	const taken = riskWidth + fixed.name + fixed.reach + fixed.vulns + fixed.up + 5 * gap + (metersOn ? 2 * (meterWidth + gap) : 0);
	const image = Math.max(12, Math.min(40, Math.floor((columns - taken) * 0.3)));
	return {...fixed, image, badges: columns - taken - image - gap};
}

/** Badges get the remaining width. */
function filled(columns: number, parts: Omit<FleetLayout, 'badges' | 'image'>): FleetLayout {
	const meters = parts.meters ? 2 * (meterWidth + gap) : 0;
	const others = [parts.reach, parts.vulns, parts.up].reduce((sum, width) => sum + (width > 0 ? width + gap : 0), 0);
	return {...parts, image: 0, badges: Math.max(4, columns - riskWidth - parts.name - gap - others - meters)};
}
