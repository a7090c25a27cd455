import {counted} from '../terminal/counted.js';
import {type SafeText, safe, trusted} from '../terminal/safe-text.js';

/** How much of one ecosystem of an image a scan judged. */
export type CoveragePart = {
	/** As advisories name it, with the release: `Debian:12`, `Alpine:v3.20`, `npm`, `PyPI`. */
	readonly ecosystem: SafeText;
	/** Packages found; `null`: the scanner does not report it. */
	readonly catalogued: number | null;
	/** Packages compared with advisories of exactly this ecosystem and release; `null`: the scanner does not report it. */
	readonly judged: number | null;
	/** Why not all were judged; `null` when they were. */
	readonly reason: SafeText | null;
};

/**
 * `partial`: something was not judged (see `coverage`), or findings are hidden (see `filters`).
 * `not-scanned`: the scanner ended well but judged nothing, so nothing is clean. `failed`: there is an error.
 */
export type ScanState = 'complete' | 'partial' | 'not-scanned' | 'failed';

type Seen = {
	readonly coverage: readonly CoveragePart[];
	readonly filters: readonly SafeText[];
	/** All packages, where the scanner reports only their number. */
	readonly packages: number | null;
	/** Rows, also those that were left out because they are marked as not vulnerable. */
	readonly findings: number;
	/** Why the report itself says that it is incomplete. */
	readonly unjudged: SafeText | null;
};

/**
 * The state of a scan that ended without an error. No findings prove nothing by themselves: something must show that packages were compared
 * with advisories (grype#1176).
 */
export function stateOf({coverage, filters, packages, findings, unjudged}: Seen): ScanState {
	const examined = coverage.length > 0 ? coverage.some(isPartlyJudged) : packages !== null && packages > 0 && unjudged === null;
	if (findings === 0 && !examined) return 'not-scanned';
	const whole = coverage.every(({reason}) => reason === null) && filters.length === 0 && unjudged === null;
	return whole ? 'complete' : 'partial';
}

/** Whether any package of a part was judged. An unknown number counts if the part is not empty. */
const isPartlyJudged = ({catalogued, judged}: CoveragePart): boolean => (judged ?? catalogued ?? 1) > 0;

/** The parts that were not judged, or not completely. */
export const uncovered = (coverage: readonly CoveragePart[]): readonly CoveragePart[] =>
	coverage.filter(({reason}) => reason !== null);

/** `npm, 14 of 379 packages judged: no advisories are imported` */
export function partText({ecosystem, catalogued, judged, reason}: CoveragePart): SafeText {
	const count =
		catalogued === null
			? trusted(judged === 0 ? ', not judged' : '')
			: safe`, ${judged ?? trusted('an unknown number')} of ${trusted(counted(catalogued, 'package'))} judged`;
	return safe`${ecosystem}${count}${reason === null ? trusted('') : safe`: ${reason}`}`;
}

/** Why a scan is partial, one sentence each: what was not judged, then what is hidden. */
export const gaps = ({coverage, filters}: Pick<Seen, 'coverage' | 'filters'>): readonly SafeText[] => [
	...uncovered(coverage).map(part => safe`not fully judged: ${partText(part)}`),
	...filters.map(filter => safe`filtered: ${filter}`),
];
