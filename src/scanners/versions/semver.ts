import {compareNumbers} from './dpkg.js';

/**
 * Compares versions by Semantic Versioning 2.0.0, section 11: negative when `a` is older. As lenient as registries: a leading `v`,
 * missing parts (`1.2`), more than three parts (`1.2.3.4`). Build metadata is ignored.
 */
export function compareSemver(a: string, b: string): number {
	const left = split(a);
	const right = split(b);
	return compareCore(left.core, right.core) || comparePrerelease(left.prerelease, right.prerelease);
}

function split(version: string): {core: string[]; prerelease: string[] | null} {
	const [plain = ''] = version
		.trim()
		.replace(/^[vV=]+/, '')
		.split('+');
	const hyphen = plain.indexOf('-');
	const core = (hyphen === -1 ? plain : plain.slice(0, hyphen)).split('.');
	return {core, prerelease: hyphen === -1 ? null : plain.slice(hyphen + 1).split('.')};
}

function compareCore(a: readonly string[], b: readonly string[]): number {
	for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
		const difference = compareIdentifiers(a[index] || '0', b[index] || '0');
		if (difference !== 0) return difference;
	}
	return 0;
}

function comparePrerelease(a: readonly string[] | null, b: readonly string[] | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
		const left = a[index];
		const right = b[index];
		if (left === undefined) return -1;
		if (right === undefined) return 1;
		const difference = compareIdentifiers(left, right);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Numbers by value and before words; words by their characters. */
function compareIdentifiers(a: string, b: string): number {
	const numeric = [/^\d+$/.test(a), /^\d+$/.test(b)];
	if (numeric[0] && numeric[1]) return compareNumbers(a, b);
	if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}
