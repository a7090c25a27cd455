import type {SafeText} from '../../base/index.js';
import {parsePurl, qualifiersOf} from '../formats/purl.js';
import type {Vulnerability} from '../report.js';

/** Why a row is suppressed, or `null`. */
export type Suppression = {readonly from: SafeText; readonly why: (row: Vulnerability) => SafeText | null};

/** Every id that a row can be referred to by. */
export const names = (row: Vulnerability) => new Set<string>([row.id, ...row.aliases]);

/**
 * What a document says about each vulnerability, in the order of the document, by every id that it gives it: documents and reports have
 * thousands of both.
 */
export function byId(statements: readonly unknown[], idsOf: (statement: unknown) => readonly string[]) {
	const index = new Map<string, Set<number>>();
	for (const [position, statement] of statements.entries())
		for (const id of idsOf(statement)) {
			const known = index.get(id);
			if (known === undefined) index.set(id, new Set([position]));
			else known.add(position);
		}
	return (row: Vulnerability): readonly unknown[] => {
		const positions = new Set([...names(row)].flatMap(name => [...(index.get(name) ?? [])]));
		return [...positions].sort((a, b) => a - b).map(position => statements[position]);
	};
}

/** The length limit of Linux for paths, also used for patterns: longer ones match nothing. @source path_resolution(7) */
const MAX_PATH_LENGTH = 4096;
const MAX_PATTERN_LENGTH = 1000;

/**
 * Whether a pattern matches a whole path: `*` and `?` as in a shell, `**` crosses folders. All possible matches are tracked in
 * parallel, since a regular expression with many stars would try them one after another.
 */
export function matchesPath(pattern: string, path: string): boolean {
	if (pattern.length > MAX_PATTERN_LENGTH || path.length > MAX_PATH_LENGTH) return false;
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

/** A star may also match nothing. */
function passStars(steps: readonly string[], reached: Set<number>): Set<number> {
	for (const at of reached) if (steps[at]?.startsWith('*') === true) reached.add(at + 1);
	return reached;
}

/** Package URLs are equal if type, namespace and name are, and the version and each qualifier where given. */
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
