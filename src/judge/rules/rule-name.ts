import {nearest, quoted} from '../../base/index.js';
import type {Rule} from './rule.js';

/** What a rule may be named by: its slug, or the id of a recommendation of the CIS Docker Benchmark. */
export type NamedRule = Pick<Rule, 'slug' | 'cis'>;

const versions = ['1.6.0', '1.7.0', '1.8.0'] as const;
type Version = (typeof versions)[number];

/** `5.26`, `CIS-5.26`, `CIS-1.8.0-2.14`. */
type CisName = {readonly version: Version | null; readonly id: string};

/** A name as a person writes it in a policy file or behind `--only`, as the id of a recommendation; `null` when it is none. */
export function parseCisName(name: string): CisName | null {
	const match = /^(?:cis[- ]?)?(?:(?<version>1\.[678])(?:\.0)?[-:])?(?<id>\d+(?:\.\d+)*)$/i.exec(name);
	if (match?.groups === undefined) return null;
	const {version, id = ''} = match.groups;
	return {version: versions.find(one => one === `${version}.0`) ?? null, id};
}

/**
 * The slug of the rule that a name means. An id without a version is one of 1.6.0, where no later version gave it to another
 * recommendation: 1.8.0 moved 2.7 to 2.18 by one, and to switch off the wrong rule is worse than to be asked.
 */
export function slugOf(name: string, rules: readonly NamedRule[]): {readonly slug: string} | {readonly problem: string} {
	if (rules.some(({slug}) => slug === name)) return {slug: name};
	const cis = parseCisName(name);
	if (cis === null) {
		const slugs = rules.map(({slug}) => slug);
		return {problem: `unknown rule ${quoted(name)}${nearest(name, slugs)}`};
	}
	const meant = meanings(cis, rules);
	const [first, ...others] = meant;
	if (first === undefined) return {problem: unknownId(name, cis, rules)};
	if (others.length > 0) return {problem: `"${name}" is ${meant.map(said).join(', but ')}: write ${spelled(meant, cis.id)}`};
	if (cis.version === null && !first.versions.includes('1.6.0')) {
		return {problem: `"${name}" is ${said(first)} only: write ${spelled(meant, cis.id)}`};
	}
	return {slug: first.slug};
}

type Meaning = {readonly slug: string; readonly versions: readonly Version[]};

function meanings({version, id}: CisName, rules: readonly NamedRule[]): readonly Meaning[] {
	const asked = version === null ? versions : [version];
	return rules
		.map(({slug, cis}) => ({slug, versions: asked.filter(one => cis[one] === id)}))
		.filter(meaning => meaning.versions.length > 0)
		.sort((a, b) => (a.versions[0] ?? '').localeCompare(b.versions[0] ?? ''));
}

const said = ({slug, versions: of}: Meaning): string => `${slug} in CIS ${of.join(' and ')}`;

const spelled = (meant: readonly Meaning[], id: string): string =>
	meant.map(({versions: of}) => `CIS-${of[0]}-${id}`).join(' or ');

function unknownId(name: string, {version, id}: CisName, rules: readonly NamedRule[]): string {
	const asked = version === null ? versions : [version];
	const isSection = rules.some(({cis}) => asked.some(one => cis[one]?.startsWith(`${id}.`)));
	if (isSection) return `"${name}" is a whole section of the CIS benchmark: name one rule of it`;
	return `CIS ${version ?? '1.6.0 to 1.8.0'} has no recommendation ${id} that dockscope checks`;
}
