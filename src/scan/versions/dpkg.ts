import {compareNumbers} from './compare.js';

/**
 * Compares versions of Debian packages: negative when `a` is older. @source deb-version(7): epoch, upstream, revision; digits by value,
 * the rest letter by letter with `~` before the end, letters before everything else.
 */
export function compareDpkg(a: string, b: string): number {
	const left = split(a);
	const right = split(b);
	return (
		compareNumbers(left.epoch, right.epoch) ||
		compareParts(left.upstream, right.upstream) ||
		compareParts(left.revision, right.revision)
	);
}

function split(version: string): {epoch: string; upstream: string; revision: string} {
	const trimmed = version.trim();
	const colon = trimmed.indexOf(':');
	const rest = trimmed.slice(colon + 1);
	const hyphen = rest.lastIndexOf('-');
	return {
		epoch: colon === -1 ? '0' : trimmed.slice(0, colon),
		upstream: hyphen === -1 ? rest : rest.slice(0, hyphen),
		revision: hyphen === -1 ? '' : rest.slice(hyphen + 1),
	};
}

const isDigit = (character: string | undefined): boolean => character !== undefined && character >= '0' && character <= '9';

function order(character: string | undefined): number {
	if (character === undefined || isDigit(character)) return 0;
	if (character === '~') return -1;
	return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

function compareParts(a: string, b: string): number {
	let left = 0;
	let right = 0;
	while (left < a.length || right < b.length) {
		while ((left < a.length && !isDigit(a[left])) || (right < b.length && !isDigit(b[right]))) {
			const difference = order(a[left]) - order(b[right]);
			if (difference !== 0) return difference;
			left += 1;
			right += 1;
		}
		const [digitsLeft] = /^\d*/.exec(a.slice(left)) ?? [''];
		const [digitsRight] = /^\d*/.exec(b.slice(right)) ?? [''];
		const difference = compareNumbers(digitsLeft, digitsRight);
		if (difference !== 0) return difference;
		left += digitsLeft.length;
		right += digitsRight.length;
	}
	return 0;
}
