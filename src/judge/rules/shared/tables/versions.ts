/** `26.1.5+dfsg1` as numbers; a pre-release comes before its release. */
export type Version = {readonly numbers: readonly [number, number, number]; readonly preRelease: number | null};

/** `null` for what is no version: a commit, an empty text. */
export function parseVersion(text: string): Version | null {
	const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-(?:rc|beta|alpha)\.?(\d+))?/.exec(text.trim());
	// Longer numbers are none that anybody counts by, and too long for a number.
	if (match === null || match.slice(1).some(number => (number?.length ?? 0) > 9)) return null;
	return {
		numbers: [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)],
		preRelease: match[4] === undefined ? null : Number(match[4]),
	};
}

/** Negative when `a` is older. */
export function compareVersions(a: Version, b: Version): number {
	const difference = a.numbers.map((number, index) => number - (b.numbers[index] ?? 0)).find(value => value !== 0);
	return difference ?? (a.preRelease ?? Number.MAX_SAFE_INTEGER) - (b.preRelease ?? Number.MAX_SAFE_INTEGER);
}

/** `26.1.5+dfsg1`, `1.7.24~ds1`, `28.2.2-0ubuntu1`: a distribution keeps the number and backports fixes. */
export const isDistributionBuild = (text: string): boolean =>
	/[+~](dfsg|ds|deb|b\d)|ubuntu|\.(el|fc|amzn)\d|-\d+\.\w/.test(text.slice(0, 200));

/** Which releases have a flaw. */
export type Affected = {
	/** First fixed release of each branch that has one; a newer branch than all of them has the fix. Empty: not known. */
	readonly fixed: readonly string[];
	/** First affected release, where not all before the fix are. */
	readonly since?: string | undefined;
};

/** Whether a release lies before the fix of its branch, or before the last of the fixes where its branch got none. */
export function isAffected(version: Version, {fixed, since}: Affected): boolean {
	const first = since === undefined ? null : parseVersion(since);
	if (first !== null && compareVersions(version, first) < 0) return false;
	const fixes = fixed.flatMap(text => parseVersion(text) ?? []);
	const [major, minor] = version.numbers;
	const own = fixes.filter(({numbers}) => numbers[0] === major && numbers[1] === minor);
	if (own.length > 0) return own.every(fix => compareVersions(version, fix) < 0);
	return fixes.some(fix => compareVersions(version, fix) < 0);
}
