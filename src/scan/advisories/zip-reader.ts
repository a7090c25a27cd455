import {type FileHandle, open} from 'node:fs/promises';
import {promisify} from 'node:util';
import {inflateRaw, inflateRawSync} from 'node:zlib';
import {type Entry, fromRandomAccessReaderPromise, RandomAccessReader} from 'yauzl';
import {codeOf, quoted} from '../../base/index.js';

const inflate = promisify(inflateRaw);

export type ZipEntry = {readonly name: string; read(): Promise<Buffer>};

/** A member of an OSV archive is one advisory; larger members are not read. */
const MAX_ENTRY_BYTES = 32_000_000;
/** Compressed bytes that take less time to inflate than to hand to another thread. */
const SMALL_ENTRY_BYTES = 64_000;
/** Members follow each other in the file, as do their entries in its directory: both are read in pieces of this size. */
const PIECE_BYTES = 4_000_000;

/**
 * The members of a zip file, one by one, by its central directory; stored and deflated ones, including ZIP64 (npm's archive has more than
 * 65,535). The library reads the directory. It would make four streams of each member, which takes longer than to inflate it.
 *
 * @throws ZipError
 */
export async function* readZip(path: string): AsyncGenerator<ZipEntry> {
	const handle = await open(path, 'r');
	try {
		const {size} = await handle.stat();
		const members = piecesOf(handle, size);
		for await (const entry of entriesOf(piecesOf(handle, size), size)) {
			// Bytes, as the library refuses names that lead out of a folder: nothing is written by them.
			const name = String(entry.fileName);
			if (!name.endsWith('/')) yield {name, read: () => contentOf(entry, quoted(name), members)};
		}
	} finally {
		await handle.close();
	}
}

async function* entriesOf(readAt: ReadAt, size: number): AsyncGenerator<Entry> {
	let problem = 'not a zip file, or a truncated one';
	try {
		const options = {autoClose: false, decodeStrings: false};
		const archive = await fromRandomAccessReaderPromise(new DirectoryReader(readAt), size, options);
		problem = 'its directory is damaged';
		yield* archive.eachEntry();
	} catch (error) {
		// The library's errors, which name bytes, have no code; those of the file do.
		throw error instanceof ZipError || codeOf(error) !== null ? error : new ZipError(problem);
	}
}

type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** What the library opens automatically throws where an offset is beyond any file, and that from a callback. */
class DirectoryReader extends RandomAccessReader {
	readonly #readAt: ReadAt;

	constructor(readAt: ReadAt) {
		super();
		this.#readAt = readAt;
	}

	override read(buffer: Buffer, offset: number, length: number, position: number, callback: Callback): void {
		this.#readAt(position, length).then(piece => callback(null, piece.copy(buffer, offset)), callback);
	}
}
type Callback = (error: Error | null, bytesRead?: number) => void;

/** Reads parts of a file through one piece of it. */
function piecesOf(file: FileHandle, size: number): ReadAt {
	let [begin, piece] = [0, Buffer.alloc(0)];
	return async (position, length) => {
		if (position < 0 || position + length > size) throw new ZipError('it is cut short');
		if (position < begin || position + length > begin + piece.length) {
			const follows = position >= begin && position <= begin + piece.length + PIECE_BYTES;
			const fresh = Buffer.allocUnsafe(Math.min(size - position, Math.max(length, follows ? PIECE_BYTES : 0)));
			const {bytesRead} = await file.read(fresh, 0, fresh.length, position);
			if (bytesRead < length) throw new ZipError('it is cut short');
			[begin, piece] = [position, fresh.subarray(0, bytesRead)];
		}
		return piece.subarray(position - begin, position - begin + length);
	};
}

export class ZipError extends Error {
	override readonly name = 'ZipError';
}

async function contentOf(entry: Entry, shown: string, readAt: ReadAt): Promise<Buffer> {
	const {compressedSize, uncompressedSize, compressionMethod, relativeOffsetOfLocalHeader: offset} = entry;
	if (entry.isEncrypted()) throw new ZipError(`${shown} is encrypted`);
	if (!entry.canDecodeFileData()) throw new ZipError(`${shown} uses an unknown compression method (${compressionMethod})`);
	if (Math.max(uncompressedSize, compressedSize) > MAX_ENTRY_BYTES) throw new ZipError(`${shown} is too large`);
	const header = await readAt(offset, 30);
	if (header.readUInt32LE(0) !== 0x04034b50) throw new ZipError(`${shown} is damaged`);
	const data = await readAt(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), compressedSize);
	if (!entry.isCompressed()) return data;
	try {
		const options = {maxOutputLength: Math.max(1, uncompressedSize)};
		return compressedSize < SMALL_ENTRY_BYTES ? inflateRawSync(data, options) : await inflate(data, options);
	} catch {
		throw new ZipError(`${shown} is damaged`);
	}
}
