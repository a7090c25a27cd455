import {parseImageReference, type SafeText, safe, sanitise} from '../base/index.js';
import type {ReportSubject} from './formats/report-subject.js';
import type {ScanTarget} from './scanner.js';

/**
 * A note for a report that names another image than the one it is read for; `null` when it names this one, or none.
 *
 * If both have a digest, that decides; else a name, whose tag may since have moved to another image. Ids of the same image differ between
 * Docker's two image stores, so this is a note, not an error.
 */
export function otherImage({names, digests}: ReportSubject, target: ScanTarget): SafeText | null {
	const here = [target.id ?? '', target.image, ...(target.alsoKnownAs ?? [])];
	if (digests.some(digest => here.some(one => one.endsWith(digest)))) return null;
	if (names.length === 0 && digests.length === 0) return null;
	const own = new Set(here.map(nameIn));
	const same = names.find(name => isIdOf(name, target.id) || own.has(nameIn(name)));
	const [id] = digests;
	if (same === undefined) return safe`the report is for ${names[0] ?? short(id ?? '')}, not for ${target.image}`;
	if (id === undefined || target.id === null || isIdOf(same, target.id)) return null;
	return safe`the report is for ${same} with the id ${short(id)}, but here its id is ${short(target.id)}`;
}

/** `docker.io/library/nginx:latest` for all equivalent names. */
function nameIn(reference: string): string {
	const parsed = parseImageReference(reference);
	return parsed === null ? reference : `${parsed.registry}/${parsed.repository}:${parsed.tag ?? 'latest'}`;
}

const isIdOf = (name: string, id: string | null): boolean =>
	/^(sha256:)?[0-9a-f]{12,64}$/.test(name) && bare(id ?? '').startsWith(bare(name));

const bare = (digest: string): string => digest.replace(/^sha256:/, '');
const short = (digest: string): SafeText => sanitise(bare(digest).slice(0, 12));
