/**
 * A state of the machine that a pattern is made into: a test of one character, or of the place between two, or none, and where it leads.
 */
type State = {
	readonly accepts: ((character: string) => boolean) | null;
	readonly holds: PlaceTest | null;
	readonly next: State[];
	seen: number;
};

/** An assertion (`^`, `$`, `\b`) at an index of the text. */
type PlaceTest = (text: string, at: number) => boolean;

type Node =
	| {readonly kind: 'one'; readonly accepts: (character: string) => boolean}
	| {readonly kind: 'place'; readonly holds: PlaceTest}
	| {readonly kind: 'all'; readonly of: readonly Node[]}
	| {readonly kind: 'any'; readonly of: readonly Node[]}
	| {readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number};

/** What one container or one file may make of its patterns must not cost more than any other. */
const MAX_LENGTH = 500;
const MAX_DEPTH = 20;
const MAX_STATES = 2000;

class UnreadablePattern extends Error {}

/**
 * A foreign regular expression as a test of texts. It is matched without backtracking, in steps that the length of the pattern times that
 * of the text limits.
 *
 * @param covers  the whole text, as a proxy compares paths, or any part of it
 * @returns `null` for one that uses what needs backtracking (references, lookaround), flags or named classes, or is too long
 * @source RE2's syntax: https://github.com/google/re2/wiki/Syntax; ECMA-262 with the flag u means the same by what is read here
 */
export function linearPattern(pattern: string, covers: 'whole' | 'part'): ((text: string) => boolean) | null {
	if (pattern.length > MAX_LENGTH) return null;
	try {
		const states = {left: MAX_STATES};
		const end: State = {accepts: null, holds: null, next: [], seen: 0};
		const start = compile(parse(pattern), end, states);
		return text => matches(start, end, text, covers === 'whole');
	} catch (error) {
		if (error instanceof UnreadablePattern) return null;
		throw error;
	}
}

function matches(start: State, end: State, text: string, isWhole: boolean): boolean {
	let now: State[] = [];
	round += 1;
	enter(start, now, text, 0);
	for (let at = 0; at < text.length; ) {
		if (!isWhole && end.seen === round) return true;
		const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
		at += character.length;
		round += 1;
		const next: State[] = [];
		for (const {accepts, next: targets} of now)
			if (accepts?.(character) === true) for (const target of targets) enter(target, next, text, at);
		if (!isWhole) enter(start, next, text, at);
		now = next;
	}
	return end.seen === round;
}

/** Counts the places of all matches, so that a state knows whether it was entered at this one. */
let round = 0;

/** Enters a state, and all to which it leads without a character; no deeper than there are states. */
function enter(state: State, into: State[], text: string, at: number): void {
	if (state.seen === round) return;
	state.seen = round;
	if (state.accepts !== null) into.push(state);
	else if (state.holds === null || state.holds(text, at)) for (const next of state.next) enter(next, into, text, at);
}

function compile(node: Node, next: State, states: {left: number}): State {
	states.left -= 1;
	if (states.left < 0) throw new UnreadablePattern();
	if (node.kind === 'one') return {accepts: node.accepts, holds: null, next: [next], seen: 0};
	if (node.kind === 'place') return {accepts: null, holds: node.holds, next: [next], seen: 0};
	if (node.kind === 'all') return node.of.reduceRight((after, one) => compile(one, after, states), next);
	if (node.kind === 'any') return {accepts: null, holds: null, next: node.of.map(one => compile(one, next, states)), seen: 0};
	let after = next;
	if (node.most === Number.POSITIVE_INFINITY) {
		const again: State = {accepts: null, holds: null, next: [next], seen: 0};
		again.next.push(compile(node.of, again, states));
		after = again;
	} else
		for (let left = node.most - node.least; left > 0; left--)
			after = {accepts: null, holds: null, next: [next, compile(node.of, after, states)], seen: 0};
	for (let left = node.least; left > 0; left--) after = compile(node.of, after, states);
	return after;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);
const isEdge: PlaceTest = (text, at) => isWord(text[at - 1]) !== isWord(text[at]);
const places: Readonly<Partial<Record<string, PlaceTest>>> = {
	'^': (_, at) => at === 0,
	$: (text, at) => at === text.length,
	'\\b': isEdge,
	'\\B': (text, at) => !isEdge(text, at),
};

