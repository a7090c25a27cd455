import {compareNumbers} from './dpkg.js';

/**
 * Compares versions of Alpine packages: negative when `a` is older.
 * `digits{.digits}[letter]{_suffix[digits]}[~hash][-rdigits]`; `_alpha _beta _pre _rc` come before the release, `_cvs _svn _git _hg _p`
 * after it; a component with a leading zero compares as a fraction, except the first. @source apk-package(5), apk-tools src/version.c
 */
export function compareApk(a: string, b: string): number {
	const left = parse(a);
	const right = parse(b);
	// A version that does not follow the format sorts by its text, so that the order stays total.
	if (left === null || right === null) return a < b ? -1 : a > b ? 1 : 0;
	return (
		compareDigits(left.digits, right.digits) ||
		compareText(left.letter, right.letter) ||
		compareSuffixes(left.suffixes, right.suffixes) ||
		compareNumbers(left.revision, right.revision)
	);
}

type ApkVersion = {digits: string[]; letter: string; suffixes: {rank: number; number: string}[]; revision: string};

const before = ['alpha', 'beta', 'pre', 'rc'];
const after = ['cvs', 'svn', 'git', 'hg', 'p'];
/** The release itself is 0. */
const rankOf = (suffix: string) => (before.includes(suffix) ? before.indexOf(suffix) - before.length : after.indexOf(suffix) + 1);

function parse(version: string): ApkVersion | null {
	const parts = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/.exec(
		version.trim(),
	);
	if (parts?.[1] === undefined) return null;
	const suffixes = [...(parts[3] ?? '').matchAll(/_([a-z]+)(\d*)/g)];
	return {
		digits: parts[1].split('.'),
		letter: parts[2] ?? '',
		suffixes: suffixes.map(([, word = '', digits = '']) => ({rank: rankOf(word), number: digits})),
		revision: parts[4] ?? '0',
	};
}

function compareDigits(a: readonly string[], b: readonly string[]): number {
	for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
		const left = a[index];
		const right = b[index];
		if (left === undefined) return -1;
		if (right === undefined) return 1;
		const fractions = index > 0 && (left.startsWith('0') || right.startsWith('0'));
		const difference = fractions ? compareText(left, right) : compareNumbers(left, right);
		if (difference !== 0) return difference;
	}
	return 0;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareSuffixes(a: ApkVersion['suffixes'], b: ApkVersion['suffixes']): number {
	for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
		const left = a[index] ?? {rank: 0, number: ''};
		const right = b[index] ?? {rank: 0, number: ''};
		const difference = left.rank - right.rank || compareNumbers(left.number, right.number);
		if (difference !== 0) return difference;
	}
	return 0;
}
