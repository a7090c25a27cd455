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

	parser[HTTPParser.kOnHeadersComplete] = ({statusCode, headers: flat, shouldKeepAlive}) => {
		const headers = named(flat);
		// The parser takes what is no number for the end of the answer.
		if (!/^\d+$/.test(headers.get('content-length') ?? '0')) throw new Error('a length that is no number');
		informs = statusCode < 200;
		if (!informs) onHead({status: statusCode, headers, staysOpen: shouldKeepAlive});
	};
	parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
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
const newLine = 0x0a;
/** Names and values behind a body; no engine sends any. The parser counts what comes before the body, and of the rest nothing. */
const mostTrailers = 200;

/** What the parser keeps to itself; `chunk`: the bytes from `offset` to `end` are to be parsed, `line`: what came of a line before. */
type Lines = {
	readonly state: string;
	readonly chunk: Buffer;
	readonly end: number;
	readonly trailers: readonly string[];
	offset: number;
	line: string;
	consumeLine(): string | undefined;
};

/** @source RFC 9112 section 7.1: the size is hexadecimal, what follows a semicolon an extension */
const chunkHead = /^[\da-f]+[ \t]*(?:;|$)/i;

/**
 * The parser asks Node to decode each line. Of 500 inspects the heads alone take as long so as all their JSON. It decodes as ASCII too,
 * which makes of a byte above 127 another sign, a carriage return say; Node's own parser takes such bytes as Latin 1.
 *
 * @returns forgets what was decoded: to be called before other bytes are parsed
 */
function readLinesAtOnce(parser: InstanceType<typeof HTTPParser>): () => void {
	const lines = parser as unknown as Lines;
	let from = 0;
	let text = '';
	lines.consumeLine = () => {
		const part = nextPart();
		lines.line += part;
		lines.offset += part.length;
		if (lines.line.length > HTTPParser.maxHeaderSize || lines.trailers.length > mostTrailers)
			throw new Error('lines without end');
		if (lines.offset >= lines.end) return undefined;
		const line = lines.line.endsWith('\r') ? lines.line.slice(0, -1) : lines.line;
		lines.line = '';
		lines.offset += 1;
		// The parser would take it for the last of the body, and the answer for whole.
		if (lines.state === 'BODY_CHUNKHEAD' && !chunkHead.test(line)) throw new Error('a chunk without a size');
		return line;
	};
	return () => {
		text = '';
	};

	/** To the end of the line, or of what has come of it. */
	function nextPart(): string {
		const {chunk, offset, end} = lines;
		if (offset < from || offset >= from + text.length) {
			from = offset;
			text = chunk.toString('latin1', from, Math.min(end, from + decodedAtOnce));
		}
		const found = text.indexOf('\n', offset - from);
		if (found !== -1) return text.slice(offset - from, found);
		// It goes on in what is not decoded yet, or has not come.
		const last = chunk.indexOf(newLine, offset);
		return chunk.toString('latin1', offset, last === -1 ? end : Math.min(last, end));
	}
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
