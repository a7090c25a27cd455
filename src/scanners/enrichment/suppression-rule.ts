import type {SafeText} from '../../terminal/safe-text.js';
import {parsePurl, qualifiersOf} from '../formats/purl.js';
import type {Vulnerability} from '../report.js';

/** Says of a row why it is not to be shown, or `null`. */
export type Suppression = {readonly from: SafeText; readonly why: (row: Vulnerability) => SafeText | null};

/** Every id under which a row may be named. */
export const names = (row: Vulnerability) => new Set<string>([row.id, ...row.aliases]);

/** Characters of a path that Linux takes, and of a pattern that anyone writes: what is longer matches nothing. @source path_resolution(7) */
const longestPath = 4096;
const longestPattern = 1000;

/**
 * Whether a pattern covers a whole path: `*` and `?` as in a shell, `**` crosses folders. All ways through the pattern are followed at
 * once, since a regular expression with many stars would try them one after the other.
 */
export function matchesPath(pattern: string, path: string): boolean {
	if (pattern.length > longestPattern || path.length > longestPath) return false;
	const steps = pattern.match(/\*{2,}|[\s\S]/g) ?? [];
	let reached = passStars(steps, new Set([0]));
	for (const character of path) {
		const next = new Set<number>();
		for (const at of reached) {
			const step = steps[at];
			if (step?.startsWith('*') === true) {
				if (step !== '*' || character !== '/') next.add(at);
			} else if (step === character || (step === '?' && character !== '/')) next.add(at + 1);
		}
		reached = passStars(steps, next);
	}
	return reached.has(steps.length);
}

/** A star may also cover nothing. */
function passStars(steps: readonly string[], reached: Set<number>): Set<number> {
	for (const at of reached) if (steps[at]?.startsWith('*') === true) reached.add(at + 1);
	return reached;
}

/** Package URLs name the same when type, namespace and name are equal, and the version and each qualifier where one is given. */
export function samePackage(pattern: string, purl: string | null): boolean {
	const wanted = parsePurl(pattern);
	const given = parsePurl(purl);
	if (wanted === null || given === null) return false;
	const sameName =
		wanted.type === given.type &&
		wanted.name === given.name &&
		(wanted.namespace === null || wanted.namespace === given.namespace);
	const qualifiers = qualifiersOf(purl ?? '');
	const sameQualifiers = [...qualifiersOf(pattern)].every(([key, value]) => qualifiers.get(key) === value);
	return sameName && sameQualifiers && (wanted.version === null || wanted.version === given.version);
}
