/** How an advisory's ecosystem relates to a package's: `same`, `pro` for Ubuntu's subscriber-only updates, `other`. */
export type EcosystemMatch = 'same' | 'pro' | 'other';

type Parsed = {readonly family: string; readonly release: string | null; readonly isPro: boolean};

/** Families whose advisories name a release by its major version, while a package's may include a minor one (`Rocky Linux:9.4`). */
const byMajor = new Set(['debian', 'almalinux', 'rocky linux', 'red hat']);

/**
 * Compares two OSV ecosystems. A name without a release covers each release. Scanners omit Ubuntu's `:LTS`
 * and Alpine's `v`; special builds (`Ubuntu:Pro:FIPS:22.04:LTS`, `Ubuntu:Nvidia-BlueField:22.04:LTS`) are other packages. Red Hat
 * names a product stream by its CPE. @source ossf.github.io/osv-schema, defined ecosystems
 */
export function matchEcosystem(theirs: string, ours: string): EcosystemMatch {
	const [them, us] = [parse(theirs), parse(ours)];
	if (them === null || us === null || them.family !== us.family) return 'other';
	if (them.release !== null && us.release !== null && them.release !== us.release) return 'other';
	// An advisory for one release says nothing about a package of an unknown one, except for streams of one product.
	if (them.release !== null && us.release === null && us.family !== 'red hat') return 'other';
	return them.isPro && !us.isPro ? 'pro' : 'same';
}

function parse(ecosystem: string): Parsed | null {
	const [name = '', ...rest] = ecosystem.split(':');
	const family = name.toLowerCase();
	if (family === 'ubuntu') return ubuntu(rest);
	const suffix = rest.join(':');
	if (suffix === '') return {family, release: null, isPro: false};
	if (family === 'alpine') return {family, release: suffix.replace(/^v/, ''), isPro: false};
	// `enterprise_linux:9::baseos`, `rhel_aus:8.4::appstream`, `9`.
	if (byMajor.has(family)) return {family, release: /(?:^|:)(\d+)/.exec(suffix)?.[1] ?? suffix, isPro: false};
	// `Maven:https://…` names a repository, not a release.
	return family === 'maven' ? {family, release: null, isPro: false} : {family, release: suffix, isPro: false};
}

function ubuntu(parts: readonly string[]): Parsed | null {
	const isPro = parts[0] === 'Pro';
	const [release = null, mark, ...more] = isPro ? parts.slice(1) : parts;
	const isPlain = more.length === 0 && (mark === undefined || mark === 'LTS') && (release === null || /^\d+\.\d+$/.test(release));
	return isPlain ? {family: 'ubuntu', release, isPro} : null;
}
