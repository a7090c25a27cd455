import {writeFile} from 'node:fs/promises';

/** A bucket's content: more buckets, or values that are written as JSON. */
export type Tree = {[key: string]: Bucket | object};
type Bucket = {readonly bucket: Tree};
export const bucket = (tree: Tree): Bucket => ({bucket: tree});

const pageSize = 4096;
const headerSize = 16;

/**
 * Writes a bbolt file that can be read: two meta pages, an empty free list, and each bucket as one leaf page with overflow, its keys in
 * order. @source github.com/etcd-io/bbolt, page.go, bucket.go and db.go (meta)
 */
export async function writeBolt(file: string, tree: Tree): Promise<void> {
	const pages: {id: number; content: Buffer}[] = [];
	let next = 3;
	const leaf = (content: Tree): number => {
		const elements = Object.entries(content)
			.map(([key, value]) => element(key, value, leaf))
			.sort((a, b) => Buffer.compare(a.key, b.key));
		const size = headerSize + elements.reduce((sum, {key, value}) => sum + 16 + key.length + value.length, 0);
		const count = Math.ceil(size / pageSize);
		const id = next;
		next += count;
		pages.push({id, content: leafPage(id, count, elements)});
		return id;
	};
	const root = leaf(tree);
	const out = Buffer.alloc(next * pageSize);
	for (const {id, content} of pages) content.copy(out, id * pageSize);
	out.writeBigUInt64LE(2n, 2 * pageSize);
	out.writeUInt16LE(0x10, 2 * pageSize + 8);
	for (const id of [0, 1]) meta(id, root, next).copy(out, id * pageSize);
	await writeFile(file, out);
}

type Element = {flags: number; key: Buffer; value: Buffer};

function element(key: string, value: Bucket | object, leaf: (tree: Tree) => number): Element {
	if (!('bucket' in value)) return {flags: 0, key: Buffer.from(key), value: Buffer.from(JSON.stringify(value))};
	const header = Buffer.alloc(16);
	header.writeBigUInt64LE(BigInt(leaf((value as Bucket).bucket)), 0);
	return {flags: 1, key: Buffer.from(key), value: header};
}

function leafPage(id: number, pages: number, elements: readonly Element[]): Buffer {
	const page = Buffer.alloc(pages * pageSize);
	page.writeBigUInt64LE(BigInt(id), 0);
	page.writeUInt16LE(0x02, 8);
	page.writeUInt16LE(elements.length, 10);
	page.writeUInt32LE(pages - 1, 12);
	let data = headerSize + elements.length * 16;
	for (const [index, {flags, key, value}] of elements.entries()) {
		const at = headerSize + index * 16;
		page.writeUInt32LE(flags, at);
		page.writeUInt32LE(data - at, at + 4);
		page.writeUInt32LE(key.length, at + 8);
		page.writeUInt32LE(value.length, at + 12);
		data += key.copy(page, data);
		data += value.copy(page, data);
	}
	return page;
}

function meta(id: number, root: number, end: number): Buffer {
	const page = Buffer.alloc(headerSize + 64);
	page.writeBigUInt64LE(BigInt(id), 0);
	page.writeUInt16LE(0x04, 8);
	const fields = page.subarray(headerSize);
	fields.writeUInt32LE(0xed0cdaed, 0);
	fields.writeUInt32LE(2, 4);
	fields.writeUInt32LE(pageSize, 8);
	fields.writeBigUInt64LE(BigInt(root), 16);
	fields.writeBigUInt64LE(2n, 32);
	fields.writeBigUInt64LE(BigInt(end), 40);
	fields.writeBigUInt64LE(BigInt(id), 48);
	fields.writeBigUInt64LE(fnv1a(fields.subarray(0, 56)), 56);
	return page;
}

function fnv1a(bytes: Buffer): bigint {
	let hash = 0xcbf29ce484222325n;
	for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
	return hash;
}
