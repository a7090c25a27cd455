import {inSlices} from './sliced.js';

type Open = {value: unknown[]} | {value: Record<string, unknown>; key: string | null};

const maximumDepth = 500;
/** Values between two checks of the clock. */
const valuesPerStep = 2000;

/**
 * `JSON.parse` that yields to the event loop: a scanner's report of 50 MB would otherwise block the screen for a second.
 * @throws SyntaxError with the offset, also for brackets nested deeper than in any report
 */
export async function parseJson(text: string, signal?: AbortSignal): Promise<unknown> {
	const {value, end} = await parseJsonAt(text, 0, signal);
	if (end < text.length) throw new SyntaxError(`unexpected text after the document at offset ${end}`);
	return value;
}

/** The document that begins at an offset, whatever follows, and where it ends. @throws SyntaxError */
export const parseJsonAt = (text: string, from: number, signal?: AbortSignal): Promise<{value: unknown; end: number}> =>
	inSlices(parser(text, from), () => undefined, signal);

function* parser(text: string, from: number): Generator<void, {value: unknown; end: number}> {
	const open: Open[] = [];
	let position = from;
	let values = 0;
	let result: unknown;
	let complete = false;

	const fail = (what: string): never => {
		throw new SyntaxError(`${what} at offset ${position}`);
	};
	const skipSpace = () => {
		for (
			let code = text.charCodeAt(position);
			code === 32 || code === 10 || code === 13 || code === 9;
			code = text.charCodeAt(position)
		)
			position += 1;
	};
	const readString = (): string => {
		const from = position;
		let escaped = false;
		position += 1;
		for (;;) {
			const code = text.charCodeAt(position);
			if (code === 34) break;
			if (Number.isNaN(code) || code < 32) fail('unterminated text');
			if (code === 92) {
				escaped = true;
				position += 1;
			}
			position += 1;
		}
		position += 1;
		return escaped ? String(JSON.parse(text.slice(from, position))) : text.slice(from + 1, position - 1);
	};
	const readScalar = (): unknown => {
		if (text[position] === '"') return readString();
		const from = position;
		while (/[-+.\w]/.test(text[position] ?? '')) position += 1;
		if (from === position) fail('unexpected character');
		return JSON.parse(text.slice(from, position));
	};
	const place = (value: unknown) => {
		const parent = open.at(-1);
		if (parent === undefined) {
			result = value;
			complete = true;
		} else if ('key' in parent) {
			// `obj.__proto__ = …` would set the prototype; JSON.parse creates a property.
			Object.defineProperty(parent.value, parent.key ?? '', {value, writable: true, enumerable: true, configurable: true});
			parent.key = null;
		} else parent.value.push(value);
	};
	const readKey = (parent: {key: string | null}) => {
		skipSpace();
		if (text[position] !== '"') fail('expected a name');
		parent.key = readString();
		skipSpace();
		if (text[position] !== ':') fail('expected ":"');
		position += 1;
	};
	/** After a value: closes what ends here, or continues with the next member. */
	const closeOrContinue = () => {
		for (let parent = open.at(-1); parent !== undefined; parent = open.at(-1)) {
			skipSpace();
			if (text[position] === ',') {
				position += 1;
				if ('key' in parent) readKey(parent);
				return;
			}
			if (text[position] !== ('key' in parent ? '}' : ']')) fail('expected "," or the end');
			position += 1;
			open.pop();
			place(parent.value);
		}
	};

	while (!complete) {
		skipSpace();
		const character = text[position];
		if (character === '{' || character === '[') {
			position += 1;
			const next: Open = character === '{' ? {value: {}, key: null} : {value: []};
			skipSpace();
			if (text[position] === (character === '{' ? '}' : ']')) {
				position += 1;
				place(next.value);
				closeOrContinue();
			} else {
				if (open.length >= maximumDepth) fail('nested too deeply');
				open.push(next);
				if ('key' in next) readKey(next);
			}
		} else {
			place(readScalar());
			closeOrContinue();
		}
		values += 1;
		if (values % valuesPerStep === 0) yield;
	}
	skipSpace();
	return {value: result, end: position};
}
