import {counted, type SafeText, safe, trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import type {ScanReport} from '../report.js';

/** Why a scan is partial, one sentence each: what was not judged, then what is hidden. */
export const gaps = ({coverage, filters}: Pick<ScanReport, 'coverage' | 'filters'>): readonly SafeText[] => [
	...coverage.flatMap(part => (part.reason === null ? [] : [gapOf(part, part.reason)])),
	...filters.map(filter => safe`filtered: ${filter}`),
];

/** `not judged: Debian:12 (81 packages): no advisories are imported` */
function gapOf({ecosystem, catalogued, judged}: CoveragePart, reason: SafeText): SafeText {
	const count = catalogued === null ? trusted('') : safe` (${trusted(counted(catalogued, 'package'))})`;
	const how = judged === 0 ? trusted('not judged') : judged === null ? trusted('not fully judged') : safe`only ${judged} judged`;
	return safe`${how}: ${ecosystem}${count}: ${reason}`;
}
