/** Bytes that are read at a time, and of a line: none that the recorder writes has as many. */
const piece = 64 * 1024;
export const MAX_LINE_LENGTH = 1024 * 1024;

/** One line and where it ends in the file, its line end included. `text` is `null` for one that is too long to be an entry. */
export type SegmentLine = {readonly text: string | null; readonly end: number};

/**
 * The complete lines of a file from a place on. Places are counted in bytes, whatever the bytes are: damage does not move what follows. Of a line
 * that is too long nothing is kept.
 *
 * @param read  fills the buffer from a position on, and returns how many bytes that were
 */
export function* segmentLines(read: (buffer: Buffer, position: number) => number, from: number): Generator<SegmentLine> {
	const buffer = Buffer.alloc(piece);
	let rest: Buffer[] = [];
	let length = 0;
	for (let at = from; ; ) {
		const bytes = buffer.subarray(0, read(buffer, at));
		if (bytes.length === 0) return;
		let start = 0;
		for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
			length += end - start;
			const text = length > MAX_LINE_LENGTH ? null : Buffer.concat([...rest, bytes.subarray(start, end)]).toString('utf8');
			start = end + 1;
			rest = [];
			length = 0;
			yield {text, end: at + start};
		}
		length += bytes.length - start;
		if (length > MAX_LINE_LENGTH) rest = [];
		else rest.push(Buffer.from(bytes.subarray(start)));
		at += bytes.length;
	}
}
