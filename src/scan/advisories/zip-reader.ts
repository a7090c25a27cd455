import {type FileHandle, open} from 'node:fs/promises';
import {promisify} from 'node:util';
import {inflateRaw, inflateRawSync} from 'node:zlib';
import {quoted} from '../../base/index.js';

const inflate = promisify(inflateRaw);

export type ZipEntry = {readonly name: string; read(): Promise<Buffer>};

/** A member of an OSV archive is one advisory; larger members are not read. */
const entryLimit = 32_000_000;
const directoryLimit = 256_000_000;
/** Compressed bytes that take less time to inflate than to hand to another thread. */
const smallEntry = 64_000;
/** Members follow each other in the file: they are read in pieces of this size. */
const windowSize = 4_000_000;

/**
 * The members of a zip file, one by one, by its central directory; stored and deflated ones, including ZIP64 (npm's archive has more than
 * 65,535). @source PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5 @throws ZipError
 */
export async function* readZip(path: string): AsyncGenerator<ZipEntry> {
	const handle = await open(path, 'r');
	try {
		const {size} = await handle.stat();
		const readAt = windowOf(handle, size);
		const {offset, length, count} = await findDirectory(readAt, size);
		if (length > directoryLimit || offset + length > size) throw new ZipError('its directory is outside the file');
		const directory = await readAt(offset, length);
		let position = 0;
		for (let index = 0; index < count; index += 1) {
			const {entry, next} = directoryEntry(readAt, directory, position);
			position = next;
			if (entry !== null) yield entry;
		}
	} finally {
		await handle.close();
	}
}

type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Reads parts of a file through one piece of it. */
function windowOf(file: FileHandle, size: number): ReadAt {
	let [begin, piece] = [0, Buffer.alloc(0)];
	return async (position, length) => {
		if (position < 0 || position + length > size) throw new ZipError('it is cut short');
		if (position < begin || position + length > begin + piece.length) {
			const follows = position >= begin && position <= begin + piece.length + windowSize;
			const fresh = Buffer.allocUnsafe(Math.min(size - position, Math.max(length, follows ? windowSize : 0)));
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

type Directory = {offset: number; length: number; count: number};

/** The end record is last in the file, before a comment of at most 64 KB. */
async function findDirectory(readAt: ReadAt, size: number): Promise<Directory> {
	const tailLength = Math.min(size, 65_557);
	const tail = await readAt(size - tailLength, tailLength);
	const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
	if (end === -1 || end + 22 > tail.length) throw new ZipError('not a zip file, or a truncated one');
	const plain = {count: tail.readUInt16LE(end + 10), length: tail.readUInt32LE(end + 12), offset: tail.readUInt32LE(end + 16)};
	const isBig = plain.count === 0xffff || plain.length === 0xffffffff || plain.offset === 0xffffffff;
	if (!isBig || end < 20 || tail.readUInt32LE(end - 20) !== 0x07064b50) return plain;
	const record = await readAt(safe(tail.readBigUInt64LE(end - 20 + 8)), 56);
	if (record.readUInt32LE(0) !== 0x06064b50) throw new ZipError('its ZIP64 end record is damaged');
	return {
		count: safe(record.readBigUInt64LE(32)),
		length: safe(record.readBigUInt64LE(40)),
		offset: safe(record.readBigUInt64LE(48)),
	};
}

function safe(value: bigint): number {
	if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError('an offset is out of range');
	return Number(value);
}

function directoryEntry(readAt: ReadAt, directory: Buffer, at: number): {entry: ZipEntry | null; next: number} {
	if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw new ZipError('its directory is damaged');
	const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => directory.readUInt16LE(at + offset)) as [
		number,
		number,
		number,
	];
	const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
	const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
	const next = at + 46 + nameLength + extraLength + commentLength;
	const method = directory.readUInt16LE(at + 10);
	const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
	const {size, compressed, offset} = sizes(directory, at, extra);
	if (name.endsWith('/')) return {entry: null, next};
	const shown = quoted(name);
	const read = async (): Promise<Buffer> => {
		if (encrypted) throw new ZipError(`${shown} is encrypted`);
		if (size > entryLimit || compressed > entryLimit) throw new ZipError(`${shown} is too large`);
		const header = await readAt(offset, 30);
		if (header.readUInt32LE(0) !== 0x04034b50) throw new ZipError(`${shown} is damaged`);
		const data = await readAt(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), compressed);
		if (method === 0) return data;
		if (method !== 8) throw new ZipError(`${shown} uses an unknown compression method (${method})`);
		try {
			const options = {maxOutputLength: Math.max(1, size)};
			return compressed < smallEntry ? inflateRawSync(data, options) : await inflate(data, options);
		} catch {
			throw new ZipError(`${shown} is damaged`);
		}
	};
	return {entry: {name, read}, next};
}

/** The values of sizes that are 0xffffffff are in the ZIP64 extra field, in this order, only those that overflow. */
function sizes(directory: Buffer, at: number, extra: Buffer): {size: number; compressed: number; offset: number} {
	const values = {
		size: directory.readUInt32LE(at + 24),
		compressed: directory.readUInt32LE(at + 20),
		offset: directory.readUInt32LE(at + 42),
	};
	for (let position = 0; position + 4 <= extra.length; ) {
		const length = extra.readUInt16LE(position + 2);
		if (extra.readUInt16LE(position) === 1) {
			let field = position + 4;
			for (const key of ['size', 'compressed', 'offset'] as const) {
				if (values[key] !== 0xffffffff) continue;
				values[key] = safe(extra.readBigUInt64LE(field));
				field += 8;
			}
		}
		position += 4 + length;
	}
	return values;
}
