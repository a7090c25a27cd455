import {compareText} from '../../base/index.js';
import {compareLists, compareNumbers} from './compare.js';

/**
 * Compares versions of Alpine packages: negative when `a` is older.
 * `digits{.digits}[letter]{_suffix[digits]}[~hash][-rdigits]`; `_alpha _beta _pre _rc` come before the release, `_cvs _svn _git _hg _p`
 * after it; a component with a leading zero compares as a fraction, except the first. @source apk-package(5), apk-tools src/version.c
 */
export function compareApk(a: string, b: string): number {
	const left = parse(a);
	const right = parse(b);
	// A version that does not follow the format sorts by its text, so that the order stays total.
	if (left === null || right === null) return compareText(a, b);
	return (
		compareLists(left.digits, right.digits, compareDigits) ||
		compareText(left.letter, right.letter) ||
		compareLists(left.suffixes, right.suffixes, compareSuffixes, release) ||
		compareNumbers(left.revision, right.revision)
	);
}

type Suffix = {rank: number; number: string};
type ApkVersion = {digits: string[]; letter: string; suffixes: Suffix[]; revision: string};

const before = ['alpha', 'beta', 'pre', 'rc'];
const after = ['cvs', 'svn', 'git', 'hg', 'p'];
/** The release itself: without a suffix. */
const release: Suffix = {rank: 0, number: ''};
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

const compareDigits = (a: string, b: string, index: number): number =>
	index > 0 && (a.startsWith('0') || b.startsWith('0')) ? compareText(a, b) : compareNumbers(a, b);

const compareSuffixes = (a: Suffix, b: Suffix): number => a.rank - b.rank || compareNumbers(a.number, b.number);
