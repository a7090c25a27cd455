import {compareText} from '../../base/index.js';

/** Decimal strings of any length: versions contain dates and hashes that a double cannot represent. */
export function compareNumbers(a: string, b: string): number {
	const left = a.replace(/^0+/, '');
	const right = b.replace(/^0+/, '');
	return left.length - right.length || compareText(left, right);
}

/** Compares element by element; the first difference decides. @param missing  stands for elements of the shorter list; `null`: it is less */
export function compareLists<T>(
	a: readonly T[],
	b: readonly T[],
	compare: (a: T, b: T, index: number) => number,
	missing: T | null = null,
): number {
	for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
		const left = a[index] ?? missing;
		const right = b[index] ?? missing;
		if (left === null || right === null) return a.length - b.length;
		const difference = compare(left, right, index);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Longer than any index accepts. What a library does with zeros at the end of a version takes the square of their number. */
const MAX_VERSION_LENGTH = 256;

/** The order of what a library reads. Versions that it does not read sort before all others, by their text, so that the order is total. */
export function orderOf<V>(read: (version: string) => V | null, compare: (a: V, b: V) => number) {
	const readShort = (version: string) => (version.length > MAX_VERSION_LENGTH ? null : read(version.trim()));
	return (a: string, b: string): number => {
		const [left, right] = [readShort(a), readShort(b)];
		if (left === null || right === null) return left === right ? compareText(a, b) : left === null ? -1 : 1;
		return compare(left, right);
	};
}
