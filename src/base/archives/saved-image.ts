import {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {isRecord} from '../answers/value.js';
import {codeOf} from '../lib/has-code.js';
import type {ArchiveBudget} from './archive-budget.js';
import {type TarEntry, tarEntries} from './tar-entries.js';

export type SavedLayer = {
	/** Entry of the archive. */
	readonly name: string;
	/** `sha256:…` of the uncompressed layer, if the configuration has it. */
	readonly diffId: string | null;
};

type Bytes = AsyncIterable<Uint8Array>;

/** Bytes of one JSON document, and how many are stored: a manifest, an index and a configuration for each platform. */
const documentLimit = 4_000_000;
const MAX_DOCUMENTS = 64;

/**
 * Reads the stream of `docker save` (or Podman) once, in the old layout or the OCI layout: each layer is passed on as it comes, in
 * any order; the order of the layers is known at the end. Only the JSON documents are stored. Bytes of a layer count twice if
 * `takeLayer` counts them too.
 *
 * @throws EngineError `over-budget`
 */
export async function readSavedImage(
	stream: NodeJS.ReadableStream,
	budget: ArchiveBudget,
	takeLayer: (name: string, content: Bytes) => Promise<void>,
): Promise<readonly SavedLayer[]> {
	const documents = new Map<string, unknown>();
	const links = new Map<string, string>();
	for await (const {path, kind, linkTarget, size, content} of tarEntries(stream, budget)) {
		if (kind === 'symlink' || kind === 'link') links.set(path, resolveLink(path, linkTarget, kind));
		if (kind !== 'file') continue;
		const {head, whole} = await peek(content());
		if (isArchive(head)) await takeLayer(path, whole);
		else if (size <= documentLimit && documents.size < MAX_DOCUMENTS && /^\s*[{[]/.test(head.toString('latin1', 0, 16)))
			keep(documents, path, await concatenate(whole));
	}
	return layersOf(documents, links);
}

function resolveLink(name: string, target: string, type: 'symlink' | 'link'): string {
	return type === 'link' ? target : new URL(target, `file:///${name}`).pathname.slice(1);
}

function keep(documents: Map<string, unknown>, name: string, content: Buffer): void {
	try {
		documents.set(name, JSON.parse(content.toString('utf8')));
	} catch (error) {
		// A blob that starts like JSON but is not belongs to no manifest.
		if (!(error instanceof SyntaxError)) throw error;
	}
}

/** `manifest.json` is written by every version of Docker and by Podman. */
function layersOf(documents: ReadonlyMap<string, unknown>, links: ReadonlyMap<string, string>): readonly SavedLayer[] {
	const manifest = list(documents.get('manifest.json'))[0];
	const rootfs = field(documents.get(text(field(manifest, 'Config'))), 'rootfs');
	const diffIds = list(field(rootfs, 'diff_ids')).map(text);
	return list(field(manifest, 'Layers')).map((layer, index) => {
		const name = text(layer);
		return {name: links.get(name) ?? name, diffId: diffIds[index] ?? null};
	});
}

const field = (value: unknown, key: string): unknown => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The first block of an entry, and the whole entry as if it had not been read. */
async function peek(entry: AsyncIterable<unknown>): Promise<{head: Buffer; whole: Bytes}> {
	const iterator = entry[Symbol.asyncIterator]();
	const chunks: Uint8Array[] = [];
	let size = 0;
	while (size < 512) {
		const {done, value} = await iterator.next();
		if (done === true) break;
		if (!(value instanceof Uint8Array)) continue;
		chunks.push(value);
		size += value.length;
	}
	async function* whole(): AsyncGenerator<Uint8Array> {
		try {
			yield* chunks;
			for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
				if (next.value instanceof Uint8Array) yield next.value;
		} finally {
			// Stopping early must release the source: an engine that cannot send holds the container's lock.
			await iterator.return?.();
		}
	}
	return {head: Buffer.concat(chunks), whole: whole()};
}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;
export const isZstd = (head: Uint8Array): boolean => head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
/** An empty layer is two blocks of zeros. */
const isTar = (head: Buffer): boolean =>
	head.toString('latin1', 257, 262) === 'ustar' || (head.length >= 512 && head.subarray(0, 512).every(byte => byte === 0));
const isArchive = (head: Buffer): boolean => isTar(head) || isGzip(head) || isZstd(head);

export async function concatenate(content: AsyncIterable<unknown>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of content) if (chunk instanceof Uint8Array) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** The entries of a layer, plain or gzipped: the decompressed size counts. @throws UnreadableLayer for zstd, EngineError `over-budget` */
export async function* layerEntries(bytes: AsyncIterable<unknown>, budget: ArchiveBudget): AsyncGenerator<TarEntry> {
	const {head, whole} = await peek(bytes);
	if (isZstd(head)) {
		for await (const _ of whole);
		throw new UnreadableLayer('compressed with zstd');
	}
	yield* tarEntries(isGzip(head) ? unzipped(whole) : whole, budget);
}

async function* unzipped(bytes: Bytes): AsyncGenerator<unknown> {
	const [source, plain] = [Readable.from(bytes), createGunzip()];
	source.on('error', error => plain.destroy(error));
	try {
		yield* source.pipe(plain);
	} catch (error) {
		if (codeOf(error)?.startsWith('Z_')) throw new UnreadableLayer('its compressed data are damaged');
		throw error;
	} finally {
		source.destroy();
	}
}

export class UnreadableLayer extends Error {
	override readonly name = 'UnreadableLayer';
}
