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
const longest = 500;
const deepest = 20;
const mostStates = 2000;

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
	if (pattern.length > longest) return null;
	try {
		const states = {left: mostStates};
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

function parse(pattern: string): Node {
	let at = 0;
	const whole = alternatives(0);
	if (at < pattern.length) throw new UnreadablePattern();
	return whole;

	function alternatives(depth: number): Node {
		if (depth > deepest) throw new UnreadablePattern();
		const of = [sequence(depth)];
		while (pattern[at] === '|') {
			at += 1;
			of.push(sequence(depth));
		}
		return {kind: 'any', of};
	}

	function sequence(depth: number): Node {
		const of: Node[] = [];
		while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
			const holds = place();
			of.push(holds === null ? repeated(atom(depth)) : {kind: 'place', holds});
		}
		return {kind: 'all', of};
	}

	function place(): PlaceTest | null {
		const sign = pattern[at] === '\\' ? pattern.slice(at, at + 2) : (pattern[at] ?? '');
		const holds = places[sign] ?? null;
		if (holds !== null) at += sign.length;
		return holds;
	}

	function atom(depth: number): Node {
		const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
		if (character === '(') return group(depth);
		if (character === '[') return characterClass();
		if (character === '\\') return escaped();
		if ('^$*+?{'.includes(character)) throw new UnreadablePattern();
		at += character.length;
		return {kind: 'one', accepts: character === '.' ? one => one !== '\n' : one => one === character};
	}

	function group(depth: number): Node {
		const opening = /^\((?:\?:|\?P?<\w+>|(?!\?))/.exec(pattern.slice(at, at + 60));
		if (opening === null) throw new UnreadablePattern();
		at += opening[0].length;
		const inside = alternatives(depth + 1);
		if (pattern[at] !== ')') throw new UnreadablePattern();
		at += 1;
		return inside;
	}

	function characterClass(): Node {
		let end = at + 1;
		if (pattern[end] === '^') end += 1;
		if (pattern[end] === ']') throw new UnreadablePattern();
		while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1;
		const text = pattern.slice(at, end + 1);
		if (text.includes('[:')) throw new UnreadablePattern();
		at = end + 1;
		return oneOf(text);
	}

	/** Any punctuation stands for itself. */
	function escaped(): Node {
		const named = namedCharacter.exec(pattern.slice(at, at + 70))?.[0];
		if (named !== undefined) {
			at += named.length;
			return oneOf(named);
		}
		const sign = pattern[at + 1] ?? '';
		at += 2;
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

	function repeated(node: Node): Node {
		const counted = /^(?:([*+?])|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})\??/.exec(pattern.slice(at, at + 12));
		if (counted === null) return node;
		at += counted[0].length;
		const [, sign, least, comma, most] = counted;
		if (sign !== undefined)
			return {kind: 'repeat', of: node, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY};
		const low = Number(least);
		const high = comma === undefined ? low : most === undefined ? Number.POSITIVE_INFINITY : Number(most);
		if (high < low) throw new UnreadablePattern();
		return {kind: 'repeat', of: node, least: low, most: high};
	}
}
