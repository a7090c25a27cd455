/** Addresses of one family as numbers: sorted, disjoint, each range without its end. */
export type Ranges = readonly (readonly [from: bigint, end: bigint])[];
export type AddressFamily = 4 | 6;

const bits = (family: AddressFamily): bigint => (family === 4 ? 32n : 128n);

/** Every address of the family. */
export const everyAddress = (family: AddressFamily): Ranges => [[0n, 1n << bits(family)]];

/** `192.0.2.1` or `2001:db8::1` as a number; `null` for what is not an address of the family. @source RFC 4291 2.2 */
export function addressNumber(text: string, family: AddressFamily): bigint | null {
	return family === 4 ? ipv4Number(text) : ipv6Number(text);
}

function ipv4Number(text: string): bigint | null {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	return parts === undefined || parts.some(part => part > 255)
		? null
		: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function ipv6Number(given: string): bigint | null {
	if (given.length > 45) return null;
	const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(given);
	const last = mapped === null ? null : ipv4Number(mapped[2] ?? '');
	if (mapped !== null && last === null) return null;
	const text = last === null ? given : `${mapped?.[1] ?? ''}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`;
	const halves = text.split('::');
	if (halves.length > 2) return null;
	const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')));
	const missing = 8 - head.length - tail.length;
	if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
	const groups = [...head, ...Array.from({length: missing}, () => '0'), ...tail];
	if (!groups.every(group => /^[\da-f]{1,4}$/i.test(group))) return null;
	return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.1-10.0.0.9` or one address; `null` where it is none of the family. */
export function parseRange(text: string, family: AddressFamily): Ranges[number] | null {
	const [first = '', last] = text.split('-');
	if (last !== undefined) {
		const [from, to] = [addressNumber(first, family), addressNumber(last, family)];
		return from === null || to === null || to < from ? null : [from, to + 1n];
	}
	const [address = '', prefix] = text.split('/');
	const number = addressNumber(address, family);
	if (number === null) return null;
	if (prefix === undefined) return [number, number + 1n];
	const length = prefixLength(prefix, family);
	if (length === null) return null;
	const free = bits(family) - length;
	const from = (number >> free) << free;
	return [from, from + (1n << free)];
}

function prefixLength(text: string, family: AddressFamily): bigint | null {
	if (/^\d{1,3}$/.test(text)) return BigInt(text) <= bits(family) ? BigInt(text) : null;
	const mask = addressNumber(text, family);
	const ones = mask === null ? null : /^(1*)0*$/.exec(mask.toString(2).padStart(Number(bits(family)), '0'))?.[1];
	return ones === null || ones === undefined ? null : BigInt(ones.length);
}

/** What lies in either. */
export function union(a: Ranges, b: Ranges): Ranges {
	if (a.length === 0) return b;
	return b.length === 0 ? a : merged([...a, ...b]);
}

/** Ranges in any order, some of which may overlap, as sorted and disjoint ones. */
export function merged(given: Ranges): Ranges {
	const found: [bigint, bigint][] = [];
	for (const [from, end] of [...given].sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0))) {
		const last = found.at(-1);
		if (last === undefined || from > last[1]) found.push([from, end]);
		else if (end > last[1]) last[1] = end;
	}
	return found;
}

/** `Math.max` takes no bigint. */
const larger = (a: bigint, b: bigint): bigint => (a < b ? b : a);

/** What lies in both. */
export function intersect(a: Ranges, b: Ranges): Ranges {
	const found: [bigint, bigint][] = [];
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		const [x, y] = [a[i], b[j]];
		if (x === undefined || y === undefined) break;
		const from = larger(x[0], y[0]);
		const end = -larger(-x[1], -y[1]);
		if (from < end) found.push([from, end]);
		if (x[1] < y[1]) i++;
		else j++;
	}
	return found;
}

/** What lies in `a` and not in `b`. */
export function subtract(a: Ranges, b: Ranges): Ranges {
	if (a.length === 0 || b.length === 0) return a;
	const left: [bigint, bigint][] = [];
	let j = 0;
	for (const [from, end] of a) {
		let start = from;
		while ((b[j]?.[1] ?? end) <= start && j < b.length) j++;
		for (let k = j; k < b.length && (b[k]?.[0] ?? end) < end; k++) {
			const [hole, after] = b[k] ?? [end, end];
			if (hole > start) left.push([start, hole]);
			if (after > start) start = after;
		}
		if (start < end) left.push([start, end]);
	}
	return left;
}

/** How many addresses these are. */
export const countOf = (ranges: Ranges): bigint => ranges.reduce((sum, [from, end]) => sum + end - from, 0n);

/** The ranges as blocks (`10.0.0.0/8`), the first `most` of them. */
export function blocksOf(ranges: Ranges, family: AddressFamily, most: number): string[] {
	const blocks: string[] = [];
	for (const [start, end] of ranges)
		for (let from = start; from < end; ) {
			if (blocks.length === most) return [...blocks, '…'];
			let free = 0n;
			while (free < bits(family) && from % (2n << free) === 0n && from + (2n << free) <= end) free++;
			blocks.push(`${addressText(from, family)}${free === 0n ? '' : `/${bits(family) - free}`}`);
			from += 1n << free;
		}
	return blocks;
}

function addressText(number: bigint, family: AddressFamily): string {
	if (family === 4) return [24n, 16n, 8n, 0n].map(shift => (number >> shift) & 0xffn).join('.');
	const groups = Array.from({length: 8}, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
	return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}
