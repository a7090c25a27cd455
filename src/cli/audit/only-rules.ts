import {UsageError} from '../../base/index.js';
import {type AuditSelection, everyVerdict, parseCisName, rules, slugOf, type TargetKind} from '../../judge/index.js';

/**
 * `--only`: slugs, including those of the policy's own rules, CIS ids, and sections (`5`, `1.1`); several separated by commas.
 *
 * @throws UsageError for an unknown name: an audit without rules would pass
 */
export function onlyRules(only: readonly string[], ownRules: readonly {slug: string}[]): AuditSelection['verdict'] {
	if (only.length === 0) return everyVerdict;
	const known = [...rules, ...ownRules.map(({slug}) => ({slug, cis: {}}))];
	const names = only.flatMap(list => list.split(',')).map(name => name.trim());
	const wanted = new Set(names.flatMap(name => sectionOf(name) ?? [oneOf(name, known)]));
	return ({rule}) => wanted.has(rule);
}

/** The kinds of targets that a selection still has rules for; those of the policy are about containers. */
export function judgedKinds(selected: AuditSelection['verdict'], ownRules: readonly {slug: string}[]): ReadonlySet<TargetKind> {
	const own = ownRules.map(({slug}) => ({slug, target: 'container' as const}));
	return new Set([...rules, ...own].flatMap(({slug, target}) => (selected({rule: slug}) ? [target] : [])));
}

function oneOf(name: string, known: Parameters<typeof slugOf>[1]): string {
	const found = slugOf(name, known);
	if ('slug' in found) return found.slug;
	throw new UsageError(`--only: ${found.problem}.`);
}

/** The rules of a section, in any version of the benchmark or in the named one; `null` if it is not a section. */
function sectionOf(name: string): readonly string[] | null {
	const section = parseCisName(name);
	if (section === null) return null;
	const {version, id} = section;
	const inside = rules.filter(({cis}) =>
		(version === null ? Object.values(cis) : [cis[version]]).some(one => one?.startsWith(`${id}.`)),
	);
	return inside.length === 0 ? null : inside.map(({slug}) => slug);
}
