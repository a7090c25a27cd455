import {type SafeText, safe, sanitise, trusted} from '../base/index.js';
import {matchEcosystem} from './advisories/ecosystem.js';
import type {CoveragePart} from './coverage.js';
import type {InstalledPackage, PackageInventory} from './inventory/package.js';
import {rpmNote} from './inventory/wanted.js';

type Judged = {
	/** `null`: OSV has no such distribution. */
	readonly ecosystem: string | null;
	readonly packages: readonly InstalledPackage[];
	/** The ecosystems with their releases that there are advisories for; `null`: all (api.osv.dev); none: nothing is imported. */
	readonly releases: readonly string[] | null;
	readonly distribution: PackageInventory['distribution'];
};

/** How much of one ecosystem of an inventory the advisories at hand can judge: all of it, or nothing. */
export function inventoryPart({ecosystem, packages, releases, distribution}: Judged): CoveragePart {
	const catalogued = packages.length;
	const reason = ecosystem === null ? unknownDistribution(distribution) : withoutAdvisories(ecosystem, releases);
	const name = sanitise(ecosystem ?? distribution?.id ?? packages[0]?.type ?? 'unknown');
	return {ecosystem: name, catalogued, judged: reason === null ? catalogued : 0, reason};
}

const unknownDistribution = (distribution: PackageInventory['distribution']): SafeText =>
	distribution === null
		? trusted('the image does not name its distribution')
		: safe`OSV knows no ${distribution.id} distribution`;

/** Families whose advisories are about one release: without it, none of them applies. */
const releaseFamilies = ['Debian', 'Ubuntu', 'Alpine'];

function withoutAdvisories(ecosystem: string, releases: readonly string[] | null): SafeText | null {
	if (releases?.length === 0) return trusted('no advisories are imported');
	if (releases?.some(release => matchEcosystem(release, ecosystem) === 'same')) return null;
	if (releaseFamilies.includes(ecosystem))
		return trusted('the image does not state a stable release, and advisories are about those');
	return releases === null ? null : safe`the imported advisories are for other releases (${shortened(releases)})`;
}

const shortened = (releases: readonly string[]): SafeText =>
	sanitise(`${releases.toSorted().slice(0, 4).join(', ')}${releases.length > 4 ? ', …' : ''}`);

/** The operating system's packages where the inventory does not read them: rpm, and databases of other package managers. */
export function unreadSystem({distribution, packages, notes}: PackageInventory): readonly CoveragePart[] {
	const unread = {catalogued: null, judged: 0};
	if (notes.includes(rpmNote)) return [{...unread, ecosystem: distribution?.id ?? trusted('rpm'), reason: rpmNote}];
	if (distribution === null || packages.some(({type}) => type === 'deb' || type === 'apk')) return [];
	return [{...unread, ecosystem: distribution.id, reason: trusted('the basic scan found no package database that it reads')}];
}
