import type {SafeText} from '../../terminal/safe-text.js';
import {parsePurl, qualifiersOf} from '../formats/purl.js';
import type {Vulnerability} from '../report.js';

/** Says of a row why it is not to be shown, or `null`. */
export type Suppression = {readonly from: SafeText; readonly why: (row: Vulnerability) => SafeText | null};

/** Every id under which a row may be named. */
export const names = (row: Vulnerability) => new Set<string>([row.id, ...row.aliases]);

/** `*` and `?` as in a shell; `**` crosses folders. */
export function glob(pattern: string): RegExp {
	const escaped = pattern
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replace(/\*\*/g, '\0')
		.replace(/\*/g, '[^/]*')
		.replace(/\?/g, '[^/]')
		.replaceAll('\0', '.*');
	return new RegExp(`^${escaped}$`);
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
