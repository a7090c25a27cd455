import {HTTPParser} from 'http-parser-js';
import {EngineError} from './engine-error.js';

export type ResponseHead = {
	readonly status: number;
	/** By lower-case name; the last of several with one name. */
	readonly headers: ReadonlyMap<string, string>;
	/** Whether another question may follow on the same connection. */
	readonly staysOpen: boolean;
};

export type ResponseParts = {
	/** 100 Continue and its like, which come before the answer, are left out. */
	readonly onHead: (head: ResponseHead) => void;
	/** May throw: what it throws is what `parse` returns. */
	readonly onBody: (part: Buffer) => void;
	readonly onEnd: () => void;
};

export type ResponseParser = {
	/** Takes bytes of the connection; returns what is wrong with them, whoever says so. */
	parse(bytes: Buffer): Error | null;
	/** After the last byte: an answer without a length ends with its connection. Returns what is wrong when it does not. */
	finish(): Error | null;
	/** Whether bytes follow the answer that has just ended: nobody asked for them, and they would be taken for the next. */
	hasMore(): boolean;
};

/** Parses the answers of one connection, one after the other. */
export function responseParser({onHead, onBody, onEnd}: ResponseParts): ResponseParser {
	const parser = new HTTPParser(HTTPParser.RESPONSE);
	let informs = false;
	const forgetLines = readLinesAtOnce(parser);

	parser[HTTPParser.kOnHeadersComplete] = ({statusCode, headers, shouldKeepAlive}) => {
		informs = statusCode < 200;
		if (!informs) onHead({status: statusCode, headers: named(headers), staysOpen: shouldKeepAlive});
	};
	parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
		// The parser takes a chunk of less than nothing for one, and would go round in it for ever.
		if (length < 0) throw new Error('a chunk of less than nothing');
		onBody(chunk.subarray(offset, offset + length));
	};
	parser[HTTPParser.kOnMessageComplete] = () => {
		if (!informs) onEnd();
	};

	return {
		parse(bytes) {
			forgetLines();
			try {
				return problemOf(parser.execute(bytes));
			} catch (error) {
				return problemOf(error instanceof Error ? error : new Error(String(error)));
			}
		},
		finish: () => problemOf(parser.finish()),
		hasMore: () => Number(Reflect.get(parser, 'offset')) < Number(Reflect.get(parser, 'end')),
	};
}

/** Bytes that are decoded at once: the head of an engine's answer has some 250. */
const decodedAtOnce = 512;

/** What the parser keeps to itself; `chunk`: the bytes from `offset` to `end` are to be parsed, `line`: what came of a line before. */
type Lines = {line: string; offset: number; end: number; chunk: Buffer; consumeLine(): string | undefined};

/**
 * The parser asks Node to decode each line. Of 500 inspects the heads alone take as long so as all their JSON.
 *
 * @returns forgets what was decoded: to be called before other bytes are parsed
 */
function readLinesAtOnce(parser: InstanceType<typeof HTTPParser>): () => void {
	const lines = parser as unknown as Lines;
	const readOne = lines.consumeLine.bind(lines);
	let from = 0;
	let text = '';
	lines.consumeLine = () => {
		if (lines.offset < from || lines.offset >= from + text.length) {
			from = lines.offset;
			text = lines.chunk.toString('latin1', from, Math.min(lines.end, from + decodedAtOnce));
		}
		const end = text.indexOf('\n', lines.offset - from);
		// It goes on in what is not decoded yet, or has not come.
		if (end === -1) return readOne();
		const line = lines.line + text.slice(lines.offset - from, end);
		lines.line = '';
		lines.offset = from + end + 1;
		return line.endsWith('\r') ? line.slice(0, -1) : line;
	};
	return () => {
		text = '';
	};
}

/** @param flat  name and value in turns, as the parser gives them */
function named(flat: readonly string[]): Map<string, string> {
	const headers = new Map<string, string>();
	for (let at = 0; at + 1 < flat.length; at += 2) headers.set(String(flat[at]).toLowerCase(), String(flat[at + 1]));
	return headers;
}

/** The parser returns its own errors and throws ours. With the code by which `connectionError` knows what is no HTTP. */
function problemOf(result: unknown): Error | null {
	if (!(result instanceof Error)) return null;
	return 'code' in result || result instanceof EngineError ? result : Object.assign(result, {code: 'HPE_INVALID'});
}
