import {compareText} from '../../base/index.js';
import {compareLists, compareNumbers} from './compare.js';

/**
 * Compares versions of Python packages by PEP 440: negative when `a` is older. Order within a release: dev, alpha, beta, rc, final, post;
 * spellings are normalised first (`1.0-1` is a post release, `1.0ALPHA1` is `1.0a1`). Versions outside the PEP sort before all others.
 */
export function comparePep440(a: string, b: string): number {
	const left = parse(a);
	const right = parse(b);
	if (left === null || right === null) return left === right ? compareText(a, b) : left === null ? -1 : 1;
	return (
		compareNumbers(left.epoch, right.epoch) ||
		compareLists(left.release, right.release, compareNumbers, '0') ||
		comparePhase(left.pre, right.pre) ||
		comparePhase(left.post, right.post) ||
		comparePhase(left.dev, right.dev) ||
		compareLocal(left.local, right.local)
	);
}

/** `rank` orders the kinds, `number` orders within one. */
type Phase = {rank: number; number: string};
type PythonVersion = {epoch: string; release: string[]; pre: Phase; post: Phase; dev: Phase; local: string[] | null};

const pattern =
	/^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const preRanks: Readonly<Record<string, number>> = {a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2};

function parse(version: string): PythonVersion | null {
	const parts = pattern.exec(version.trim().toLowerCase());
	if (parts?.[2] === undefined) return null;
	const [, epoch, release, pre, preNumber, bare, post, postNumber, dev, devNumber, local] = parts;
	const isPost = bare !== undefined || post !== undefined;
	return {
		epoch: epoch ?? '0',
		release: release?.split('.') ?? [],
		// `1.0.dev1` comes before `1.0a1`; a final release after every pre-release.
		pre:
			pre === undefined
				? {rank: dev !== undefined && !isPost ? -1 : 3, number: ''}
				: {rank: preRanks[pre] ?? 0, number: preNumber ?? ''},
		post: isPost ? {rank: 1, number: bare ?? postNumber ?? ''} : {rank: 0, number: ''},
		dev: dev === undefined ? {rank: 1, number: ''} : {rank: 0, number: devNumber ?? ''},
		local: local?.split(/[-_.]/) ?? null,
	};
}

const comparePhase = (a: Phase, b: Phase): number => a.rank - b.rank || compareNumbers(a.number, b.number);

function compareLocal(a: readonly string[] | null, b: readonly string[] | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
	return compareLists(a, b, compareSegments);
}

/** Numbers by value and after words. */
function compareSegments(a: string, b: string): number {
	const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
	if (left !== right) return left ? 1 : -1;
	return left ? compareNumbers(a, b) : compareText(a, b);
}
