import type {Random} from './random.js';

/** No mutated text is longer: what grows with the square is far beyond its time by then. */
const longest = 60_000;

/** What parsers, terminals and regular expressions stumble over. */
export const oddTexts: readonly string[] = [
	...['\0', '\x1b[31m', '\x1b]52;c;YQ==\x07', '\x9b2J', '\r', '\n', '\n\n', '\t', '\v', '\x7f', '\x85', '\u2028', '\ufeff'],
	...['\u202e', '\u200b', '\u{e0041}', '\ud800', '\udc00', '\ufffd', 'é', 'İ', 'ß', '\u{1f469}\u200d\u{1f467}'],
	...[
		'__proto__',
		'constructor',
		'toString',
		'hasOwnProperty',
		'',
		' ',
		'"',
		"'",
		'`',
		'\\',
		'/',
		'//',
		'../',
		'/../..',
		'%',
		'%00',
		'%ff',
	],
	...': :: , ; = == | || & # @ ! ? * ** ~ ^ - -- . .. ( (( ) [ ] { } < > ${ $( ${a:-'.split(' '),
	...['true', 'null', 'undefined', 'NaN', 'Infinity', 'none', '0x', '1e5'],
];

const oddNumbers: readonly string[] = [
	...'0 -0 -1 1 00 007 255 256 65535 65536 2147483648 4294967296 9007199254740993 1e308 1e309'.split(' '),
	...['-1e309', '0.1', '.5', '5.', '1e-400', '99999999999999999999999999999999', '0x10', '1_000', '१'],
];

const delimiters = [...':,;=|/\\-_.@#"\'()[]{}<> \t\n'];

type Mutation = (text: string, random: Random, others: readonly string[], tokens: readonly string[]) => string;

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

/** A range of the text, mostly short. */
function range(text: string, random: Random): [number, number] {
	const from = random.below(text.length + 1);
	return [from, Math.min(text.length, from + 1 + random.below(random.once(3) ? text.length + 1 : 12))];
}

const mutations: readonly Mutation[] = [
	// Insert a word of the format, or something odd.
	(text, random, _, tokens) => insert(text, random.below(text.length + 1), random.pick(tokens.length > 0 ? tokens : oddTexts)),
	(text, random) => insert(text, random.below(text.length + 1), random.pick(oddTexts)),
	// Another code unit.
	(text, random) => {
		const at = random.below(text.length + 1);
		const code = random.once(2) ? (text.charCodeAt(at) || 0) ^ (1 << random.below(8)) : random.below(0x10000);
		return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
	},
	// Delete, duplicate, move, replace a range.
	(text, random) => {
		const [from, to] = range(text, random);
		return text.slice(0, from) + text.slice(to);
	},
	(text, random) => {
		const [from, to] = range(text, random);
		return insert(text, to, text.slice(from, to));
	},
	(text, random) => {
		const [from, to] = range(text, random);
		return insert(text.slice(0, from) + text.slice(to), random.below(text.length + 1), text.slice(from, to));
	},
	(text, random, _, tokens) => {
		const [from, to] = range(text, random);
		return text.slice(0, from) + random.pick([...oddTexts, ...tokens]) + text.slice(to);
	},
	// Truncate.
	(text, random) => text.slice(0, random.below(text.length + 1)),
	// Splice with another seed.
	(text, random, others) => {
		const other = random.pick(others);
		return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
	},
	// Very many of something: a range, a token, a character.
	(text, random) => {
		const [from, to] = range(text, random);
		const piece = text.slice(from, to) || 'a';
		return insert(text, to, piece.repeat(timesFor(piece, random)));
	},
	(text, random, _, tokens) => {
		const piece = random.pick([...oddTexts, ...tokens]) || 'a';
		return insert(text, random.below(text.length + 1), piece.repeat(timesFor(piece, random)));
	},
	// Nested deeply, closed or not.
	(text, random) => {
		const [open, close] = random.pick([
			['[', ']'],
			['{"a":', '}'],
			['(', ')'],
			['- ', ''],
			['${a:-', '}'],
			['"', '"'],
			['<a>', '</a>'],
		] as const);
		const times = 1 + random.below(random.once(3) ? 10_000 : 40);
		const at = random.below(text.length + 1);
		return insert(text, at, open.repeat(times) + (random.once(2) ? close.repeat(times) : ''));
	},
	// Another number.
	(text, random) => {
		const numbers = [...text.matchAll(/\d+/g)].slice(0, 200);
		if (numbers.length === 0) return insert(text, random.below(text.length + 1), random.pick(oddNumbers));
		const {index, 0: number} = random.pick(numbers);
		return text.slice(0, index) + random.pick(oddNumbers) + text.slice(index + number.length);
	},
	// Lines: delete, duplicate, swap, empty.
	(text, random) => {
		const lines = text.split('\n');
		const [one, other] = [random.below(lines.length), random.below(lines.length)];
		const [line = '', swapped = ''] = [lines[one], lines[other]];
		const changed = random.pick([[], [line, line], [swapped], ['', line], [` ${line}`], [line.trimStart()]]);
		return [...lines.slice(0, one), ...changed, ...lines.slice(one + 1)].join('\n');
	},
	// One delimiter for another; upper case for lower.
	(text, random) => {
		const [from, to] = [random.pick(delimiters), random.pick(delimiters)];
		return random.once(2) ? text.replaceAll(from, to) : text.replace(from, to);
	},
	(text, random) => (random.once(2) ? text.toUpperCase() : text.toLowerCase()),
	(text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r', '\u2028'])),
];

function timesFor(piece: string, random: Random): number {
	const most = Math.floor(longest / piece.length);
	return 1 + random.below(Math.max(1, random.once(3) ? most : Math.min(most, 50)));
}

/** One mutation of a text. @param others  seeds of the same parser */
export const mutateText = (text: string, random: Random, others: readonly string[], tokens: readonly string[]): string =>
	random.pick(mutations)(text, random, others, tokens).slice(0, longest);

/** The same for bytes, each as one character, and two more: a flipped bit and a number of several bytes. */
export function mutateBytes(
	bytes: Uint8Array,
	random: Random,
	others: readonly Uint8Array[],
	tokens: readonly string[],
): Uint8Array {
	const copy = Uint8Array.from(bytes);
	if (copy.length > 8 && random.once(2)) {
		const at = random.below(copy.length);
		if (random.once(2)) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
		else copy.fill(random.pick([0, 1, 0x30, 0x37, 0x7f, 0x80, 0xff]), at, at + random.pick([1, 2, 4, 8, 12]));
		return copy;
	}
	const text = (one: Uint8Array): string => Buffer.from(one).toString('latin1');
	return Buffer.from(mutateText(text(bytes), random, others.map(text), tokens), 'latin1');
}
