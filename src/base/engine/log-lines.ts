import {StringDecoder} from 'node:string_decoder';

/** One line that a container wrote, as it wrote it: neither sanitised nor masked. */
export type RawLogLine = {
	/** RFC 3339, as the engine noted it; `null` where it did not. */
	readonly at: string | null;
	readonly isError: boolean;
	readonly text: string;
};

/** UTF-16 units: enough of a line for a screen. */
const MAX_LINE_LENGTH = 4_096;
const headerBytes = 8;

/**
 * Reads the stream of `GET /containers/{id}/logs?timestamps=true` piece by piece. Without a terminal, stdout and stderr come as frames of
 * one stream: a byte for the stream, three zeros, four bytes for the length (big-endian); with one, the bytes are the output.
 *
 * @source Docker Engine API, ContainerAttach, "Stream format"
 * @param tty  `Config.Tty` of the container
 * @param characters  UTF-16 units of one line that are kept: what is behind them is dropped, however long the line is
 * @returns a function that takes the next bytes and returns the lines that they complete; `null` is the end, which also ends a last line:
 *   a program that crashes may write its last words without a line feed
 */
export function logDecoder(tty: boolean, characters = MAX_LINE_LENGTH): (bytes: Buffer | null) => readonly RawLogLine[] {
	const streams = [lineReader(false, characters), lineReader(true, characters)] as const;
	const header = Buffer.alloc(headerBytes);
	let headerSize = 0;
	let left = 0;
	let current = streams[0];
	if (tty) return bytes => current(bytes);

	return bytes => {
		if (bytes === null) return streams.flatMap(read => read(null));
		const lines: RawLogLine[] = [];
		for (let at = 0; at < bytes.length; ) {
			if (left === 0) {
				const taken = bytes.copy(header, headerSize, at, at + headerBytes - headerSize);
				headerSize += taken;
				at += taken;
				if (headerSize < headerBytes) break;
				headerSize = 0;
				left = header.readUInt32BE(4);
				current = streams[header[0] === 2 ? 1 : 0];
				continue;
			}
			const part = bytes.subarray(at, at + left);
			at += part.length;
			left -= part.length;
			lines.push(...current(part));
		}
		return lines;
	};
}

function lineReader(isError: boolean, characters: number): (bytes: Buffer | null) => readonly RawLogLine[] {
	const decoder = new StringDecoder('utf8');
	const shortened = (line: string): string => (line.length > characters ? line.slice(0, characters) : line);
	let rest = '';
	return bytes => {
		if (bytes === null) {
			const last = rest;
			rest = '';
			return last === '' ? [] : [withTime(last, isError)];
		}
		const [first = '', ...others] = decoder.write(bytes).split('\n');
		const ends = [shortened(rest + first), ...others.map(shortened)];
		rest = ends.pop() ?? '';
		return ends.map(line => withTime(line, isError));
	};
}

/** `2026-11-29T07:00:00.000000000Z text` */
function withTime(line: string, isError: boolean): RawLogLine {
	const time = /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)(?= |$)/.exec(line)?.[0];
	const text = (time === undefined ? line : line.slice(time.length + 1)).replace(/\r$/, '');
	return {at: time ?? null, isError, text};
}

/** A whole log as text, stdout and stderr combined, with or without frames. */
export function plainLog(body: Buffer): string {
	const framed = body.length >= 8 && (body[0] ?? 9) <= 2 && body.readUIntBE(1, 3) === 0;
	if (!framed) return body.toString('utf8');
	const pieces: Buffer[] = [];
	for (let at = 0; at + 8 <= body.length; ) {
		const length = body.readUInt32BE(at + 4);
		pieces.push(body.subarray(at + 8, at + 8 + length));
		at += 8 + length;
	}
	return Buffer.concat(pieces).toString('utf8');
}
