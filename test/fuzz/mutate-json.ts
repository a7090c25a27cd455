import {mutateText, oddTexts} from './mutate-text.js';
import type {Random} from './random.js';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that objects inherit something by, and such as no parser expects. */
const oddNames = [
	...'__proto__ constructor prototype toString hasOwnProperty length'.split(' '),
	'',
	'0',
	'\x1b[2J',
	'\ud800',
	'a'.repeat(2000),
];

/** A value of every type that JSON has, with their extremes. */
function oddValue(random: Random, tokens: readonly string[]): unknown {
	return random.pick<() => unknown>([
		() => null,
		() => random.once(2),
		() => random.pick([0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 53, 1e300, -1e300, 5e-324, 1_700_000_000]),
		() => random.pick(oddTexts),
		() => (tokens.length > 0 ? random.pick(tokens) : ''),
		() =>
			random
				.pick(['a', '\0', ' ', '${a:-', '/', '"', '\ud800', '\x1b[0m', 'a=b ', '\n'])
				.repeat(1 + random.below(random.once(4) ? 30_000 : 60)),
		() => [],
		() => ({}),
		() => [[null]],
		() => ({a: {b: []}}),
		() => withOwn({}, random.pick(oddNames), {polluted: true}),
		() => nested(random.once(4) ? 1000 : 30, random.once(2)),
		() => Array.from({length: 1 + random.below(random.once(4) ? 3000 : 20)}, () => random.pick(oddTexts)),
	])();
}

function nested(depth: number, inLists: boolean): unknown {
	let value: unknown = 1;
	for (let level = 0; level < depth; level++) value = inLists ? [value] : {a: value};
	return value;
}

/** A copy with one more own property, even one called `__proto__`. */
function withOwn(object: Json, name: string, value: unknown): Json {
	const copy = Object.fromEntries(Object.entries(object));
	Object.defineProperty(copy, name, {value, enumerable: true, configurable: true, writable: true});
	return copy;
}

/**
 * One mutation of a JSON value: somewhere in it another type or extreme, or a part omitted, doubled, renamed, or taken from elsewhere.
 * Parts that stay are shared with the original.
 */
export function mutateJson(value: unknown, random: Random, others: readonly unknown[], tokens: readonly string[]): unknown {
	const goesDeeper = !random.once(6);
	if (Array.isArray(value) && value.length > 0 && goesDeeper) {
		const at = random.below(value.length);
		const item: unknown = value[at];
		const changed = random.pick<() => unknown[]>([
			...Array.from({length: 12}, () => () => [mutateJson(item, random, others, tokens)]),
			() => [],
			() => [item, item],
			() => Array.from({length: 2 + random.below(300)}, () => item),
		])();
		return [...value.slice(0, at), ...changed, ...value.slice(at + 1)];
	}
	if (isObject(value) && Object.keys(value).length > 0 && goesDeeper) {
		const name = random.pick(Object.keys(value));
		const {[name]: inner, ...rest} = value;
		return random.pick<() => unknown>([
			...Array.from({length: 14}, () => () => withOwn(value, name, mutateJson(inner, random, others, tokens))),
			() => rest,
			() => withOwn(rest, random.pick([...oddNames, ...tokens]), inner),
			() => withOwn(value, random.pick([...oddNames, ...tokens]), inner),
			() => withOwn(value, name, partOf(random.pick(others), random)),
		])();
	}
	if (typeof value === 'string' && !random.once(3)) {
		const texts = others.filter(other => typeof other === 'string');
		return mutateText(value, random, [value, ...texts], tokens);
	}
	return random.once(4) ? partOf(random.pick(others), random) : oddValue(random, tokens);
}

/** Any part of another document. */
function partOf(value: unknown, random: Random): unknown {
	if (typeof value !== 'object' || value === null || random.once(4)) return value;
	const parts: readonly unknown[] = Object.values(value);
	return parts.length === 0 ? value : partOf(random.pick(parts), random);
}
