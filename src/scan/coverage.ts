import {type SafeText, trusted} from '../base/index.js';

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
	/** Rows, also those that are marked as not vulnerable. */
	readonly findings: number;
	/** Why the report itself says that it is incomplete. */
	readonly unjudged: SafeText | null;
};

/**
 * The state of a scan that ended without an error. No findings prove nothing: something must show that packages were compared
 * with advisories (grype#1176).
 */
export function stateOf({coverage, filters, packages, findings, unjudged}: Seen): ScanState {
	const mayBeJudged = coverage.length === 0 || coverage.some(({judged}) => judged === null);
	const examined = coverage.some(isPartlyJudged) || (packages !== null && packages > 0 && mayBeJudged && unjudged === null);
	if (findings === 0 && !examined) return 'not-scanned';
	const whole = coverage.every(({reason}) => reason === null) && filters.length === 0 && unjudged === null;
	return whole ? 'complete' : 'partial';
}

/** Whether any package of a part is known to have been judged. */
const isPartlyJudged = ({catalogued, judged}: CoveragePart): boolean => (judged ?? catalogued ?? 0) > 0;

/** For a report that names no operating system: the image may have none, or one that the scanner does not recognise. */
export const unnamedSystem: CoveragePart = {
	ecosystem: trusted('operating system'),
	catalogued: null,
	judged: 0,
	reason: trusted('the scanner recognised none: the image may have packages that it does not see'),
};
