/** A state of the machine that a pattern is made into: a test of one character, or none, and where it leads. */
type State = {readonly accepts: ((character: string) => boolean) | null; readonly next: State[]; seen: number};

type Node =
	| {readonly kind: 'one'; readonly accepts: (character: string) => boolean}
	| {readonly kind: 'all'; readonly of: readonly Node[]}
	| {readonly kind: 'any'; readonly of: readonly Node[]}
	| {readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number};

/** What one container may make of its command line must not cost more than any other. */
const longest = 500;
const deepest = 20;
const mostStates = 2000;

class UnreadablePattern extends Error {}

/**
 * A regular expression of a proxy's configuration as a test of whole paths. It is matched without backtracking, in steps that the length
 * of the pattern and of the path limit, since the pattern is foreign.
 *
 * @returns `null` for one that uses more of the syntax than lists of paths do (flags, assertions, named classes), or is too long
 * @source RE2's syntax: https://github.com/google/re2/wiki/Syntax
 */
export function pathPattern(pattern: string): ((path: string) => boolean) | null {
	if (pattern.length > longest) return null;
	try {
		const states = {left: mostStates};
		const end: State = {accepts: null, next: [], seen: 0};
		const start = compile(parse(pattern), end, states);
		return path => matches(start, end, path);
	} catch (error) {
		if (error instanceof UnreadablePattern) return null;
		throw error;
	}
}

function matches(start: State, end: State, path: string): boolean {
	round += 1;
	let now: State[] = [];
	enter(start, now);
	for (const character of path) {
		round += 1;
		const next: State[] = [];
		for (const {accepts, next: targets} of now)
			if (accepts?.(character) === true) for (const target of targets) enter(target, next);
		now = next;
	}
	return end.seen === round;
}

/** Counts the steps of all matches, so that a state knows whether it was entered in this one. */
let round = 0;

/** Enters a state, and all to which it leads without a character; no deeper than there are states. */
function enter(state: State, into: State[]): void {
	if (state.seen === round) return;
	state.seen = round;
	if (state.accepts !== null) into.push(state);
	else for (const next of state.next) enter(next, into);
}

function compile(node: Node, next: State, states: {left: number}): State {
	states.left -= 1;
	if (states.left < 0) throw new UnreadablePattern();
	if (node.kind === 'one') return {accepts: node.accepts, next: [next], seen: 0};
	if (node.kind === 'all') return node.of.reduceRight((after, one) => compile(one, after, states), next);
	if (node.kind === 'any') return {accepts: null, next: node.of.map(one => compile(one, next, states)), seen: 0};
	let after = next;
	if (node.most === Number.POSITIVE_INFINITY) {
		const again: State = {accepts: null, next: [next], seen: 0};
		again.next.push(compile(node.of, again, states));
		after = again;
	} else
		for (let left = node.most - node.least; left > 0; left--)
			after = {accepts: null, next: [next, compile(node.of, after, states)], seen: 0};
	for (let left = node.least; left > 0; left--) after = compile(node.of, after, states);
	return after;
}

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
			// The whole path is matched anyway: at the ends of the pattern they change nothing, elsewhere nothing is matched.
			if ((pattern[at] === '^' && at === 0) || (pattern[at] === '$' && at === pattern.length - 1)) at += 1;
			else of.push(repeated(atom(depth)));
		}
		return {kind: 'all', of};
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
