import {fitRight, fitTo, trusted} from '../src/base/index.js';
import type {Sort, SortColumn} from '../src/tui/index.js';
import {type FleetLayout, gap, meterWidth} from './fleet-layout.js';
import type {Part} from './line.js';
import {glyphs} from './theme.js';

/** Column titles; the column by which the rows are sorted has an arrow. */
export function fleetColumns(layout: FleetLayout, sort: Sort | null): Part {
	const title = (word: string, column: SortColumn) =>
		trusted(column === sort?.column ? word + (sort.reversed ? glyphs.up : glyphs.down) : word);

	const cells = [
		fitTo(title('NAME', 'name'), layout.name),
		fitTo(title('BADGES', 'badges'), layout.badges),
		...(layout.reach > 0 ? [fitTo(title('REACHABLE', 'reach'), layout.reach)] : []),
		...(layout.vulns > 0 ? [fitTo(title('VULNS', 'vulns'), layout.vulns)] : []),
		...(layout.meters ? [fitRight(title('CPU', 'cpu'), meterWidth), fitRight(title('MEM', 'mem'), meterWidth)] : []),
		...(layout.up > 0 ? [fitRight(title('UP', 'up'), layout.up)] : []),
		...(layout.image > 0 ? [fitTo(title('IMAGE', 'image'), layout.image)] : []),
	];
	return {text: trusted(` ${fitTo(title('RISK', 'risk'), 5)}${' '.repeat(gap)}${cells.join(' '.repeat(gap))}`), tone: 'muted'};
}
