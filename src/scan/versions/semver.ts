import {compareText} from '../../base/index.js';
import {compareLists, compareNumbers} from './compare.js';

/**
 * Compares versions by Semantic Versioning 2.0.0, section 11: negative when `a` is older. As lenient as registries: a leading `v`,
 * missing parts (`1.2`), more than three parts (`1.2.3.4`). Build metadata is ignored.
 */
export function compareSemver(a: string, b: string): number {
	const left = split(a);
	const right = split(b);
	return compareLists(left.core, right.core, compareIdentifiers, '0') || comparePrerelease(left.prerelease, right.prerelease);
}

function split(version: string): {core: string[]; prerelease: string[] | null} {
	const [plain = ''] = version
		.trim()
		.replace(/^[vV=]+/, '')
		.split('+');
	const hyphen = plain.indexOf('-');
	// `1..2`: a missing part is zero.
	const core = (hyphen === -1 ? plain : plain.slice(0, hyphen)).split('.').map(part => part || '0');
	return {core, prerelease: hyphen === -1 ? null : plain.slice(hyphen + 1).split('.')};
}

function comparePrerelease(a: readonly string[] | null, b: readonly string[] | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	return compareLists(a, b, compareIdentifiers);
}

/** Numbers by value and before words; words by their characters. */
function compareIdentifiers(a: string, b: string): number {
	const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
	if (left !== right) return left ? -1 : 1;
	return left ? compareNumbers(a, b) : compareText(a, b);
}
