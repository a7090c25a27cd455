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
