import {createGunzip} from 'node:zlib';
import {isGzip, openRegular} from '../../base/index.js';

/** Characters of a line, and bytes of an uncompressed file: a small gzip file may expand to anything. */
const MAX_LINE_LENGTH = 1_000_000;
const plainLimit = 128_000_000;

/**
 * The content of a file, decompressed if its first bytes or its name say gzip.
 * @throws Error of the system, of zlib, or for one that is too large
 */
export async function* plainChunks(path: string): AsyncGenerator<Buffer> {
	const file = await openRegular(path);
	const {buffer} = await file.read(Buffer.alloc(2), 0, 2, 0);
	const source = file.createReadStream({start: 0});
	const plain = isGzip(buffer) || path.endsWith('.gz') ? source.pipe(createGunzip()) : source;
	source.on('error', error => plain.destroy(error));
	let size = 0;
	try {
		for await (const chunk of plain as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > plainLimit) throw new Error(`it decompresses to more than ${plainLimit / 1e6} MB`);
			yield chunk;
		}
	} finally {
		source.destroy();
		plain.destroy();
	}
}

/** Its lines, without their ends. */
export async function* plainLines(path: string): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of plainChunks(path)) {
		const lines = (rest + decoder.decode(chunk, {stream: true})).split('\n');
		rest = lines.pop() ?? '';
		if (rest.length > MAX_LINE_LENGTH) throw new Error('it has an endless line');
		for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
	}
	if (rest !== '') yield rest;
}
