/**
 * Whether a version is older than the fix on its own branch: `1.2.5` with fixes 1.2.8 and 1.3.3 is, `1.3.3` is not. A branch below
 * all of them has no fix and counts as older; a version that cannot be read does not.
 *
 * @param fixed  first fixed version of each branch, ascending
 */
export function olderThan(version: string, fixed: readonly string[]): boolean {
	const own = numbers(version);
	const [first] = fixed;
	if (own === null || first === undefined) return false;
	const branch = fixed.map(numbers).find(fix => fix !== null && fix[0] === own[0] && fix[1] === own[1]);
	if (branch) return own[2] < branch[2];
	const lowest = numbers(first);
	return lowest !== null && (own[0] < lowest[0] || (own[0] === lowest[0] && own[1] < lowest[1]));
}

function numbers(version: string): [number, number, number] | null {
	const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
	return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}