/** One character by its name or number, but no half of one. */
const namedCharacter = /^\\(?:[nrtfv]|x[\dA-Fa-f]{2}|u(?![Dd][89A-Fa-f])[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,6}\}|[pP]\{[\w=]{1,60}\})/;

/** A pattern, and how far it was read. */
type Source = {readonly pattern: string; at: number};

function parse(pattern: string): Node {
	const source: Source = {pattern, at: 0};
	const whole = alternatives(source, 0);
	if (source.at < pattern.length) throw new UnreadablePattern();
	return whole;
}

function alternatives(source: Source, depth: number): Node {
	if (depth > MAX_DEPTH) throw new UnreadablePattern();
	const of = [sequence(source, depth)];
	while (source.pattern[source.at] === '|') {
		source.at += 1;
		of.push(sequence(source, depth));
	}
	return {kind: 'any', of};
}

function sequence(source: Source, depth: number): Node {
	const of: Node[] = [];
	while (source.at < source.pattern.length && source.pattern[source.at] !== '|' && source.pattern[source.at] !== ')') {
		const holds = place(source);
		of.push(holds === null ? repeated(source, atom(source, depth)) : {kind: 'place', holds});
	}
	return {kind: 'all', of};
}

function place(source: Source): PlaceTest | null {
	const sign =
		source.pattern[source.at] === '\\' ? source.pattern.slice(source.at, source.at + 2) : (source.pattern[source.at] ?? '');
	const holds = places[sign] ?? null;
	if (holds !== null) source.at += sign.length;
	return holds;
}

function atom(source: Source, depth: number): Node {
	const character = String.fromCodePoint(source.pattern.codePointAt(source.at) ?? 0);
	if (character === '(') return group(source, depth);
	if (character === '[') return characterClass(source);
	if (character === '\\') return escaped(source);
	if ('^$*+?{'.includes(character)) throw new UnreadablePattern();
	source.at += character.length;
	return {kind: 'one', accepts: character === '.' ? one => one !== '\n' : one => one === character};
}

function group(source: Source, depth: number): Node {
	const opening = /^\((?:\?:|\?P?<\w+>|(?!\?))/.exec(source.pattern.slice(source.at, source.at + 60));
	if (opening === null) throw new UnreadablePattern();
	source.at += opening[0].length;
	const inside = alternatives(source, depth + 1);
	if (source.pattern[source.at] !== ')') throw new UnreadablePattern();
	source.at += 1;
	return inside;
}

function characterClass(source: Source): Node {
	let end = source.at + 1;
	if (source.pattern[end] === '^') end += 1;
	if (source.pattern[end] === ']') throw new UnreadablePattern();
	while (end < source.pattern.length && source.pattern[end] !== ']') end += source.pattern[end] === '\\' ? 2 : 1;
	const text = source.pattern.slice(source.at, end + 1);
	if (text.includes('[:')) throw new UnreadablePattern();
	source.at = end + 1;
	return oneOf(text);
}

/** Any punctuation stands for itself. */
function escaped(source: Source): Node {
	const named = namedCharacter.exec(source.pattern.slice(source.at, source.at + 70))?.[0];
	if (named !== undefined) {
		source.at += named.length;
		return oneOf(named);
	}
	const sign = source.pattern[source.at + 1] ?? '';
	source.at += 2;
	if (/^[dDwWsS]$/.test(sign)) return oneOf(`\\${sign}`);
	if (/^(\w?|[^\0-\x7f])$/.test(sign)) throw new UnreadablePattern();
	return {kind: 'one', accepts: one => one === sign};
}

/** A class, which JavaScript reads as RE2 does: of a single character, so that nothing can backtrack. */
function oneOf(text: string): Node {
	try {
		const single = new RegExp(`^${text}$`, 'u');
		return {kind: 'one', accepts: one => single.test(one)};
	} catch {
		throw new UnreadablePattern();
	}
}

function repeated(source: Source, node: Node): Node {
	const counted = /^(?:([*+?])|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})\??/.exec(source.pattern.slice(source.at, source.at + 12));
	if (counted === null) return node;
	source.at += counted[0].length;
	const [, sign, least, comma, most] = counted;
	if (sign !== undefined)
		return {kind: 'repeat', of: node, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY};
	const low = Number(least);
	const high = comma === undefined ? low : most === undefined ? Number.POSITIVE_INFINITY : Number(most);
	if (high < low) throw new UnreadablePattern();
	return {kind: 'repeat', of: node, least: low, most: high};
}
